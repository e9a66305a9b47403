//! Which values does a form mean for a row? Only those of its own columns, never more.

use crate::models::validate::check;
use crate::models::{Column, Kind, ModelMeta, Record, Value, Violations};
use crate::widgets::Texts;

/// The columns that a new row takes from its form.
pub(crate) fn add_columns(
    model: &'static ModelMeta,
) -> impl Iterator<Item = &'static Column> + Clone {
    model.columns().form().filter(|column| column.add)
}

/// The columns that an existing row takes from its form.
pub(crate) fn edit_columns(
    model: &'static ModelMeta,
) -> impl Iterator<Item = &'static Column> + Clone {
    model.columns().form().filter(|column| column.edit)
}

/// A new row: the defaults, and what stands in the controls of the add form.
///
/// # Errors
///
/// Everything that is wrong with what was typed.
pub(crate) fn new_record(model: &'static ModelMeta, texts: &Texts) -> Result<Record, Violations> {
    let mut record = Record::with_defaults(model);
    for (index, value) in values(add_columns(model), texts)? {
        record.set_at(index, value);
    }
    // A box to tick that was not sent is not ticked.
    for column in add_columns(model).filter(|column| !column.nullable) {
        if record.at(column.index).is_null() {
            record.set_at(column.index, blank(column));
        }
    }
    Ok(record)
}

/// The changes of a row: what stands in the controls of the edit form.
///
/// # Errors
///
/// Everything that is wrong with what was typed.
pub(crate) fn changes(
    model: &'static ModelMeta,
    texts: &Texts,
) -> Result<Vec<(usize, Value)>, Violations> {
    values(edit_columns(model), texts)
}

fn values<'a>(
    columns: impl Iterator<Item = &'a Column> + Clone,
    texts: &Texts,
) -> Result<Vec<(usize, Value)>, Violations> {
    let (mut values, mut violations) = texts.values(columns.clone());
    for column in columns {
        let Some((_, value)) = values.iter_mut().find(|(index, _)| *index == column.index) else {
            continue;
        };
        if value.is_null() && !column.nullable {
            *value = blank(column);
        }
        // The store judges again, after hooks; here everything typed is judged, so that one round shows it all.
        if let Err(violation) = check(column, value) {
            violations.push(column.name, violation);
        }
    }
    violations.into_result().map(|()| values)
}

/// What a control that was left blank means where NULL cannot stand: the default, or no for a box to tick.
fn blank(column: &Column) -> Value {
    match column.default_value() {
        Value::Null if column.kind() == Kind::Bool => Value::Bool(false),
        default => default,
    }
}
