//! Which rows do the search and the filters of a list ask for?

use crate::models::columns::Column;
use crate::models::filter::{Condition, Op};
use crate::models::list_state::ListState;
use crate::models::meta::ModelMeta;
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
    let columns: Vec<&Column> = model.columns().search().collect();
    if columns.is_empty() {
        return Condition::Everything;
    }
    text.split_whitespace().take(WORDS).fold(Condition::Everything, |condition, word| {
        let anywhere = columns
            .iter()
            .map(|column| Condition::compare(column.name, Op::Contains, word))
            .collect();
        condition.and(Condition::Any(anywhere))
    })
}
