//! How are booleans, texts, UUIDs, JSON and bytes stored?

use uuid::Uuid;

use crate::models::field_type::{FieldType, LoadError, Values};
use crate::models::meta::TypeMeta;
use crate::models::{Kind, Value};

macro_rules! scalars {
    ($($ty:ty: $kind:ident, $variant:ident, $wanted:literal;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl FieldType for $ty {
            const META: TypeMeta = TypeMeta::column(Kind::$kind);

            fn store(&self, out: &mut Vec<Value>) {
                out.push(Value::$variant(self.clone()));
            }

            fn load(values: &mut Values<'_>) -> Result<Self, LoadError> {
                match values.take() {
                    Value::$variant(value) => Ok(value),
                    other => Err(LoadError::mismatch($wanted, &other)),
                }
            }
        }
    )*};
}

scalars! {
    bool: Bool, Bool, "yes or no";
    String: Text, Text, "text";
    Uuid: Uuid, Uuid, "a UUID";
    serde_json::Value: Json, Json, "JSON";
    Vec<u8>: Bytes, Bytes, "bytes";
}
