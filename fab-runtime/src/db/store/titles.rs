//! Which rows are called something like this? For type-ahead over a model.

use crate::db::query::{Direction, order_by, sorts};
use crate::db::store::read::{ROW, from};
use crate::db::store::{Store, StoreError};
use crate::models::{
    Column, Condition, Key, Kind, ModelMeta, Op, OrderBy, Record, Scope, Value, parse_kind,
};

/// Words that are looked at.
const WORDS: usize = 8;

impl Store {
    /// Rows whose title contains every word of `text`, or whose key it is: keys and titles.
    ///
    /// # Errors
    ///
    /// [`StoreError::Database`](crate::db::StoreError::Database).
    pub async fn search_titles(
        &self,
        model: &'static ModelMeta,
        scope: &Scope,
        text: &str,
        limit: u16,
    ) -> Result<Vec<(Key, String)>, StoreError> {
        let condition = self.visible(model, scope).await?.and(called(model, text));
        let mut writer = self.writer();
        writer.push("SELECT ");
        let columns = naming(model);
        for (place, column) in columns.iter().enumerate() {
            if place > 0 {
                writer.push(", ");
            }
            writer.read(model, column, ROW);
        }
        from(&mut writer, model);
        writer.condition_on(ROW, model, &condition);
        let by_title: Vec<OrderBy> = model
            .columns()
            .title()
            .map(|column| OrderBy { column: column.name, descending: false })
            .collect();
        order_by(&mut writer, ROW, &sorts(model, &by_title), Direction::Forward);
        writer.push(" LIMIT ").bind(Kind::Int, Value::Int(i64::from(limit)));
        let rows = self.db.fetch(writer.finish(&[])).await?;
        Ok(rows.into_iter().map(|values| named(model, &columns, values)).collect())
    }
}

/// The columns of the key and of the title, each once.
pub(super) fn naming(model: &'static ModelMeta) -> Vec<&'static Column> {
    let columns = model.columns();
    let mut naming: Vec<&Column> = columns.key().collect();
    for column in columns.title() {
        if !column.key {
            naming.push(column);
        }
    }
    naming
}

/// The key and the title of a row of which only those columns were read.
pub(super) fn named(
    model: &'static ModelMeta,
    columns: &[&'static Column],
    values: Vec<Value>,
) -> (Key, String) {
    let mut record = Record::new(model, Vec::new());
    for (column, value) in columns.iter().zip(values) {
        record.set_at(column.index, value);
    }
    (record.key(), record.title())
}

fn called(model: &'static ModelMeta, text: &str) -> Condition {
    let columns = model.columns();
    let mut looked_at: Vec<&Column> =
        columns.title().filter(|column| column.kind() == Kind::Text).collect();
    for column in columns.search() {
        let open = column.kind() == Kind::Text && column.sealed.is_none();
        if open && !looked_at.iter().any(|c| c.index == column.index) {
            looked_at.push(column);
        }
    }
    let text = text.trim();
    if text.is_empty() {
        return Condition::Everything;
    }
    let words = text.split_whitespace().take(WORDS).fold(Condition::Everything, |all, word| {
        let anywhere = looked_at
            .iter()
            .map(|column| Condition::compare(column.name, Op::Contains, word))
            .collect();
        all.and(Condition::Any(anywhere))
    });
    let mut keys = columns.key();
    match (keys.next(), keys.next()) {
        (Some(key), None) => match parse_kind(key.kind(), text) {
            Some(value) => words.or(Condition::eq(key.name, value)),
            None => words,
        },
        _ => words,
    }
}
