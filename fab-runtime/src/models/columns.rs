//! Which columns does a model have once its groups are opened and every default is decided?

use crate::models::meta::{
    Bound, ColumnType, FieldMeta, Format, GroupMeta, ModelMeta, Sensitivity, Shape, WidgetKind,
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
        self.ty.kind.is_sortable() && !self.part.opaque && !self.is_secret()
    }

    /// Whether it appears on no surface.
    pub const fn is_secret(&self) -> bool {
        matches!(self.ty.sensitivity, Sensitivity::Secret)
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
}

impl Columns {
    pub(crate) fn of(model: &'static ModelMeta) -> Self {
        let single_key = model.fields.iter().filter(|field| field.key).count() == 1;
        let mut all = Vec::new();
        for field in model.fields {
            open(field, single_key, &mut all);
        }
        let indexes = |wanted: &dyn Fn(&Column) -> bool| -> Vec<usize> {
            all.iter().filter(|column| wanted(column)).map(|column| column.index).collect()
        };
        let key = indexes(&|column| column.key);
        let version = all.iter().find(|column| column.version).map(|column| column.index);
        let list = ordered(model.list, &all, |column| column.list);
        let show = ordered(model.show, &all, |column| column.show);
        let form = ordered(model.form, &all, |column| column.add || column.edit);
        let title = title(model, &all, &key);
        Self { all, key, version, title, list, show, form }
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

fn open(field: &'static FieldMeta, single_key: bool, all: &mut Vec<Column>) {
    match field.ty.shape {
        Shape::Column(ty) => {
            let name = field.column.unwrap_or(field.name);
            let generated = field.key
                && single_key
                && matches!(ty.kind, Kind::Int)
                && ty.relation.is_none()
                && field.add != Some(true);
            let index = all.len();
            all.push(decide(index, name, field, field, None, &ty, field.ty.nullable, generated));
        }
        Shape::Group(group) => {
            let prefix = match field.column {
                Some(prefix) => prefix.to_owned(),
                None if group.prefixed => format!("{}_", field.name),
                None => String::new(),
            };
            for part in group.fields {
                let Shape::Column(ty) = part.ty.shape else { continue };
                let name = part.column.unwrap_or(part.name);
                let name = if prefix.is_empty() { name } else { leak(&prefix, name) };
                let nullable = field.ty.nullable || part.ty.nullable;
                let index = all.len();
                all.push(decide(index, name, field, part, Some(group), &ty, nullable, false));
            }
        }
    }
}

/// Names of prefixed columns live as long as the model: once per column and process.
fn leak(prefix: &str, name: &str) -> &'static str {
    Box::leak(format!("{prefix}{name}").into_boxed_str())
}

#[expect(clippy::too_many_arguments, reason = "one call decides every default in one place")]
fn decide(
    index: usize,
    name: &'static str,
    field: &'static FieldMeta,
    part: &'static FieldMeta,
    group: Option<&'static GroupMeta>,
    ty: &ColumnType,
    nullable: bool,
    generated: bool,
) -> Column {
    let public = !matches!(ty.sensitivity, Sensitivity::Secret);
    let plain = public && !part.opaque;
    let toggle = |of_field: Option<bool>, of_part: Option<bool>, default: bool| {
        public && of_field != Some(false) && of_part.unwrap_or(default)
    };
    let version = part.version || field.version;
    let read_only = part.read_only || field.read_only;
    let editable = ty.kind.is_editable() && plain && !read_only && !version;
    let key = part.key;
    let money = group.is_some_and(|group| group.prefixed) && ty.kind == Kind::Money;
    let label = if group.is_some() && money { field.label } else { part.label };
    Column {
        index,
        name,
        field,
        part,
        group,
        ty: *ty,
        nullable,
        label,
        key,
        generated,
        version,
        unique: part.unique || field.unique,
        index_wanted: part.index || field.index || ty.relation.is_some(),
        read_only,
        search: plain && (part.search || (field.search && ty.kind.is_searchable())),
        filter: plain && (part.filter || field.filter),
        list: toggle(field.list, part.list, !version && !matches!(ty.kind, Kind::Json)),
        show: toggle(field.show, part.show, !version),
        add: editable && toggle(field.add, part.add, !generated),
        edit: editable && !key && toggle(field.edit, part.edit, true),
        max_length: match (part.max_length, ty.max_length) {
            (Some(a), Some(b)) => Some(if a < b { a } else { b }),
            (a, b) => a.or(b),
        },
        scale: match ty.kind {
            Kind::Decimal => part.scale.unwrap_or(DEFAULT_SCALE),
            _ => 0,
        },
        format: part.format,
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

/// Names that fields with the name of a thing usually have, best first.
const TITLES: &[&str] = &[
    "name",
    "title",
    "label",
    "subject",
    "username",
    "full_name",
    "display_name",
    "email",
    "code",
    "number",
];

fn title(model: &ModelMeta, all: &[Column], key: &[usize]) -> Vec<usize> {
    if !model.title.is_empty() {
        return ordered(model.title, all, |_| true);
    }
    let text = |column: &&Column| {
        column.ty.kind == Kind::Text
            && column.ty.choices.is_empty()
            && column.ty.relation.is_none()
            && !column.is_secret()
            && !column.part.opaque
    };
    let usual = TITLES.iter().find_map(|name| all.iter().filter(text).find(|c| c.name == *name));
    let by_person = {
        let pair: Vec<usize> = ["first_name", "last_name"]
            .iter()
            .filter_map(|name| all.iter().filter(text).find(|c| c.name == *name))
            .map(|column| column.index)
            .collect();
        (pair.len() == 2).then_some(pair)
    };
    match (usual, by_person) {
        (Some(column), None) => vec![column.index],
        (Some(column), Some(_))
            if !matches!(column.name, "email" | "title" | "username" | "code" | "number") =>
        {
            vec![column.index]
        }
        (_, Some(pair)) => pair,
        (None, None) => all
            .iter()
            .filter(text)
            .find(|column| column.search)
            .or_else(|| all.iter().filter(text).find(|column| !column.nullable && !column.key))
            .map_or_else(|| key.to_vec(), |column| vec![column.index]),
    }
}
