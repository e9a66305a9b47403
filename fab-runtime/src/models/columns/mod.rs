//! Which columns does a model have once its groups are opened and every default is decided?

mod blind_index;
mod open;
pub(crate) mod title;

use self::blind_index::blind_indexes;
use self::open::open;
use self::title::title;
use crate::models::meta::{
    BlindIndex, Bound, ColumnType, FieldMeta, Format, GroupMeta, ModelMeta, SealedField,
    Sensitivity, WidgetKind,
};
use crate::models::{Kind, Value};

/// One column, with nothing undecided.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is an answer to a question of its own")]
#[non_exhaustive]
pub struct Column {
    /// Its place in [`Columns`] and in every record.
    pub index: usize,
    /// Its name in the database, in forms and in URLs.
    pub name: &'static str,
    /// The field of the struct that it belongs to.
    pub field: &'static FieldMeta,
    /// The facts about this very column: the field itself, or a part of its group.
    pub part: &'static FieldMeta,
    /// The group, if the field is one.
    pub group: Option<&'static GroupMeta>,
    /// What the type says.
    pub ty: ColumnType,
    /// May be NULL.
    pub nullable: bool,
    /// Text beside the control and above the list column.
    pub label: &'static str,
    /// Part of the key.
    pub key: bool,
    /// Made by the database when a row is inserted.
    pub generated: bool,
    /// Counts the changes of a row.
    pub version: bool,
    /// No two rows share a value.
    pub unique: bool,
    /// Has an index of its own.
    pub index_wanted: bool,
    /// Shown in forms, never changed there.
    pub read_only: bool,
    /// Quick search looks here.
    pub search: bool,
    /// Offered as a filter.
    pub filter: bool,
    /// The list shows it.
    pub list: bool,
    /// The show page shows it.
    pub show: bool,
    /// The add form asks for it.
    pub add: bool,
    /// The edit form offers it.
    pub edit: bool,
    /// The greatest length in characters.
    pub max_length: Option<u32>,
    /// Digits after the decimal point; 0 for anything but decimals.
    pub scale: u8,
    /// What a text stands for.
    pub format: Format,
    /// How it is sealed, when it is: the database holds ciphertext in it.
    pub sealed: Option<&'static SealedField>,
    /// The index of the sealed column whose keyed hash it holds. No field of the struct stands for it: it
    /// follows all columns that one does, and the store fills it.
    pub blind_index_of: Option<usize>,
}

impl Column {
    /// The kind of its values.
    pub const fn kind(&self) -> Kind {
        self.ty.kind
    }

    /// The least value, if bounded by an attribute.
    pub const fn min(&self) -> Option<Bound> {
        self.part.min
    }

    /// The greatest value, if bounded by an attribute.
    pub const fn max(&self) -> Option<Bound> {
        self.part.max
    }

    /// The control that was asked for, if any.
    pub const fn widget(&self) -> Option<WidgetKind> {
        self.part.widget
    }

    /// The value of a new row: the attribute's, or NULL.
    pub fn default_value(&self) -> Value {
        self.part.default.map_or(Value::Null, |default| default())
    }

    /// Whether rows can be ordered by it.
    pub const fn is_sortable(&self) -> bool {
        self.ty.kind.is_sortable()
            && !self.part.opaque
            && !self.is_secret()
            && self.sealed.is_none()
    }

    /// Whether it appears on no surface.
    pub const fn is_secret(&self) -> bool {
        matches!(self.ty.sensitivity, Sensitivity::Secret)
    }

    /// The blind index by which a sealed column is found, if it has one.
    pub fn blind_index(&self) -> Option<&'static BlindIndex> {
        self.sealed.and_then(|sealed| sealed.index.as_ref())
    }

    /// Whether no two rows share a value: its own doing, or its blind index's.
    pub fn is_unique(&self) -> bool {
        self.unique || self.blind_index().is_some_and(|index| index.unique || self.field.unique)
    }

    /// Whether a value must be given.
    pub const fn is_required(&self) -> bool {
        !self.nullable && !self.generated && !matches!(self.ty.kind, Kind::Bool)
    }
}

/// The columns of a model, in the order of its fields.
#[derive(Debug)]
pub struct Columns {
    all: Vec<Column>,
    key: Vec<usize>,
    version: Option<usize>,
    title: Vec<usize>,
    list: Vec<usize>,
    show: Vec<usize>,
    form: Vec<usize>,
    sealed: bool,
}

