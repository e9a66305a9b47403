//! How are dates and times stored? With microseconds, instants in UTC.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};

use crate::models::field_type::{FieldType, LoadError, Values};
use crate::models::meta::TypeMeta;
use crate::models::{Kind, Value};

macro_rules! times {
    ($($ty:ty: $kind:ident, $wanted:literal;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl FieldType for $ty {
            const META: TypeMeta = TypeMeta::column(Kind::$kind);

            fn store(&self, out: &mut Vec<Value>) {
                out.push(Value::$kind(*self));
            }

            fn load(values: &mut Values<'_>) -> Result<Self, LoadError> {
                match values.take() {
                    Value::$kind(value) => Ok(value),
                    other => Err(LoadError::mismatch($wanted, &other)),
                }
            }
        }
    )*};
}

times! {
    NaiveDate: Date, "a date";
    NaiveTime: Time, "a time of day";
    NaiveDateTime: DateTime, "a date and time without zone";
    DateTime<Utc>: Timestamp, "a date and time";
}
