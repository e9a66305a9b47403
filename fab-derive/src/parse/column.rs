//! What was written on a field? The keys that a field of a model and a part of a group share.

use proc_macro2::Span;
use syn::{Field, Ident, Type};

use crate::error::Errors;
use crate::parse::docs;
use crate::parse::keys::{Place, keys, read};
use crate::parse::value::{Expression, Limit, Text, Toggle, Whole, Word};

keys! {
    /// The keys of a field.
    ColumnKeys {
        key: Word,
        label: Text,
        help: Text,
        column: Text,
        default: Expression,
        unique: Word,
        index: Word,
        min: Limit,
        max: Limit,
        max_length: Whole,
        pattern: Text,
        format: Text,
        scale: Whole,
        widget: Text,
        placeholder: Text,
        read_only: Word,
        list: Toggle,
        show: Toggle,
        add: Toggle,
        edit: Toggle,
        search: Word,
        filter: Word,
        skip: Word,
        opaque: Word,
        version: Word,
    }
}

/// A field as it was written.
#[derive(Debug)]
pub(crate) struct ColumnInput {
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
    pub(crate) help: String,
    pub(crate) keys: ColumnKeys,
    /// Every key that was written, also those whose value was wrong.
    pub(crate) written: Vec<(String, Span)>,
}

impl ColumnInput {
    /// Where that key was written, if it was.
    pub(crate) fn span_of(&self, key: &str) -> Option<Span> {
        self.written.iter().find(|(name, _)| name == key).map(|(_, span)| *span)
    }
}

/// Reads a named field.
pub(crate) fn parse(field: &Field, place: &Place<'_>, errors: &mut Errors) -> Option<ColumnInput> {
    let ident = field.ident.clone()?;
    let (keys, written) = read(&field.attrs, place, errors);
    let help = docs::first_paragraph(&field.attrs);
    Some(ColumnInput { ident, ty: field.ty.clone(), help, keys, written })
}
