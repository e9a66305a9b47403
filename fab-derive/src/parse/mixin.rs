//! What was written for `#[derive(Mixin)]`?

use darling::Error;
use syn::{DeriveInput, Ident};

use crate::error::Errors;
use crate::parse::column::{self, ColumnInput, ColumnKeys};
use crate::parse::keys::{Keys, Place, keys, read};
use crate::parse::shape;
use crate::parse::value::{CratePath, Item, Word};

keys! {
    /// The keys of the struct.
    GroupKeys {
        prefixed: Word,
        hook: Item,
        krate("crate"): CratePath,
    }
}

/// A group of columns as it was written.
#[derive(Debug)]
pub(crate) struct MixinInput {
    pub(crate) ident: Ident,
    pub(crate) keys: GroupKeys,
    pub(crate) fields: Vec<ColumnInput>,
    pub(crate) errors: Errors,
}

/// Reads the struct.
pub(crate) fn parse(input: &DeriveInput) -> Result<MixinInput, Error> {
    let mut errors = Errors::default();
    let on_struct = Place {
        attribute: "mixin",
        on: "the struct",
        elsewhere: Some(("a field", ColumnKeys::NAMES)),
    };
    let on_field = Place {
        attribute: "mixin",
        on: "a field",
        elsewhere: Some(("the struct", GroupKeys::NAMES)),
    };
    let (keys, _) = read(&input.attrs, &on_struct, &mut errors);
    let Some(fields) = shape::named_fields(input, "Mixin", &mut errors) else {
        return Err(errors.into_error());
    };
    let fields =
        fields.iter().filter_map(|field| column::parse(field, &on_field, &mut errors)).collect();
    Ok(MixinInput { ident: input.ident.clone(), keys, fields, errors })
}
