//! How does a Rust type become columns, and come back?

use std::fmt;

use crate::models::Value;
use crate::models::meta::TypeMeta;

/// A Rust type that can be a field of a model.
///
/// Implemented for the usual types, for [`Option`] of them, for enums by `#[derive(Choice)]`, for your own
/// newtypes by `#[derive(FieldType)]` and for groups of columns by `#[derive(Mixin)]`. Aliases and re-exports
/// work, because the type is asked, never its spelling.
///
/// # Examples
///
/// By hand, for a type that is stored as text:
///
/// ```
/// use fab_runtime::models::{FieldType, Kind, LoadError, TypeMeta, Value, Values};
///
/// struct Isbn(String);
///
/// impl FieldType for Isbn {
///     const META: TypeMeta = TypeMeta::column(Kind::Text);
///     fn store(&self, out: &mut Vec<Value>) {
///         out.push(Value::Text(self.0.clone()));
///     }
///     fn load(values: &mut Values<'_>) -> Result<Self, LoadError> {
///         String::load(values).map(Isbn)
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a field of a model",
    label = "fab does not know how to store or edit this type",
    note = "supported: bool, i8 to i64, u8 to u64, f32, f64, String, Decimal, NaiveDate, NaiveTime, NaiveDateTime, DateTime<Utc>, Uuid, serde_json::Value, Vec<u8>, Money, ForeignKey<T>, and Option of each",
    note = "for your own type: `#[derive(FieldType)]` on a struct around one value, `#[derive(Choice)]` on an enum, `#[derive(Mixin)]` on a group of columns",
    note = "or write `#[admin(skip)]` to leave the field out of the table, `#[admin(opaque)]` to keep it as JSON that no page touches"
)]
pub trait FieldType: Sized {
    /// What the type says of itself.
    const META: TypeMeta;

    /// Appends one value for each column.
    fn store(&self, out: &mut Vec<Value>);

    /// Takes one value for each column.
    ///
    /// # Errors
    ///
    /// When the database holds what the type cannot be.
    fn load(values: &mut Values<'_>) -> Result<Self, LoadError>;
}

/// The values of a record, taken one after another.
#[derive(Debug)]
pub struct Values<'a> {
    rest: &'a mut [Value],
}

impl<'a> Values<'a> {
    /// Reads from the first of `values` on; what was taken is left as NULL.
    pub fn new(values: &'a mut [Value]) -> Self {
        Self { rest: values }
    }

    /// The next value; NULL when there is none.
    pub fn take(&mut self) -> Value {
        let rest = std::mem::take(&mut self.rest);
        match rest.split_first_mut() {
            Some((first, rest)) => {
                self.rest = rest;
                std::mem::take(first)
            }
            None => Value::Null,
        }
    }

    /// Whether the next `count` values are all NULL.
    pub fn next_are_null(&self, count: usize) -> bool {
        self.rest.iter().take(count).all(Value::is_null)
    }
}

/// A value that does not fit the Rust type of its field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadError {
    message: String,
}

impl LoadError {
    /// An error with its own words.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }

    /// `found` stands where `wanted` was expected. Never holds the value itself.
    pub fn mismatch(wanted: &str, found: &Value) -> Self {
        Self::new(format!("expected {wanted}, found {}", found.kind_name()))
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for LoadError {}
