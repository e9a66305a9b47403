//! How is a field kept that no page touches? By its own type if that is a field, else as JSON.

use std::marker::PhantomData;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::models::{FieldType, Kind, LoadError, TypeMeta, Value, Values};

/// The way of a value into the database and back.
#[derive(Debug, Clone, Copy)]
pub struct Codec<T> {
    /// Appends one value for each column.
    pub store: fn(&T, &mut Vec<Value>),
    /// Takes one value for each column.
    pub load: fn(&mut Values<'_>) -> Result<T, LoadError>,
}

impl<T> Codec<T> {
    /// The value that is stored for `value` in the single column of its type.
    pub fn value_of(self, value: &T) -> Value {
        let mut values = Vec::with_capacity(1);
        (self.store)(value, &mut values);
        values.pop().unwrap_or_default()
    }
}

/// Asks a type whether it is a field: what is found on the type itself wins over [`AsJson`].
#[derive(Debug)]
pub struct Opaque<T>(PhantomData<T>);

impl<T: FieldType> Opaque<T> {
    /// What the type says of itself.
    pub const META: TypeMeta = T::META;

    /// The type's own way.
    pub const fn codec() -> Codec<T> {
        Codec { store: T::store, load: T::load }
    }
}

/// A type that serde turns into JSON and back.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be kept as JSON",
    label = "`opaque` keeps this through serde",
    note = "add `#[derive(serde::Serialize, serde::Deserialize)]` to the type, or write `#[admin(skip)]` to leave the field out of the table"
)]
pub trait Json: Serialize + DeserializeOwned {}

#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned> Json for T {}

/// What [`Opaque`] offers for a type that is no field.
pub trait AsJson<T> {
    /// One column of JSON.
    const META: TypeMeta = TypeMeta::column(Kind::Json);

    /// Through serde.
    fn codec() -> Codec<T>
    where
        T: Json,
    {
        Codec { store: store_json, load: load_json }
    }
}

impl<T> AsJson<T> for Opaque<T> {}

/// Appends the JSON; NULL when the type refuses to be JSON.
fn store_json<T: Serialize>(value: &T, out: &mut Vec<Value>) {
    out.push(serde_json::to_value(value).map_or(Value::Null, Value::Json));
}

fn load_json<T: DeserializeOwned>(values: &mut Values<'_>) -> Result<T, LoadError> {
    match values.take() {
        Value::Json(json) => serde_json::from_value(json)
            .map_err(|_| LoadError::new("the JSON does not fit the type")),
        other => Err(LoadError::mismatch("JSON", &other)),
    }
}
