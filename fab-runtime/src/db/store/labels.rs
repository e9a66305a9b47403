//! What are the rows called that foreign keys refer to? Read with the row itself, never one query for each.

use crate::db::store::read::ROW;
use crate::db::store::{Store, StoreError};
use crate::db::writer::SqlWriter;
use crate::models::record::title_text;
use crate::models::{Column, ModelMeta, Scope, Value};

/// The alias of a table that is referred to.
const TARGET: &str = "r";

/// A foreign key, and how the row is found that it refers to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reference {
    column: &'static Column,
    target: &'static ModelMeta,
    key: &'static Column,
}

/// The foreign keys among the `wanted` columns of `model`.
pub(super) fn references(
    model: &'static ModelMeta,
    wanted: impl Fn(&Column) -> bool,
) -> Vec<Reference> {
    let relations = model.columns().relations().filter(|(column, _)| wanted(column));
    relations
        .filter_map(|(column, target)| {
            let key = target.columns().key().next()?;
            Some(Reference { column, target, key })
        })
        .collect()
}

impl Store {
    /// Appends the title columns of every row that a row refers to, as scalars.
    pub(super) async fn push_labels(
        &self,
        writer: &mut SqlWriter,
        scope: &Scope,
        references: &[Reference],
    ) -> Result<(), StoreError> {
        for Reference { column, target, key } in references {
            let visible = self.visible(target, scope).await?;
            for title in target.columns().title() {
                writer.push(", (SELECT ").read(target, title, TARGET);
                writer.push(" FROM ").ident(target.table).push(" r WHERE ");
                writer.qualified(TARGET, key.name).push(" = ").qualified(ROW, column.name);
                writer.push(" AND ").condition_on(TARGET, target, &visible).push(")");
            }
        }
        Ok(())
    }
}

/// The titles that [`Store::push_labels`] asked for, by the index of the column that refers to them.
pub(super) fn read_labels(
    model: &'static ModelMeta,
    references: &[Reference],
    mut titles: impl Iterator<Item = Value>,
) -> Vec<Option<String>> {
    let mut labels = vec![None; model.columns().len()];
    for Reference { column, target, .. } in references {
        let count = target.columns().title().count();
        if let Some(label) = labels.get_mut(column.index) {
            *label = label_of(titles.by_ref().take(count));
        }
    }
    labels
}

fn label_of(mut titles: impl Iterator<Item = Value>) -> Option<String> {
    let (first, second) = (titles.next()?, titles.next());
    match (first, second) {
        // The usual case, for every row of a page: nothing is copied.
        (Value::Text(text), None) if !text.is_empty() && text.trim().len() == text.len() => {
            Some(text)
        }
        (first, second) => {
            let all: Vec<Value> = std::iter::once(first).chain(second).chain(titles).collect();
            title_text(all.iter())
        }
    }
}
