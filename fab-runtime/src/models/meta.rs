//! Which facts does the one table per model hold? Everything else is derived from it.

use std::fmt;
use std::sync::OnceLock;

use crate::models::columns::Columns;
use crate::models::hook::Hook;
use crate::models::{Kind, Value};

/// What a Rust type says of itself as a field: one column, or a group of columns.
#[derive(Debug, Clone, Copy)]
pub struct TypeMeta {
    /// One column or several.
    pub shape: Shape,
    /// Whether the column (or every column of the group) may be NULL.
    pub nullable: bool,
}

/// One column or several.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// A single column.
    Column(ColumnType),
    /// A group of columns: a mixin, or an amount with its currency.
    Group(&'static GroupMeta),
}

impl TypeMeta {
    /// A type that is stored in one column of `kind`.
    pub const fn column(kind: Kind) -> Self {
        Self { shape: Shape::Column(ColumnType::new(kind)), nullable: false }
    }

    /// A type that is stored in one column, described in full.
    pub const fn of(column: ColumnType) -> Self {
        Self { shape: Shape::Column(column), nullable: false }
    }

    /// A type that is stored in a group of columns.
    pub const fn group(group: &'static GroupMeta) -> Self {
        Self { shape: Shape::Group(group), nullable: false }
    }

    /// The same type where it may be absent: what `Option<T>` is.
    #[must_use]
    pub const fn nullable(mut self) -> Self {
        self.nullable = true;
        self
    }

    /// The kind, if this is one column.
    pub const fn kind(&self) -> Option<Kind> {
        match self.shape {
            Shape::Column(column) => Some(column.kind),
            Shape::Group(_) => None,
        }
    }

    /// The column, if this is one.
    pub const fn column_type(&self) -> Option<&ColumnType> {
        match &self.shape {
            Shape::Column(column) => Some(column),
            Shape::Group(_) => None,
        }
    }
}

/// Who may see the value of a column; honoured on every surface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Sensitivity {
    /// Whoever may see the row.
    #[default]
    Public,
    /// Nobody: it appears on no surface.
    Secret,
}

/// What a Rust type says of the single column that it is stored in.
#[derive(Debug, Clone, Copy)]
pub struct ColumnType {
    /// The family of values.
    pub kind: Kind,
    /// Who may see it.
    pub sensitivity: Sensitivity,
    /// The allowed texts, when the type is a choice; empty otherwise.
    pub choices: &'static [ChoiceMeta],
    /// The model that the value is a key of.
    pub relation: Option<RelationMeta>,
    /// The least and greatest integer of the Rust type.
    pub range: Option<(i64, i64)>,
    /// The greatest length in characters that the type itself allows.
    pub max_length: Option<u32>,
    /// A rule of the type itself: the message says what is wrong.
    pub check: Option<fn(&Value) -> Result<(), String>>,
}

impl ColumnType {
    /// A public column of `kind` without further rules.
    pub const fn new(kind: Kind) -> Self {
        Self {
            kind,
            sensitivity: Sensitivity::Public,
            choices: &[],
            relation: None,
            range: None,
            max_length: None,
            check: None,
        }
    }

    /// Allows only these texts.
    #[must_use]
    pub const fn choices(mut self, choices: &'static [ChoiceMeta]) -> Self {
        self.choices = choices;
        self
    }

    /// Makes the value a key of another model.
    #[must_use]
    pub const fn relation(mut self, target: fn() -> &'static ModelMeta) -> Self {
        self.relation = Some(RelationMeta { target });
        self
    }

    /// Bounds integers, both ends included.
    #[must_use]
    pub const fn range(mut self, min: i64, max: i64) -> Self {
        self.range = Some((min, max));
        self
    }

    /// Bounds the length of texts, in characters.
    #[must_use]
    pub const fn max_length(mut self, characters: u32) -> Self {
        self.max_length = Some(characters);
        self
    }