impl Columns {
    pub(crate) fn of(model: &'static ModelMeta) -> Self {
        let single_key = model.fields.iter().filter(|field| field.key).count() == 1;
        let mut all = Vec::new();
        for field in model.fields {
            open(model, field, single_key, &mut all);
        }
        blind_indexes(&mut all);
        let indexes = |wanted: &dyn Fn(&Column) -> bool| -> Vec<usize> {
            all.iter().filter(|column| wanted(column)).map(|column| column.index).collect()
        };
        let key = indexes(&|column| column.key);
        let version = all.iter().find(|column| column.version).map(|column| column.index);
        let list = ordered(model.list, &all, |column| column.list);
        let show = ordered(model.show, &all, |column| column.show);
        let form = ordered(model.form, &all, |column| column.add || column.edit);
        let title = title(model, &all, &key);
        let sealed = all.iter().any(|column| column.sealed.is_some());
        Self { all, key, version, title, list, show, form, sealed }
    }

    /// All columns.
    pub fn all(&self) -> &[Column] {
        &self.all
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Never: a model has a key.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The column at `index`.
    pub fn get(&self, index: usize) -> Option<&Column> {
        self.all.get(index)
    }

    /// The column of that name in the database.
    pub fn by_name(&self, name: &str) -> Option<&Column> {
        self.all.iter().find(|column| column.name == name)
    }

    /// The columns of the field of that Rust name.
    pub fn of_field<'a>(&'a self, field: &'a str) -> impl Iterator<Item = &'a Column> {
        self.all.iter().filter(move |column| column.field.name == field)
    }

    /// The columns of the key, in order.
    pub fn key(&self) -> impl Iterator<Item = &Column> + Clone {
        self.pick(&self.key)
    }

    /// The column that counts changes, if the model has one.
    pub fn version(&self) -> Option<&Column> {
        self.version.and_then(|index| self.all.get(index))
    }

    /// The columns that name a row for people; at least the key.
    pub fn title(&self) -> impl Iterator<Item = &Column> + Clone {
        self.pick(&self.title)
    }

    /// The columns of the list, in order.
    pub fn list(&self) -> impl Iterator<Item = &Column> + Clone {
        self.pick(&self.list)
    }

    /// The columns of the show page, in order.
    pub fn show(&self) -> impl Iterator<Item = &Column> + Clone {
        self.pick(&self.show)
    }

    /// The columns of either form, in order; see [`Column::add`] and [`Column::edit`].
    pub fn form(&self) -> impl Iterator<Item = &Column> + Clone {
        self.pick(&self.form)
    }

    /// The columns that quick search looks into.
    pub fn search(&self) -> impl Iterator<Item = &Column> {
        self.all.iter().filter(|column| column.search)
    }

    /// The columns offered as filters.
    pub fn filters(&self) -> impl Iterator<Item = &Column> {
        self.all.iter().filter(|column| column.filter)
    }

    /// Whether any column is sealed.
    pub const fn has_sealed(&self) -> bool {
        self.sealed
    }

    /// The sealed columns.
    pub fn sealed(&self) -> impl Iterator<Item = (&Column, &'static SealedField)> {
        self.all.iter().filter_map(|column| column.sealed.map(|sealed| (column, sealed)))
    }

    /// The column that holds the blind index of the sealed column at `index`, if it has one.
    pub fn blind_index_of(&self, index: usize) -> Option<&Column> {
        self.all.iter().find(|column| column.blind_index_of == Some(index))
    }

    /// The columns that hold keys of other models.
    pub fn relations(&self) -> impl Iterator<Item = (&Column, &'static ModelMeta)> {
        self.all
            .iter()
            .filter_map(|column| column.ty.relation.map(|relation| (column, (relation.target)())))
    }

    fn pick<'a>(&'a self, indexes: &'a [usize]) -> impl Iterator<Item = &'a Column> + Clone {
        indexes.iter().filter_map(|index| self.all.get(*index))
    }
}

/// Digits after the point of a decimal whose field does not say.
pub const DEFAULT_SCALE: u8 = 2;

fn ordered(
    names: &'static [&'static str],
    all: &[Column],
    wanted: impl Fn(&Column) -> bool,
) -> Vec<usize> {
    if names.is_empty() {
        return all.iter().filter(|column| wanted(column)).map(|column| column.index).collect();
    }
    names
        .iter()
        .flat_map(|name| all.iter().filter(move |column| column.field.name == *name))
        .filter(|column| !column.is_secret())
        .map(|column| column.index)
        .collect()
}
