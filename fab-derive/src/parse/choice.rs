//! What was written for `#[derive(Choice)]`?

use darling::Error;
use syn::spanned::Spanned;
use syn::{DeriveInput, Fields, Ident};

use crate::error::Errors;
use crate::parse::keys::{Keys, Place, keys, read};
use crate::parse::shape;
use crate::parse::value::{CratePath, Text};

keys! {
    /// The keys of the enum.
    EnumKeys {
        krate("crate"): CratePath,
    }
}

keys! {
    /// The keys of a variant.
    VariantKeys {
        value: Text,
        label: Text,
        tone: Text,
    }
}

/// An enum as it was written.
#[derive(Debug)]
pub(crate) struct ChoiceInput {
    pub(crate) ident: Ident,
    pub(crate) keys: EnumKeys,
    pub(crate) variants: Vec<VariantInput>,
    pub(crate) errors: Errors,
}

/// A variant as it was written.
#[derive(Debug)]
pub(crate) struct VariantInput {
    pub(crate) ident: Ident,
    pub(crate) keys: VariantKeys,
    /// Where its data stand, if it has any.
    pub(crate) data: Option<proc_macro2::Span>,
}

/// Reads the enum.
pub(crate) fn parse(input: &DeriveInput) -> Result<ChoiceInput, Error> {
    let mut errors = Errors::default();
    let on_enum = Place {
        attribute: "choice",
        on: "the enum",
        elsewhere: Some(("a variant", VariantKeys::NAMES)),
    };
    let on_variant = Place {
        attribute: "choice",
        on: "a variant",
        elsewhere: Some(("the enum", EnumKeys::NAMES)),
    };
    let (keys, _) = read(&input.attrs, &on_enum, &mut errors);
    let Some(variants) = shape::variants(input, "Choice", &mut errors) else {
        return Err(errors.into_error());
    };
    let variants = variants
        .iter()
        .map(|variant| VariantInput {
            ident: variant.ident.clone(),
            keys: read(&variant.attrs, &on_variant, &mut errors).0,
            data: match &variant.fields {
                Fields::Unit => None,
                fields => Some(fields.span()),
            },
        })
        .collect();
    Ok(ChoiceInput { ident: input.ident.clone(), keys, variants, errors })
}