    /// Adds a rule; its error is shown at the field.
    #[must_use]
    pub const fn check(mut self, check: fn(&Value) -> Result<(), String>) -> Self {
        self.check = Some(check);
        self
    }
}

/// The other end of a foreign key. The target is a function so that models may refer to each other.
#[derive(Clone, Copy)]
pub struct RelationMeta {
    /// The model that is referred to.
    pub target: fn() -> &'static ModelMeta,
}

impl fmt::Debug for RelationMeta {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RelationMeta").field("target", &(self.target)().name).finish()
    }
}

/// One variant of a choice: what is stored and what is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChoiceMeta {
    /// The text in the database and in URLs.
    pub value: &'static str,
    /// The text on pages.
    pub label: &'static str,
    /// How the badge looks.
    pub tone: Tone,
}

/// How a badge looks; the theme decides the colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Tone {
    /// Grey.
    #[default]
    Neutral,
    /// Draws the eye without judging.
    Info,
    /// Good.
    Success,
    /// Needs a look.
    Warning,
    /// Bad.
    Danger,
}

/// A reusable group of columns, and what it does when rows change.
#[derive(Debug)]
pub struct GroupMeta {
    /// The name of the Rust type.
    pub name: &'static str,
    /// The columns, in order; groups do not nest.
    pub fields: &'static [FieldMeta],
    /// Whether column names begin with the name of the embedding field.
    pub prefixed: bool,
    /// What happens when rows change.
    pub hook: Option<&'static dyn Hook>,
}

/// A bound on an ordered value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bound {
    /// For every kind of number.
    Int(i64),
    /// For floats.
    Float(f64),
    /// For decimals and times, in the notation of the kind: `"0.01"`, `"2020-01-31"`.
    Text(&'static str),
}

/// What a text stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Format {
    /// Nothing in particular.
    #[default]
    Plain,
    /// An e-mail address.
    Email,
    /// A web address, http or https.
    Url,
    /// A telephone number.
    Tel,
    /// Lower-case letters, digits and hyphens.
    Slug,
    /// `#rrggbb`.
    Color,
    /// Markdown; edited in a large control.
    Markdown,
}

/// The control that edits a column, where the kind alone should not decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum WidgetKind {
    /// A single-line text.
    Text,
    /// Several lines.
    Textarea,
    /// A number with a stepper.
    Number,
    /// A box to tick.
    Checkbox,
    /// A switch.
    Switch,
    /// A drop-down list.
    Select,
    /// Radio buttons.
    Radio,
    /// A calendar date.
    Date,
    /// A time of day.
    Time,
    /// A date and a time.
    DateTime,
    /// A large control for JSON.
    Json,
    /// Type-ahead over another model.
    Autocomplete,
    /// Carried along unseen.
    Hidden,
}

/// One field of a model: a row of its table of facts.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct FieldMeta {
    /// The Rust name.
    pub name: &'static str,
    /// What the Rust type says.
    pub ty: TypeMeta,
    /// The column, or for a group what its column names begin with; `None`: the default.
    pub column: Option<&'static str>,
    /// The text beside the control and above the list column.
    pub label: &'static str,
    /// The text under the control; empty for none.
    pub help: &'static str,
    /// The text inside the empty control; empty for none.
    pub placeholder: &'static str,
    /// Part of the key.
    pub key: bool,
    /// No two rows share a value.
    pub unique: bool,
    /// Has an index.
    pub index: bool,
    /// Shown in forms, never changed there.
    pub read_only: bool,
    /// Quick search looks here.
    pub search: bool,
    /// Offered as a filter.
    pub filter: bool,
    /// Kept in the database, out of search, filters and forms.
    pub opaque: bool,
    /// Counts the changes of a row; guards against lost updates.
    pub version: bool,
    /// Whether the list shows it; `None`: the default for its kind.
    pub list: Option<bool>,
    /// Whether the show page shows it.
    pub show: Option<bool>,
    /// Whether the add form asks for it.
    pub add: Option<bool>,
    /// Whether the edit form offers it.
    pub edit: Option<bool>,
    /// The least value.
    pub min: Option<Bound>,
    /// The greatest value.
    pub max: Option<Bound>,
    /// The greatest length in characters.
    pub max_length: Option<u32>,
    /// What the whole text must match.
    pub pattern: Option<&'static str>,
    /// What a text stands for.
    pub format: Format,
    /// Digits after the decimal point.
    pub scale: Option<u8>,
    /// The control, if the kind should not decide.
    pub widget: Option<WidgetKind>,
    /// The value of a new row.
    pub default: Option<fn() -> Value>,
}

