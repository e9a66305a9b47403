//! What does `#[derive(FieldType)]` mean? The type inside, with a rule or a length of its own.

use darling::Error;
use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::{Ident, Path};

use crate::analyze::rules;
use crate::parse::field_type::NewtypeInput;
use crate::parse::krate;

/// A struct around one value, with nothing undecided.
#[derive(Debug)]
pub(crate) struct Newtype {
    pub(crate) krate: Path,
    pub(crate) ident: Ident,
    /// How the value inside is named: a field, or `0`.
    pub(crate) member: syn::Member,
    pub(crate) ty: TokenStream,
    pub(crate) check: Option<Path>,
    pub(crate) max_length: Option<(u32, Span)>,
}

/// Judges all rules and decides all defaults.
pub(crate) fn analyze(input: NewtypeInput) -> Result<Newtype, Error> {
    let NewtypeInput { ident, keys, field, ty, mut errors } = input;
    let max_length = keys
        .max_length
        .and_then(|written| Some((rules::max_length(written, &mut errors)?, written.span)));
    errors.finish(Newtype {
        krate: krate(keys.krate),
        ident,
        member: field.map_or_else(|| syn::Member::from(0), syn::Member::from),
        ty: ty.to_token_stream(),
        check: keys.check.map(|check| check.0),
        max_length,
    })
}
