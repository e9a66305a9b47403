//! Which enum stands for a column that holds only some texts?

use crate::db::inspect::name::{Names, snake, words};
use crate::db::schema::LiveColumn;

/// More variants than this are a table, not a choice.
const MANY: usize = 100;

/// The longest text that a choice may store, in characters.
const LONGEST: usize = 190;

/// An enum to be written.
#[derive(Debug)]
pub(super) struct ChoiceEnum {
    pub(super) name: String,
    pub(super) variants: Vec<Variant>,
}

/// A variant, with what its attribute says.
#[derive(Debug)]
pub(super) struct Variant {
    pub(super) name: String,
    pub(super) value: Option<String>,
    pub(super) label: Option<String>,
}

/// Whether the texts of a column can be variants.
pub(super) fn is_choice(column: &LiveColumn) -> bool {
    let fine = |text: &String| {
        !text.is_empty() && text.chars().count() <= LONGEST && !text.contains(char::is_control)
    };
    (1..=MANY).contains(&column.values.len()) && column.values.iter().all(fine)
}

/// The enum of that name for these texts.
pub(super) fn choice(name: String, texts: &[String]) -> ChoiceEnum {
    let mut names = Names::default();
    let mut variants: Vec<Variant> = Vec::new();
    let mut seen: Vec<&String> = Vec::new();
    for text in texts {
        if seen.contains(&text) {
            continue;
        }
        seen.push(text);
        let name = names.of_variant(text);
        let value = (snake(&name) != *text).then(|| text.clone());
        // The label that follows from the name says the same, unless signs were lost.
        let said = words(text).join(" ") == text.to_lowercase().replace(['_', '-'], " ");
        let label = value.clone().filter(|text| !said && !text.trim().is_empty());
        variants.push(Variant { name, value, label });
    }
    ChoiceEnum { name, variants }
}