/// A labelled part of a form.
#[derive(Debug, Clone, Copy)]
pub struct Fieldset {
    /// The heading.
    pub label: &'static str,
    /// Names of fields.
    pub fields: &'static [&'static str],
}

/// A column of the default order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderMeta {
    /// The field's Rust name.
    pub field: &'static str,
    /// From the greatest to the least.
    pub descending: bool,
}

/// Everything that is known of a model at compile time.
#[non_exhaustive]
pub struct ModelMeta {
    /// Singular, `snake_case`: names permissions. `order_line`.
    pub name: &'static str,
    /// The table.
    pub table: &'static str,
    /// Plural, `kebab-case`: names pages. `order-lines`.
    pub slug: &'static str,
    /// The singular on pages.
    pub label: &'static str,
    /// The plural on pages.
    pub plural: &'static str,
    /// The doc comment of the struct; empty for none.
    pub help: &'static str,
    /// The menu group.
    pub menu: Option<&'static str>,
    /// The name of an icon.
    pub icon: Option<&'static str>,
    /// The order of the list when nobody asks for another.
    pub order: &'static [OrderMeta],
    /// Rows on a list page.
    pub page_size: u16,
    /// Fields that name a row; empty: chosen by [`Columns`].
    pub title: &'static [&'static str],
    /// Fields of the list, in order; empty: all.
    pub list: &'static [&'static str],
    /// Fields of the forms, in order; empty: all.
    pub form: &'static [&'static str],
    /// Fields of the show page, in order; empty: all.
    pub show: &'static [&'static str],
    /// Parts of the forms; empty: one without a heading.
    pub fieldsets: &'static [Fieldset],
    /// What can be done at all; roles grant it.
    pub verbs: &'static [Verb],
    /// The fields, in the order of the struct.
    pub fields: &'static [FieldMeta],
    columns: OnceLock<Columns>,
}

impl fmt::Debug for ModelMeta {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ModelMeta")
            .field("name", &self.name)
            .field("table", &self.table)
            .finish_non_exhaustive()
    }
}

/// What can be done with the rows of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Verb {
    /// See the list.
    List,
    /// See one row.
    Show,
    /// Add a row.
    Add,
    /// Change a row.
    Edit,
    /// Delete a row.
    Delete,
    /// Take rows away as a file.
    Export,
}

impl Verb {
    /// All of them.
    pub const ALL: &'static [Self] =
        &[Self::List, Self::Show, Self::Add, Self::Edit, Self::Delete, Self::Export];

    /// The word in permissions and attributes.
    pub const fn name(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Show => "show",
            Self::Add => "add",
            Self::Edit => "edit",
            Self::Delete => "delete",
            Self::Export => "export",
        }
    }
}

/// How many rows a list page has when the model does not say.
pub const DEFAULT_PAGE_SIZE: u16 = 50;

impl ModelMeta {
    /// A model with defaults for everything that has one.
    pub const fn new(
        name: &'static str,
        table: &'static str,
        slug: &'static str,
        fields: &'static [FieldMeta],
    ) -> Self {
        Self {
            name,
            table,
            slug,
            label: name,
            plural: slug,
            help: "",
            menu: None,
            icon: None,
            order: &[],
            page_size: DEFAULT_PAGE_SIZE,
            title: &[],
            list: &[],
            form: &[],
            show: &[],
            fieldsets: &[],
            verbs: Verb::ALL,
            fields,
            columns: OnceLock::new(),
        }
    }

