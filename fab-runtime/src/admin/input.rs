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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::{FieldMeta, FieldType};

    const FIELDS: &[FieldMeta] = &[
        FieldMeta::new("id", "Id", <i64 as FieldType>::META).key(true),
        FieldMeta::new("name", "Name", <String as FieldType>::META).max_length(5),
        FieldMeta::new("city", "City", <String as FieldType>::META).default(|| "Rome".into()),
        FieldMeta::new("note", "Note", <Option<String> as FieldType>::META),
        FieldMeta::new("age", "Age", <i64 as FieldType>::META),
        FieldMeta::new("fan", "Fan", <bool as FieldType>::META),
        FieldMeta::new("rank", "Rank", <i64 as FieldType>::META)
            .add(false)
            .edit(false)
            .default(|| Value::Int(3)),
    ];
    static PERSON: ModelMeta = ModelMeta::new("person", "people", "people", FIELDS);

    fn texts(pairs: &[(&str, &str)]) -> Texts {
        let mut texts = Texts::new(&PERSON);
        for (name, text) in pairs {
            texts.set(PERSON.columns().by_name(name).unwrap().index, *text);
        }
        texts
    }

    #[test]
    fn blank_is_the_default_or_nothing_and_an_unsent_box_is_not_ticked() {
        let typed = [("name", "Ann"), ("city", ""), ("note", ""), ("age", "7")];
        let record = new_record(&PERSON, &texts(&typed)).unwrap();
        assert_eq!(record.get("city"), &Value::from("Rome"));
        assert_eq!(record.get("note"), &Value::Null);
        assert_eq!(record.get("fan"), &Value::Bool(false));
    }

    #[test]
    fn what_the_form_does_not_offer_is_not_taken() {
        let typed = [("id", "9"), ("name", "Ann"), ("age", "7"), ("rank", "99")];
        let record = new_record(&PERSON, &texts(&typed)).unwrap();
        assert_eq!(record.get("rank"), &Value::Int(3));
        assert_eq!(record.get("id"), &Value::Null);
        let changes = changes(&PERSON, &texts(&typed)).unwrap();
        assert_eq!(changes, [(1, Value::from("Ann")), (4, Value::Int(7))]);
    }

    #[test]
    fn notation_and_rules_are_judged_in_one_round() {
        let typed = [("name", "far too long"), ("age", "seven")];
        let violations = new_record(&PERSON, &texts(&typed)).unwrap_err();
        let wrong: Vec<(&str, &str)> =
            violations.columns().map(|(column, all)| (column, all[0].code())).collect();
        assert_eq!(wrong, [("age", "notation"), ("name", "max_length")]);
        let violations = new_record(&PERSON, &texts(&[("name", "")])).unwrap_err();
        assert_eq!(violations.of("name")[0].code(), "required");
    }
}
