//! What does one field of a model say, by its type and its attributes?

use crate::models::Value;
use crate::models::meta::column_type::TypeMeta;

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
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an attribute of its own that may be set alone"
)]
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
