//! How is an enum a field? As one of a fixed list of texts.

use crate::models::meta::ChoiceMeta;

/// An enum whose variants are the allowed values of a field; see `#[derive(Choice)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a choice",
    note = "add `#[derive(Choice)]` to an enum whose variants hold nothing"
)]
pub trait Choice: Copy + Sized + 'static {
    /// One entry for each variant, in order.
    const CHOICES: &'static [ChoiceMeta];

    /// The stored text.
    fn as_str(self) -> &'static str;

    /// The variant of that stored text.
    fn from_text(text: &str) -> Option<Self>;

    /// The text on pages.
    fn label(self) -> &'static str {
        let value = self.as_str();
        Self::CHOICES
            .iter()
            .find(|choice| choice.value == value)
            .map_or(value, |choice| choice.label)
    }
}
