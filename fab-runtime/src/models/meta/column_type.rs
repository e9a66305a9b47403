//! What does a Rust type say of the columns that it is stored in?

use std::fmt;

use crate::models::hook::Hook;
use crate::models::meta::field::FieldMeta;
use crate::models::meta::model::ModelMeta;
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
    /// Whoever may see the row sees a mask; the value only on purpose, with a permission of its own and on
    /// record. The database holds ciphertext.
    Sealed,
    /// Nobody: it appears on no surface.
    Secret,
}

/// A rule of a type; its error is a sentence for people, without a full stop.
pub type CheckFn = fn(&Value) -> Result<(), String>;

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
    pub check: Option<CheckFn>,
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
    pub const fn check(mut self, check: CheckFn) -> Self {
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
