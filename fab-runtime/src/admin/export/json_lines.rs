//! How is a row written as a line of JSON? Numbers whose digits all count are texts, so that no reader rounds them.

use serde_json::{Map, Value as Json};

use crate::admin::export::Field;
use crate::admin::export::cell::Cell;
use crate::db::Row;

/// One line.
pub(super) fn row(out: &mut String, fields: &[Field], row: &Row) {
    let object: Map<String, Json> =
        fields.iter().map(|field| (field.name.clone(), json(field.cell(row)))).collect();
    out.push_str(&Json::Object(object).to_string());
    out.push('\n');
}

fn json(cell: Cell<'_>) -> Json {
    match cell {
        Cell::Nothing => Json::Null,
        Cell::Bool(on) => on.into(),
        Cell::Int(int) => int.into(),
        Cell::Float(float) => float.into(),
        Cell::Exact(digits) => digits.into(),
        Cell::Text(text) => text.into_owned().into(),
        Cell::Json(json) => json.clone(),
    }
}
