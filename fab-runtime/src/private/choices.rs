//! How is a choice stored? As its text.

use subtle::ConstantTimeEq;

use crate::models::{Choice, ColumnType, FieldType, Kind, LoadError, TypeMeta, Value, Values};

/// What a choice says of itself as a field.
pub const fn choice_meta<C: Choice>() -> TypeMeta {
    TypeMeta::of(ColumnType::new(Kind::Text).choices(C::CHOICES))
}

/// Overwrites a choice with the first one.
pub fn wipe_choice<C: Choice>(choice: &mut C) {
    let first = C::CHOICES.first().and_then(|first| C::from_text(first.value));
    *choice = first.unwrap_or(*choice);
    std::hint::black_box(choice);
}

/// Whether both are the same, in a time that depends on the lengths of their texts at most.
pub fn same_choice<C: Choice>(one: C, other: C) -> bool {
    one.as_str().as_bytes().ct_eq(other.as_str().as_bytes()).into()
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
