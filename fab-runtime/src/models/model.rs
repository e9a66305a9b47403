//! What does a struct gain by `#[derive(AdminModel)]`?

use crate::models::Value;
use crate::models::field_type::{LoadError, Values};
use crate::models::key::Key;
use crate::models::meta::{ModelMeta, Verb};
use crate::models::permission::Permission;
use crate::models::record::Record;

/// A struct that is a table, a list, a form and a page. Derived, never written by hand.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a model",
    label = "this needs a model",
    note = "add `#[derive(AdminModel)]` to the struct and `#[admin(key)]` to its key field"
)]
pub trait Model: Sized + Send + Sync + 'static {
    /// The type of the key: the key field's, or a tuple of them.
    type Key: Send + Sync + 'static;

    /// The name in permissions: the struct's in `snake_case`.
    const NAME: &'static str;

    /// The table of facts that everything is derived from.
    fn meta() -> &'static ModelMeta;

    /// Appends the values of the field at `index` (its place in [`ModelMeta::fields`]).
    fn get(&self, index: usize, out: &mut Vec<Value>);

    /// Makes a struct from values in the order of the columns.
    ///
    /// # Errors
    ///
    /// When the database holds what a field cannot be.
    fn build(values: &mut Values<'_>) -> Result<Self, LoadError>;

    /// The permission to see the list.
    const LIST: Permission = Permission::of(Self::NAME, Verb::List);
    /// The permission to see one row.
    const SHOW: Permission = Permission::of(Self::NAME, Verb::Show);
    /// The permission to add rows.
    const ADD: Permission = Permission::of(Self::NAME, Verb::Add);
    /// The permission to change rows.
    const EDIT: Permission = Permission::of(Self::NAME, Verb::Edit);
    /// The permission to delete rows.
    const DELETE: Permission = Permission::of(Self::NAME, Verb::Delete);
    /// The permission to take rows away as a file.
    const EXPORT: Permission = Permission::of(Self::NAME, Verb::Export);
    /// The permission to see what is sealed in a row; nothing but this one allows it.
    const REVEAL: Permission = Permission::of(Self::NAME, Verb::Reveal);

    /// The struct as a record.
    fn to_record(&self) -> Record {
        let meta = Self::meta();
        let mut values = Vec::with_capacity(meta.columns().len());
        for index in 0..meta.fields.len() {
            self.get(index, &mut values);
        }
        Record::new(meta, values)
    }

    /// The struct from a record.
    ///
    /// # Errors
    ///
    /// When the record holds what a field cannot be.
    fn from_record(record: Record) -> Result<Self, LoadError> {
        let mut values = record.into_values();
        Self::build(&mut Values::new(&mut values))
    }

    /// The key of this row.
    fn key(&self) -> Key {
        self.to_record().key()
    }
}
