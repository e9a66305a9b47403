//! Does every row exist that a record refers to? Asked before writing, because SQLite names nothing afterwards.

use crate::db::database::Tx;
use crate::db::store::{Store, StoreError};
use crate::models::{
    Column, Condition, Key, Kind, ModelMeta, Record, Scope, Value, Violation, Violations,
};

impl Store {
    /// Asks for the targets of all foreign keys among `columns` at once, each within the scope.
    pub(super) async fn check_references(
        &self,
        tx: &mut Tx,
        scope: &Scope,
        record: &Record,
        changed: impl Fn(&Column) -> bool,
    ) -> Result<(), StoreError> {
        let asked: Vec<(&Column, &'static ModelMeta)> = record
            .model()
            .columns()
            .relations()
            .filter(|(column, _)| changed(column) && !record.at(column.index).is_null())
            .collect();
        if asked.is_empty() {
            return Ok(());
        }
        let mut writer = self.writer();
        for (place, (column, target)) in asked.iter().enumerate() {
            writer.push(if place == 0 { "SELECT " } else { ", " });
            writer.push("CASE WHEN EXISTS (SELECT 1 FROM ").ident(target.table).push(" r WHERE ");
            let key = Key::new(vec![record.at(column.index).clone()]);
            let condition = Condition::key(target, &key).and(self.visible(target, scope).await?);
            writer.condition_on("r", target, &condition).push(") THEN 1 ELSE 0 END");
        }
        let reads = vec![Kind::Int; asked.len()];
        let found = tx.fetch(writer.finish(&reads)).await?;
        let mut violations = Violations::new();
        for ((column, target), exists) in asked.iter().zip(found.into_iter().flatten()) {
            if exists != Value::Int(1) {
                violations.push(column.name, missing(target));
            }
        }
        violations.into_result().map_err(StoreError::Invalid)
    }
}

/// The row that is referred to does not exist.
pub(super) fn missing(target: &ModelMeta) -> Violation {
    let label = target.label.to_lowercase();
    Violation::new("reference", format!("Choose an existing {label}"))
}
