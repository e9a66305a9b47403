//! What does one field of a struct say?

use std::collections::BTreeSet;

use crate::db::inspect::name::raw;

/// A word inside `#[admin(..)]`, in the order in which they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mark {
    Key,
    /// A key that people give.
    Add,
    Unique,
    Index,
    Search,
    Filter,
}

impl Mark {
    const fn word(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Add => "add",
            Self::Unique => "unique",
            Self::Index => "index",
            Self::Search => "search",
            Self::Filter => "filter",
        }
    }
}

/// A field to be written.
#[derive(Debug, Default)]
pub(super) struct Field {
    /// The Rust name, without `r#`.
    pub(super) name: String,
    /// The Rust type, without `Option`.
    pub(super) ty: String,
    /// May be NULL.
    pub(super) optional: bool,
    /// The column, when it is called otherwise.
    pub(super) column: Option<String>,
    /// Lines of documentation.
    pub(super) comment: String,
    /// What is said in single words.
    pub(super) marks: BTreeSet<Mark>,
    pub(super) max_length: Option<u32>,
    pub(super) scale: Option<u32>,
    /// An expression.
    pub(super) default: Option<String>,
}

impl Field {
    /// A text that holds anything.
    pub(super) fn is_free_text(&self) -> bool {
        self.ty == "String"
    }

    /// What stands inside `#[admin(..)]`; empty for nothing.
    pub(super) fn attribute(&self) -> String {
        let mut parts: Vec<String> = self.marks.iter().map(|mark| mark.word().to_owned()).collect();
        parts.extend(self.column.iter().map(|column| format!("column = {column:?}")));
        parts.extend(self.max_length.iter().map(|length| format!("max_length = {length}")));
        parts.extend(self.scale.iter().map(|scale| format!("scale = {scale}")));
        parts.extend(self.default.iter().map(|default| format!("default = {default}")));
        parts.join(", ")
    }

    /// The line with name and type.
    pub(super) fn line(&self) -> String {
        let ty = if self.optional { format!("Option<{}>", self.ty) } else { self.ty.clone() };
        format!("pub {}: {ty},", raw(&self.name))
    }
}
