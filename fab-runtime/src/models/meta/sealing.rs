//! What does `#[derive(Encrypted)]` say of the fields that are sealed?

use zeroize::Zeroizing;

use crate::models::{Value, seal_codec};

/// A struct whose fields are sealed. Derived, never written by hand.
#[diagnostic::on_unimplemented(
    message = "`{Self}` seals nothing",
    note = "add `#[derive(Encrypted)]` to the struct and `#[encrypted]` to its fields of type `Secret<..>`"
)]
pub trait Encrypted {
    /// How its fields are sealed.
    const PLAN: &'static SealingPlan;
}

/// How the fields of one model are sealed; written by `#[derive(Encrypted)]`.
#[derive(Debug, Clone, Copy)]
pub struct SealingPlan {
    /// The logical name of the table, bound into every ciphertext; it survives a rename of the table.
    pub table: &'static str,
    /// The sealed fields, in the order of the struct.
    pub fields: &'static [SealedField],
}

/// How one field is sealed.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct SealedField {
    /// The Rust name of the field.
    pub field: &'static str,
    /// The logical name of the column, bound into every ciphertext; it survives a rename of the field.
    pub name: &'static str,
    /// Plain texts are padded to a multiple of this many bytes, so that ciphertexts tell less of their length.
    pub pad: Option<u16>,
    /// What the mask leaves to see.
    pub mask: Mask,
    /// How rows are found by the value.
    pub index: Option<BlindIndex>,
}

/// A keyed hash beside a sealed column, by which rows are found without opening them.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct BlindIndex {
    /// No two rows share a value.
    pub unique: bool,
    /// What is done to the text of a value before it is hashed; the same for what is looked for.
    pub normalize: fn(&str) -> String,
    /// How many bits of the hash are kept, 1 to 128; fewer tell less, and rows that only look alike are dropped
    /// after opening.
    pub bits: u8,
}

/// What a mask leaves to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Mask {
    /// Nothing.
    #[default]
    All,
    /// The last characters, when the text is at least three times as long.
    Last(u8),
}

/// All bits that a blind index keeps of its hash.
pub const BLIND_INDEX_BITS: u8 = 128;

impl SealingPlan {
    /// A plan of a table without sealed fields.
    pub const fn new(table: &'static str, fields: &'static [SealedField]) -> Self {
        Self { table, fields }
    }

    /// How the field of that Rust name is sealed.
    pub fn field(&self, name: &str) -> Option<&'static SealedField> {
        self.fields.iter().find(|field| field.field == name)
    }
}

impl SealedField {
    /// A field that is sealed as it is, masked whole, and found by nothing.
    pub const fn new(field: &'static str) -> Self {
        Self { field, name: field, pad: None, mask: Mask::All, index: None }
    }
}

setters! { SealedField {
    /// The logical name of the column.
    name: &'static str;
    /// The multiple of bytes that plain texts are padded to.
    pad: u16 => Some;
    /// What the mask leaves to see.
    mask: Mask;
    /// How rows are found by the value.
    index: BlindIndex => Some;
} }

impl BlindIndex {
    /// An index over all bits of the hash of the text as it is; rows may share a value.
    pub const fn new() -> Self {
        Self { unique: false, normalize: str::to_owned, bits: BLIND_INDEX_BITS }
    }
}

impl BlindIndex {
    /// What is hashed of a value; `None` for values that are not found by equality.
    pub fn text(&self, value: &Value) -> Option<Zeroizing<String>> {
        let text = seal_codec::index_text(value)?;
        Some(Zeroizing::new((self.normalize)(&text)))
    }

    /// Whether two values are the same to whoever looks for one of them.
    pub fn same(&self, one: &Value, other: &Value) -> bool {
        self.text(one).is_some_and(|text| self.text(other).is_some_and(|other| text == other))
    }

    /// Whether rows that only look alike have to be dropped after opening.
    pub const fn is_truncated(&self) -> bool {
        self.bits < BLIND_INDEX_BITS
    }
}

impl Default for BlindIndex {
    fn default() -> Self {
        Self::new()
    }
}

setters! { BlindIndex {
    /// No two rows share a value.
    unique: bool;
    /// What is done to the text before it is hashed.
    normalize: fn(&str) -> String;
    /// How many bits of the hash are kept.
    bits: u8;
} }

impl Mask {
    /// What people see of `value`: dots, and what the mask leaves.
    pub fn text(self, value: Option<&Value>) -> String {
        let shown = match (self, value) {
            (Self::Last(count), Some(value)) => last(&crate::models::plain_text(value), count),
            _ => String::new(),
        };
        format!("••••{shown}")
    }
}

/// The last `count` characters, when there are three times as many.
fn last(text: &str, count: u8) -> String {
    let count = usize::from(count);
    let length = text.chars().count();
    if length < count.saturating_mul(3) {
        return String::new();
    }
    text.chars().skip(length - count).collect()
}

#[cfg(test)]
mod tests {
    use super::Mask;
    use crate::models::Value;

    #[test]
    fn a_mask_leaves_the_last_characters_of_long_texts_only() {
        let iban = Value::Text("DE02 1203 0000 0000 2020 51".to_owned());
        assert_eq!(Mask::All.text(Some(&iban)), "••••");
        assert_eq!(Mask::Last(4).text(Some(&iban)), "••••0 51");
        assert_eq!(Mask::Last(4).text(Some(&Value::Text("secret".to_owned()))), "••••");
        assert_eq!(Mask::Last(4).text(None), "••••");
    }
}
