//! Who is it, as the provider says? Of all claims, those that are used.

use openidconnect::AdditionalClaims;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

/// More groups than this belong to nobody; the rest does not count.
const GROUPS: usize = 500;
/// No name is longer.
const LONGEST: usize = 250;

/// Claims beside the standard ones, whatever they are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Others(pub(super) Map<String, Value>);

impl AdditionalClaims for Others {}

impl<'de> Deserialize<'de> for Others {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Map::deserialize(deserializer).map(Self)
    }
}

impl Serialize for Others {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl Others {
    /// The texts of a claim that is a text or a list of texts; `None` where there is none.
    pub(super) fn texts(&self, name: &str) -> Option<Vec<String>> {
        match self.0.get(name)? {
            Value::String(text) => Some(vec![text.clone()]),
            Value::Array(values) => {
                let texts = values.iter().filter_map(Value::as_str);
                Some(texts.take(GROUPS).map(str::to_owned).collect())
            }
            _ => None,
        }
    }
}

/// A text that may become a name: not empty, not too long, without signs that steer.
pub(super) fn plain(text: &str) -> Option<String> {
    let text = text.trim();
    let fits = !text.is_empty() && text.chars().count() <= LONGEST;
    (fits && !text.chars().any(char::is_control)).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn others(value: Value) -> Others {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn groups_are_a_text_or_a_list_of_texts() {
        let claims = others(json!({"groups": ["a", 7, "b"], "role": "c", "no": {"a": 1}}));
        assert_eq!(claims.texts("groups").unwrap(), ["a", "b"]);
        assert_eq!(claims.texts("role").unwrap(), ["c"]);
        assert_eq!((claims.texts("no"), claims.texts("none")), (None, None));
        let many: Vec<String> = (0..1000).map(|n| n.to_string()).collect();
        assert_eq!(others(json!({ "groups": many })).texts("groups").unwrap().len(), GROUPS);
    }

    #[test]
    fn names_hold_nothing_that_steers() {
        assert_eq!(plain(" Anna "), Some("Anna".to_owned()));
        for text in ["", "  ", "a\nb", "a\u{1b}[31m", &"x".repeat(251)] {
            assert_eq!(plain(text), None, "{text:?}");
        }
    }
}
