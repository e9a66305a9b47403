//! What can be kept in a secret? What can be wiped, and compared without telling where it differs.

use std::hint::black_box;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use rust_decimal::Decimal;
use serde_json::{Map, Value as Json};
use subtle::ConstantTimeEq;
use uuid::Uuid;
use zeroize::{Zeroize, Zeroizing};

/// A type that a [`Secret`](crate::secret::Secret) can hold.
///
/// Implemented for texts, bytes, numbers, booleans, dates, UUIDs and JSON, and by `#[derive(FieldType)]` and
/// `#[derive(Choice)]`. As a field of a model, what may be absent is `Option<Secret<T>>`: NULL is not sealed.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be kept in a `Secret`",
    label = "this cannot be wiped from memory as a whole",
    note = "the columns of a group are not sealed as one; seal fields of the model",
    note = "supported: String, Vec<u8>, bool, whole numbers, f32, f64, Decimal, dates and times, Uuid, serde_json::Value, and your own types with `#[derive(FieldType)]` or `#[derive(Choice)]`"
)]
pub trait Wipe {
    /// Overwrites the value.
    fn wipe(&mut self);

    /// Whether both are the same, in a time that does not tell where they differ.
    fn same(&self, other: &Self) -> bool;
}

/// Overwrites a value that owns nothing; the compiler is kept from leaving it out because nobody looks.
fn overwrite<T>(value: &mut T, blank: T) {
    *value = blank;
    black_box(value);
}

fn same_bytes(one: &[u8], other: &[u8]) -> bool {
    one.ct_eq(other).into()
}

#[diagnostic::do_not_recommend]
impl Wipe for String {
    fn wipe(&mut self) {
        self.zeroize();
    }

    fn same(&self, other: &Self) -> bool {
        same_bytes(self.as_bytes(), other.as_bytes())
    }
}

#[diagnostic::do_not_recommend]
impl Wipe for Vec<u8> {
    fn wipe(&mut self) {
        self.zeroize();
    }

    fn same(&self, other: &Self) -> bool {
        same_bytes(self, other)
    }
}

#[diagnostic::do_not_recommend]
impl<const N: usize> Wipe for [u8; N] {
    fn wipe(&mut self) {
        self.zeroize();
    }

    fn same(&self, other: &Self) -> bool {
        same_bytes(self, other)
    }
}

macro_rules! numbers {
    ($($ty:ty)*) => {$(
        #[diagnostic::do_not_recommend]
        impl Wipe for $ty {
            fn wipe(&mut self) {
                self.zeroize();
            }

            fn same(&self, other: &Self) -> bool {
                same_bytes(&self.to_ne_bytes(), &other.to_ne_bytes())
            }
        }
    )*};
}

numbers! { i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize f32 f64 }

/// Types of other crates: the value that replaces them, and bytes that differ when they do.
macro_rules! plain {
    ($($ty:ty: $blank:expr, |$value:ident| $bytes:expr;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl Wipe for $ty {
            fn wipe(&mut self) {
                overwrite(self, $blank);
            }

            fn same(&self, other: &Self) -> bool {
                let bytes = |$value: &Self| Zeroizing::new($bytes);
                same_bytes(bytes(self).as_ref(), bytes(other).as_ref())
            }
        }
    )*};
}

plain! {
    bool: false, |on| [u8::from(*on)];
    Decimal: Decimal::ZERO, |decimal| decimal.normalize().serialize();
    Uuid: Self::nil(), |uuid| *uuid.as_bytes();
    NaiveDate: Self::MIN, |date| date.to_string().into_bytes();
    NaiveTime: Self::MIN, |time| time.to_string().into_bytes();
    NaiveDateTime: Self::MIN, |at| at.to_string().into_bytes();
    DateTime<Utc>: Self::MIN_UTC, |at| at.naive_utc().to_string().into_bytes();
}

#[diagnostic::do_not_recommend]
impl<T: Wipe> Wipe for Option<T> {
    fn wipe(&mut self) {
        if let Some(value) = self {
            value.wipe();
        }
        overwrite(self, None);
    }

    fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Some(one), Some(other)) => one.same(other),
            (None, None) => true,
            _ => false,
        }
    }
}

#[diagnostic::do_not_recommend]
impl Wipe for Json {
    fn wipe(&mut self) {
        match self {
            Self::String(text) => text.zeroize(),
            Self::Array(items) => items.iter_mut().for_each(Wipe::wipe),
            Self::Object(members) => wipe_members(std::mem::take(members)),
            Self::Null | Self::Bool(_) | Self::Number(_) => {}
        }
        overwrite(self, Self::Null);
    }

    fn same(&self, other: &Self) -> bool {
        // The order of members means nothing.
        let bytes = |json: &Self| {
            let mut json = json.clone();
            json.sort_all_objects();
            let bytes = Zeroizing::new(json.to_string().into_bytes());
            json.wipe();
            bytes
        };
        same_bytes(&bytes(self), &bytes(other))
    }
}

/// Names of members can tell as much as their values.
fn wipe_members(members: Map<String, Json>) {
    for (mut name, mut value) in members {
        name.zeroize();
        value.wipe();
    }
}
