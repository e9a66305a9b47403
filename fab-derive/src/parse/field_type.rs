//! What was written for `#[derive(FieldType)]`?

use darling::Error;
use syn::{DeriveInput, Ident, Type};

use crate::error::Errors;
use crate::parse::keys::{Place, keys, read};
use crate::parse::shape;
use crate::parse::value::{CratePath, Item, Whole};

keys! {
    /// The keys of the struct.
    NewtypeKeys {
        check: Item,
        max_length: Whole,
        krate("crate"): CratePath,
    }
}

/// A struct around one value as it was written.
#[derive(Debug)]
pub(crate) struct NewtypeInput {
    pub(crate) ident: Ident,
    pub(crate) keys: NewtypeKeys,
    /// The name of the field, if it has one.
    pub(crate) field: Option<Ident>,
    pub(crate) ty: Type,
    pub(crate) errors: Errors,
}

/// Reads the struct.
pub(crate) fn parse(input: &DeriveInput) -> Result<NewtypeInput, Error> {
    let mut errors = Errors::default();
    let place = Place { attribute: "field", on: "the struct", elsewhere: None };
    let (keys, _) = read(&input.attrs, &place, &mut errors);
    let Some(field) = shape::only_field(input, "FieldType", &mut errors) else {
        return Err(errors.into_error());
    };
    for attribute in &field.attrs {
        if attribute.path().is_ident("field") {
            errors.at(
                syn::spanned::Spanned::span(attribute),
                "write `#[field(..)]` above the struct, not above the value that it holds",
            );
        }
    }
    Ok(NewtypeInput {
        ident: input.ident.clone(),
        keys,
        field: field.ident.clone(),
        ty: field.ty.clone(),
        errors,
    })
}
