//! What is one row, before it is a struct?

use crate::models::Value;
use crate::models::columns::Column;
use crate::models::key::Key;
use crate::models::meta::ModelMeta;
use crate::models::sealed::Sealed;
use crate::models::text::plain_text;

/// The values of one row, in the order of the model's columns.
#[derive(Debug, Clone)]
pub struct Record {
    model: &'static ModelMeta,
    values: Vec<Value>,
}

impl PartialEq for Record {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.model, other.model) && self.values == other.values
    }
}

impl Record {
    /// A row of `model`; missing values are NULL, surplus ones dropped.
    pub fn new(model: &'static ModelMeta, mut values: Vec<Value>) -> Self {
        values.resize(model.columns().len(), Value::Null);
        let mut record = Self { model, values };
        record.wrap();
        record
    }

    /// A new row: every column at its default.
    pub fn with_defaults(model: &'static ModelMeta) -> Self {
        let values = model.columns().all().iter().map(Column::default_value).collect();
        Self::new(model, values)
    }

    /// The model.
    pub const fn model(&self) -> &'static ModelMeta {
        self.model
    }

    /// The value of the column at `index`; NULL when there is none.
    pub fn at(&self, index: usize) -> &Value {
        self.values.get(index).unwrap_or(&Value::Null)
    }

    /// The value of the column of that name; NULL when there is none.
    pub fn get(&self, column: &str) -> &Value {
        self.model.columns().by_name(column).map_or(&Value::Null, |column| self.at(column.index))
    }

    /// Sets the value of the column at `index`; nothing happens when there is none.
    ///
    /// In a sealed column the value is wrapped, so that no bare value ever stands there.
    pub fn set_at(&mut self, index: usize, value: Value) {
        let columns = self.model.columns();
        let sealed = columns.has_sealed() && columns.get(index).is_some_and(|c| c.sealed.is_some());
        if let Some(slot) = self.values.get_mut(index) {
            *slot = if sealed { wrapped(value) } else { value };
        }
    }

    fn wrap(&mut self) {
        if self.model.columns().has_sealed() {
            for (column, _) in self.model.columns().sealed() {
                if let Some(value) = self.values.get_mut(column.index) {
                    *value = wrapped(std::mem::take(value));
                }
            }
        }
    }

    /// Sets the value of the column of that name; `false` when there is none.
    pub fn set(&mut self, column: &str, value: impl Into<Value>) -> bool {
        match self.model.columns().by_name(column) {
            Some(column) => {
                self.set_at(column.index, value.into());
                true
            }
            None => false,
        }
    }

    /// All values.
    pub fn values(&self) -> &[Value] {
        &self.values
    }

    /// All values, alone.
    pub fn into_values(self) -> Vec<Value> {
        self.values
    }

    /// What names this row for people; its key when the columns for that are empty.
    pub fn title(&self) -> String {
        let columns = self.model.columns();
        title_text(columns.title().map(|column| self.at(column.index)))
            .unwrap_or_else(|| key_text(&self.key()))
    }

    /// The key of this row as one path segment.
    pub fn key_segment(&self) -> String {
        Key::segment_of(self.model.columns().key().map(|column| self.at(column.index)))
    }

    /// The key of this row.
    pub fn key(&self) -> Key {
        Key::new(self.model.columns().key().map(|column| self.at(column.index).clone()).collect())
    }
}

fn wrapped(value: Value) -> Value {
    if value.is_null() { value } else { Value::Sealed(Sealed::open(value)) }
}

/// The values that name a row, as one text; `None` when they are all blank.
pub(crate) fn title_text<'a>(values: impl Iterator<Item = &'a Value>) -> Option<String> {
    let mut title = String::new();
    for value in values {
        let text = plain_text(value);
        let text = text.trim();
        if !text.is_empty() {
            if !title.is_empty() {
                title.push(' ');
            }
            title.push_str(text);
        }
    }
    (!title.is_empty()).then_some(title)
}

/// A key as people read it.
fn key_text(key: &Key) -> String {
    let parts: Vec<String> = key.values().iter().map(plain_text).collect();
    parts.join(" ")
}
