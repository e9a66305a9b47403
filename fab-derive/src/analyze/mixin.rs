//! What does `#[derive(Mixin)]` mean? Columns that models embed as one field.

use darling::Error;
use syn::{Ident, Path};

use crate::analyze::column::{self, Check, Column};
use crate::analyze::names;
use crate::error::Errors;
use crate::parse::column::ColumnInput;
use crate::parse::krate;
use crate::parse::mixin::MixinInput;

/// A group of columns with nothing undecided.
#[derive(Debug)]
pub(crate) struct Mixin {
    pub(crate) krate: Path,
    pub(crate) ident: Ident,
    /// The Rust name without `r#`.
    pub(crate) name: String,
    pub(crate) columns: Vec<Column>,
    pub(crate) prefixed: bool,
    pub(crate) hook: Option<Path>,
}

/// Keys that only a field of a model can have.
const OF_MODELS: &[&str] = &["key", "skip", "opaque", "version"];

/// Judges all rules and decides all defaults.
pub(crate) fn analyze(input: MixinInput) -> Result<Mixin, Error> {
    let MixinInput { ident, keys, fields, mut errors } = input;
    if fields.is_empty() {
        errors.at(ident.span(), "a group of columns needs a column; add a field");
    }
    let mut columns = Vec::new();
    for field in &fields {
        not_of_models(field, &mut errors);
        let mut column = column::analyze(field, &ident, &mut errors);
        column.checks.push(Check { rule: "part", argument: None, span: column.span });
        columns.push(column);
    }
    errors.finish(Mixin {
        krate: krate(keys.krate),
        name: names::plain(&ident),
        ident,
        columns,
        prefixed: keys.prefixed.is_some(),
        hook: keys.hook.map(|hook| hook.0),
    })
}

fn not_of_models(field: &ColumnInput, errors: &mut Errors) {
    for key in OF_MODELS {
        if let Some(span) = field.span_of(key) {
            errors.at(
                span,
                format!("`{key}` is for fields of a model, not of a group; write a field of its own in the model"),
            );
        }
    }
}
