//! How is a choice stored? As its text.

use crate::models::{Choice, ColumnType, FieldType, Kind, LoadError, TypeMeta, Value, Values};

/// What a choice says of itself as a field.
pub const fn choice_meta<C: Choice>() -> TypeMeta {
    TypeMeta::of(ColumnType::new(Kind::Text).choices(C::CHOICES))
}

/// Appends the text of a choice.
pub fn store_choice<C: Choice>(choice: C, out: &mut Vec<Value>) {
    out.push(Value::Text(choice.as_str().to_owned()));
}

/// Takes the text of a choice.
///
/// # Errors
///
/// When the text is none of the choices.
pub fn load_choice<C: Choice>(values: &mut Values<'_>) -> Result<C, LoadError> {
    let text = String::load(values)?;
    C::from_text(&text).ok_or_else(|| LoadError::new("the text is none of the choices"))
}
