//! What does a newtype add to the type inside?

use crate::models::{ColumnType, FieldType, Shape, TypeMeta, Value, Values};

/// The facts of a newtype in the making.
#[derive(Debug, Clone, Copy)]
pub struct Newtype(TypeMeta);

impl Newtype {
    /// The facts of the type inside.
    pub const fn of(inner: TypeMeta) -> Self {
        Self(inner)
    }

    /// With a greatest length.
    #[must_use]
    pub const fn max_length(self, characters: u32) -> Self {
        match self.0.shape {
            Shape::Column(column) => self.with(column.max_length(characters)),
            Shape::Group(_) => self,
        }
    }

    /// With a rule.
    #[must_use]
    pub const fn check(self, check: fn(&Value) -> Result<(), String>) -> Self {
        match self.0.shape {
            Shape::Column(column) => self.with(column.check(check)),
            Shape::Group(_) => self,
        }
    }

    /// The facts.
    pub const fn meta(self) -> TypeMeta {
        self.0
    }

    const fn with(mut self, column: ColumnType) -> Self {
        self.0.shape = Shape::Column(column);
        self
    }
}

/// Judges a value by a rule for the type inside.
///
/// # Errors
///
/// What the rule says, or that the value is of another kind.
pub fn checked<T: FieldType>(
    value: &Value,
    check: impl FnOnce(&T) -> Result<(), String>,
) -> Result<(), String> {
    let mut values = [value.clone()];
    let inner = T::load(&mut Values::new(&mut values)).map_err(|error| error.to_string())?;
    check(&inner)
}
