//! How are numbers stored? Integers as 64 bits with the range of their type, decimals exactly.

use rust_decimal::Decimal;

use crate::models::field_type::{FieldType, LoadError, Values};
use crate::models::meta::{ColumnType, TypeMeta};
use crate::models::{Kind, Value};

macro_rules! integers {
    ($($ty:ty: $min:expr, $max:expr;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl FieldType for $ty {
            const META: TypeMeta = TypeMeta::of(ColumnType::new(Kind::Int).range($min, $max));

            fn store(&self, out: &mut Vec<Value>) {
                // Larger than i64::MAX does not fit any database column: validation refuses it by range.
                out.push(Value::Int(i64::try_from(*self).unwrap_or(i64::MAX)));
            }

            fn load(values: &mut Values<'_>) -> Result<Self, LoadError> {
                match values.take() {
                    Value::Int(int) => Self::try_from(int).map_err(|_| {
                        LoadError::new(concat!("the number does not fit into ", stringify!($ty)))
                    }),
                    other => Err(LoadError::mismatch("a whole number", &other)),
                }
            }
        }
    )*};
}

integers! {
    i8: -0x80, 0x7f;
    i16: -0x8000, 0x7fff;
    i32: -0x8000_0000, 0x7fff_ffff;
    i64: i64::MIN, i64::MAX;
    isize: i64::MIN, i64::MAX;
    u8: 0, 0xff;
    u16: 0, 0xffff;
    u32: 0, 0xffff_ffff;
    u64: 0, i64::MAX;
    usize: 0, i64::MAX;
}

#[diagnostic::do_not_recommend]
impl FieldType for f64 {
    const META: TypeMeta = TypeMeta::column(Kind::Float);

    fn store(&self, out: &mut Vec<Value>) {
        out.push(Value::Float(*self));
    }

    fn load(values: &mut Values<'_>) -> Result<Self, LoadError> {
        match values.take() {
            Value::Float(float) => Ok(float),
            other => Err(LoadError::mismatch("a number", &other)),
        }
    }
}

#[diagnostic::do_not_recommend]
impl FieldType for f32 {
    const META: TypeMeta = TypeMeta::column(Kind::Float);

    fn store(&self, out: &mut Vec<Value>) {
        out.push(Value::Float(f64::from(*self)));
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "an f32 was widened without loss; this is the way back"
    )]
    fn load(values: &mut Values<'_>) -> Result<Self, LoadError> {
        f64::load(values).map(|float| float as Self)
    }
}

#[diagnostic::do_not_recommend]
impl FieldType for Decimal {
    const META: TypeMeta = TypeMeta::column(Kind::Decimal);

    fn store(&self, out: &mut Vec<Value>) {
        out.push(Value::Decimal(*self));
    }

    fn load(values: &mut Values<'_>) -> Result<Self, LoadError> {
        match values.take() {
            Value::Decimal(decimal) => Ok(decimal),
            other => Err(LoadError::mismatch("a decimal number", &other)),
        }
    }
}
