//! How is a field kept that no page touches? By its own type if that is a field, else as JSON.

use std::marker::PhantomData;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::models::{FieldType, Kind, LoadError, TypeMeta, Value, Values};

/// Asks a type whether it is a field: what is found on the type itself wins over [`AsJson`].
#[derive(Debug)]
pub struct Opaque<T>(PhantomData<T>);

impl<T: FieldType> Opaque<T> {
    /// What the type says of itself.
    pub const META: TypeMeta = T::META;

    /// Appends one value for each column.
    pub fn store(value: &T, out: &mut Vec<Value>) {
        value.store(out);
    }

    /// Takes one value for each column.
    ///
    /// # Errors
    ///
    /// When the database holds what the type cannot be.
    pub fn load(values: &mut Values<'_>) -> Result<T, LoadError> {
        T::load(values)
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

/// What [`Opaque`] does for a type that is no field.
pub trait AsJson<T> {
    /// One column of JSON.
    const META: TypeMeta = TypeMeta::column(Kind::Json);

    /// Appends the JSON; NULL when the type refuses to be JSON.
    fn store(value: &T, out: &mut Vec<Value>)
    where
        T: Json,
    {
        out.push(serde_json::to_value(value).map_or(Value::Null, Value::Json));
    }

    /// Takes the JSON.
    ///
    /// # Errors
    ///
    /// When the JSON is not what the type wants.
    fn load(values: &mut Values<'_>) -> Result<T, LoadError>
    where
        T: Json,
    {
        match values.take() {
            Value::Json(json) => serde_json::from_value(json)
                .map_err(|_| LoadError::new("the JSON does not fit the type")),
            other => Err(LoadError::mismatch("JSON", &other)),
        }
    }
}

impl<T> AsJson<T> for Opaque<T> {}
