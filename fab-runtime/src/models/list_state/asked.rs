//! Which rows do the search and the filters of a list ask for?

use crate::models::columns::Column;
use crate::models::filter::{Condition, Op};
use crate::models::list_state::ListState;
use crate::models::meta::ModelMeta;
use crate::models::text::parse_value;
use crate::models::validate::Violation;

/// Words of a quick search that are looked at.
const WORDS: usize = 8;

impl ListState {
    /// The rows that search and filters ask for, on whatever page; and the filters that cannot be read, by their
    /// place. Those are left out of the condition.
    pub fn condition(&self, model: &'static ModelMeta) -> (Condition, Vec<(usize, Violation)>) {
        let mut condition = search(model, &self.search);
        let mut problems = Vec::new();
        for (index, filter) in self.filters.iter().enumerate() {
            match filter.condition(model) {
                Ok(filter) => condition = condition.and(filter),
                Err(violation) => problems.push((index, violation)),
            }
        }
        (condition, problems)
    }
}

/// Every word occurs in one of the searched columns. Models without any are not searched.
fn search(model: &'static ModelMeta, text: &str) -> Condition {
    if text.trim().is_empty() || model.columns().search().next().is_none() {
        return Condition::Everything;
    }
    let columns: Vec<&Column> =
        model.columns().search().filter(|column| column.sealed.is_none()).collect();
    let words =
        text.split_whitespace().take(WORDS).fold(Condition::Everything, |condition, word| {
            let anywhere = columns
                .iter()
                .map(|column| Condition::compare(column.name, Op::Contains, word))
                .collect();
            condition.and(Condition::Any(anywhere))
        });
    // A sealed column is found by its whole value.
    let sealed = model.columns().search().filter(|column| column.blind_index().is_some());
    sealed.fold(words, |found, column| match parse_value(column, text.trim()) {
        Ok(value) if !value.is_null() => found.or(Condition::eq(column.name, value)),
        _ => found,
    })
}