    /// The columns behind the fields: groups opened, names and defaults decided. Made once.
    pub fn columns(&'static self) -> &'static Columns {
        self.columns.get_or_init(|| Columns::of(self))
    }

    /// The field of that Rust name.
    pub fn field(&self, name: &str) -> Option<&'static FieldMeta> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// The setters that the derive calls, one for each attribute that was written.
macro_rules! setters {
    ($owner:ty { $($(#[$doc:meta])* $name:ident: $ty:ty $(=> $wrap:path)?;)* }) => {
        impl $owner {$(
            $(#[$doc])*
            #[must_use]
            pub const fn $name(mut self, value: $ty) -> Self {
                self.$name = setters!(@wrap value $($wrap)?);
                self
            }
        )*}
    };
    (@wrap $value:ident) => { $value };
    (@wrap $value:ident $wrap:path) => { $wrap($value) };
}

setters! { ModelMeta {
    /// The singular on pages.
    label: &'static str;
    /// The plural on pages.
    plural: &'static str;
    /// The doc comment.
    help: &'static str;
    /// The menu group.
    menu: &'static str => Some;
    /// The name of an icon.
    icon: &'static str => Some;
    /// The default order.
    order: &'static [OrderMeta];
    /// Rows on a list page.
    page_size: u16;
    /// Fields that name a row.
    title: &'static [&'static str];
    /// Fields of the list.
    list: &'static [&'static str];
    /// Fields of the forms.
    form: &'static [&'static str];
    /// Fields of the show page.
    show: &'static [&'static str];
    /// Parts of the forms.
    fieldsets: &'static [Fieldset];
    /// What can be done at all.
    verbs: &'static [Verb];
} }

impl FieldMeta {
    /// A field with defaults for everything that has one.
    pub const fn new(name: &'static str, label: &'static str, ty: TypeMeta) -> Self {
        Self {
            name,
            ty,
            column: None,
            label,
            help: "",
            placeholder: "",
            key: false,
            unique: false,
            index: false,
            read_only: false,
            search: false,
            filter: false,
            opaque: false,
            version: false,
            list: None,
            show: None,
            add: None,
            edit: None,
            min: None,
            max: None,
            max_length: None,
            pattern: None,
            format: Format::Plain,
            scale: None,
            widget: None,
            default: None,
        }
    }
}

setters! { FieldMeta {
    /// The column.
    column: &'static str => Some;
    /// The text under the control.
    help: &'static str;
    /// The text inside the empty control.
    placeholder: &'static str;
    /// Part of the key.
    key: bool;
    /// No two rows share a value.
    unique: bool;
    /// Has an index.
    index: bool;
    /// Shown in forms, never changed there.
    read_only: bool;
    /// Quick search looks here.
    search: bool;
    /// Offered as a filter.
    filter: bool;
    /// Kept, not used.
    opaque: bool;
    /// Counts the changes of a row.
    version: bool;
    /// Whether the list shows it.
    list: bool => Some;
    /// Whether the show page shows it.
    show: bool => Some;
    /// Whether the add form asks for it.
    add: bool => Some;
    /// Whether the edit form offers it.
    edit: bool => Some;
    /// The least value.
    min: Bound => Some;
    /// The greatest value.
    max: Bound => Some;
    /// The greatest length in characters.
    max_length: u32 => Some;
    /// What the whole text must match.
    pattern: &'static str => Some;
    /// What a text stands for.
    format: Format;
    /// Digits after the decimal point.
    scale: u8 => Some;
    /// The control.
    widget: WidgetKind => Some;
    /// The value of a new row.
    default: fn() -> Value => Some;
} }
