//! What was written on a field? The keys that a field of a model and a part of a group share.

use proc_macro2::Span;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Field, Ident, Meta, Token, Type};

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
        not_secret: Text,
    }
}

/// A field as it was written.
#[derive(Debug)]
pub(crate) struct ColumnInput {
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
    pub(crate) help: String,
    pub(crate) keys: ColumnKeys,
    /// The attribute that seals the field, if it has one.
    pub(crate) encrypted: Option<EncryptedAttribute>,
    /// Every key that was written, also those whose value was wrong.
    pub(crate) written: Vec<(String, Span)>,
}

/// `#[encrypted]`, which another derive reads; here counts that it is there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EncryptedAttribute {
    /// Rows are found by a blind index.
    pub(crate) found: bool,
    pub(crate) span: Span,
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
    let encrypted = encrypted(field);
    Some(ColumnInput { ident, ty: field.ty.clone(), help, keys, encrypted, written })
}

/// What is wrong with the keys is said by the derive that reads them.
fn encrypted(field: &Field) -> Option<EncryptedAttribute> {
    let mut attributes =
        field.attrs.iter().filter(|attribute| attribute.path().is_ident("encrypted")).peekable();
    let span = attributes.peek()?.path().span();
    let found = attributes.any(|attribute| match &attribute.meta {
        Meta::List(list) => list
            .parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)
            .map_or(true, |keys| keys.iter().any(|key| key.path().is_ident("blind_index"))),
        _ => false,
    });
    Some(EncryptedAttribute { found, span })
}
