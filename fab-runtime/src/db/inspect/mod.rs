//! Which Rust describes a database that nobody prepared?
//!
//! The schema is read by [`live`](crate::db::schema::live); what comes out compiles as it is and is meant to be
//! kept and changed by people.

mod choice;
mod field;
mod model;
mod name;
mod rust_type;
mod title;
mod write;

use crate::db::schema::Schema;

/// What is written around the models.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// A whole `main.rs` that serves all models, instead of the models alone.
    pub app: bool,
    /// The name of the site, for `app`; empty: "Admin".
    pub title: String,
}

/// Rust source with one struct for each table. What has no counterpart stands in it as a comment with the
/// reason.
pub fn render(schema: &Schema, options: &Options) -> String {
    let models = model::decide(schema);
    write::source(&models, options)
}
