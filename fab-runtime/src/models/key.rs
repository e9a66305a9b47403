//! How is a row addressed, and how does its key stand in a URL?

use crate::models::Value;
use std::fmt::Write as _;

use crate::models::meta::ModelMeta;
use crate::models::text::{parse_value, plain_text};

/// The key of a row: one value for each key column.
#[derive(Debug, Clone, PartialEq)]
pub struct Key(Vec<Value>);

/// Path segments that mean a page, so a key never reads like one.
const RESERVED: &[&str] = &[
    "add",
    "search",
    "pick",
    "export",
    "action",
    "import",
    "new",
    "roles",
    "grants",
    "password",
    "reset-link",
];

impl Key {
    /// A key of these values, in the order of the key columns.
    pub const fn new(values: Vec<Value>) -> Self {
        Self(values)
    }

    /// The values.
    pub fn values(&self) -> &[Value] {
        &self.0
    }

    /// The value of a key that is one column; NULL for none.
    pub fn single(&self) -> &Value {
        self.0.first().unwrap_or(&Value::Null)
    }

    /// The key as one path segment that needs no further escaping; [`Key::parse`] reads it back.
    ///
    /// Letters, digits, `-`, `_` and `.` stand for themselves, everything else as `~` and two hexadecimal
    /// digits for each byte; parts of a composite key are joined by `,`.
    pub fn to_segment(&self) -> String {
        Self::segment_of(&self.0)
    }

    /// The same for the values of a key.
    pub(crate) fn segment_of<'a>(values: impl IntoIterator<Item = &'a Value>) -> String {
        let mut segment = String::new();
        for (place, value) in values.into_iter().enumerate() {
            if place > 0 {
                segment.push(',');
            }
            match value {
                Value::Int(int) => {
                    // Writing to a string never fails.
                    let _ = write!(segment, "{int}");
                }
                Value::Text(text) => escape(text, &mut segment),
                value => escape(&plain_text(value), &mut segment),
            }
        }
        if segment.is_empty() || RESERVED.contains(&segment.as_str()) || segment.starts_with('.') {
            return format!("~~{segment}");
        }
        segment
    }

    /// Reads what [`Key::to_segment`] wrote; `None` for anything that is no key of `model`.
    pub fn parse(model: &'static ModelMeta, segment: &str) -> Option<Self> {
        let segment = segment.strip_prefix("~~").unwrap_or(segment);
        let columns = model.columns();
        let mut parts = segment.split(',');
        let mut values = Vec::new();
        for column in columns.key() {
            let text = unescape(parts.next()?)?;
            values.push(if text.is_empty() && column.kind() == crate::models::Kind::Text {
                Value::Text(text)
            } else {
                parse_value(column, &text).ok().filter(|value| !value.is_null())?
            });
        }
        parts.next().is_none().then_some(Self(values))
    }
}

fn escape(text: &str, out: &mut String) {
    out.reserve(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                out.push(char::from(byte));
            }
            _ => {
                // Writing to a string never fails.
                let _ = write!(out, "~{byte:02x}");
            }
        }
    }
}

fn unescape(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'~' {
            let digits = [rest.next()?, rest.next()?];
            let digits = std::str::from_utf8(&digits).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::models::meta::{FieldMeta, ModelMeta, TypeMeta};
    use crate::models::{Key, Kind, Value};

    const TEXT: &[FieldMeta] =
        &[FieldMeta::new("code", "Code", TypeMeta::column(Kind::Text)).key(true)];
    static BY_TEXT: ModelMeta = ModelMeta::new("thing", "things", "things", TEXT);

    const PAIR: &[FieldMeta] = &[
        FieldMeta::new("name", "Name", TypeMeta::column(Kind::Text)).key(true),
        FieldMeta::new("place", "Place", TypeMeta::column(Kind::Int)).key(true),
    ];
    static BY_PAIR: ModelMeta = ModelMeta::new("pair", "pairs", "pairs", PAIR);

    #[test]
    fn a_key_that_reads_like_a_page_does_not_stand_in_its_way() {
        for name in ["add", "search", "pick", "", ".", "..", "~~x", "a/b?c#d", "Ä 🦀", "a,b"] {
            let key = Key::new(vec![Value::Text(name.to_owned())]);
            let segment = key.to_segment();
            assert!(!super::RESERVED.contains(&segment.as_str()), "{segment}");
            assert!(
                !segment.is_empty() && !segment.starts_with('.') && !segment.contains('/'),
                "{segment}"
            );
            assert_eq!(Key::parse(&BY_TEXT, &segment), Some(key), "{segment}");
        }
    }

    #[test]
    fn a_segment_that_is_no_key_is_refused() {
        for segment in ["", "a", "a,b", "a,1,2", "a,99999999999999999999", "~zz,1", "~e2,1"] {
            assert_eq!(Key::parse(&BY_PAIR, segment), None, "{segment}");
        }
    }

    proptest! {
        #[test]
        fn every_key_survives_the_url(name in any::<String>(), place in any::<i64>()) {
            let key = Key::new(vec![Value::Text(name), Value::Int(place)]);
            let segment = key.to_segment();
            prop_assert!(segment.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.~,".contains(&b)));
            prop_assert_eq!(Key::parse(&BY_PAIR, &segment), Some(key));
        }
    }
}
