//! How does a place in a list travel through a URL?

use crate::db::query::Sort;
use crate::models::{Record, Value, parse_kind, plain_text};

/// The place of a row in an order: its values in the columns of the order.
///
/// Written as opaque text that is safe in a URL. Whoever changes it lands somewhere else in the list, or on its
/// first page; what they may see does not depend on it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cursor(pub(crate) Vec<Value>);

impl Cursor {
    /// The place of `record`.
    pub(crate) fn of(record: &Record, sorts: &[Sort]) -> Self {
        Self(sorts.iter().map(|sort| record.at(sort.column.index).clone()).collect())
    }

    /// The text of the cursor.
    pub(crate) fn encode(&self) -> String {
        let mut plain = String::new();
        for value in &self.0 {
            if value.is_null() {
                plain.push('-');
            } else {
                let text = plain_text(value);
                plain.push_str(&text.len().to_string());
                plain.push(':');
                plain.push_str(&text);
            }
        }
        to_base64(plain.as_bytes())
    }

    /// Reads what [`Cursor::encode`] wrote for the same order; `None` for anything else.
    pub(crate) fn decode(text: &str, sorts: &[Sort]) -> Option<Self> {
        let plain = String::from_utf8(from_base64(text)?).ok()?;
        let mut rest = plain.as_str();
        let mut values = Vec::with_capacity(sorts.len());
        for sort in sorts {
            if let Some(after) = rest.strip_prefix('-') {
                if !sort.column.nullable {
                    return None;
                }
                values.push(Value::Null);
                rest = after;
                continue;
            }
            let (length, after) = rest.split_once(':')?;
            let (text, after) = after.split_at_checked(length.parse().ok()?)?;
            if text.contains('\0') {
                return None;
            }
            values.push(parse_kind(sort.column.kind(), text)?);
            rest = after;
        }
        rest.is_empty().then_some(Self(values))
    }
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

fn to_base64(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let mut group = 0_u32;
        for place in 0..3 {
            group = (group << 8) | u32::from(chunk.get(place).copied().unwrap_or(0));
        }
        for place in 0..=chunk.len() {
            let shift = 18 - 6 * u32::try_from(place).unwrap_or(0);
            let digit = usize::try_from((group >> shift) & 63).unwrap_or(0);
            out.push(char::from(ALPHABET.get(digit).copied().unwrap_or(b'A')));
        }
    }
    out
}

fn from_base64(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3 + 2);
    for chunk in text.as_bytes().chunks(4) {
        let mut group = 0_u32;
        for place in 0..4 {
            let digit = match chunk.get(place) {
                Some(letter) => ALPHABET.iter().position(|known| known == letter)?,
                None => 0,
            };
            group = (group << 6) | u32::try_from(digit).ok()?;
        }
        let [_, bytes @ ..] = group.to_be_bytes();
        out.extend(bytes.into_iter().take(chunk.len().checked_sub(1).filter(|count| *count > 0)?));
    }
    Some(out)
}

#[cfg(test)]
mod tests;
