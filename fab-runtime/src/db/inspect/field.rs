//! What does one field of a struct say?

use crate::db::inspect::name::raw;

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
    pub(super) key: bool,
    /// A key that people give.
    pub(super) add: bool,
    pub(super) unique: bool,
    pub(super) index: bool,
    pub(super) search: bool,
    pub(super) filter: bool,
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
        let mut parts = Vec::new();
        let words = [
            ("key", self.key),
            ("add", self.add),
            ("unique", self.unique),
            ("index", self.index),
            ("search", self.search),
            ("filter", self.filter),
        ];
        parts.extend(words.iter().filter(|(_, on)| *on).map(|(word, _)| (*word).to_owned()));
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
