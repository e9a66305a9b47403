//! What was written for `#[derive(Encrypted)]`?

use darling::ast::NestedMeta;
use darling::{Error, FromMeta};
use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{Attribute, DeriveInput, Expr, Ident, Meta, Path};

use crate::error::{Errors, at, suggest};
use crate::parse::keys::{Keys, Place, keys, path_text, read};
use crate::parse::shape;
use crate::parse::value::{CratePath, Text, Whole, Word, string, value};

keys! {
    /// The keys of the struct.
    StructKeys {
        table: Text,
        krate("crate"): CratePath,
    }
}

keys! {
    /// The keys of a field.
    SealedKeys {
        blind_index: BlindIndexInput,
        normalize: Normalize,
        pad: Whole,
        name: Text,
        mask: Text,
    }
}

keys! {
    /// The keys of a blind index.
    IndexKeys {
        unique: Word,
        bits: Whole,
        normalize: Normalize,
    }
}

/// `blind_index`, `blind_index(unique, bits = 32, normalize = "digits")`.
#[derive(Debug)]
pub(crate) struct BlindIndexInput {
    pub(crate) keys: IndexKeys,
    pub(crate) span: Span,
}

impl FromMeta for BlindIndexInput {
    fn from_meta(item: &Meta) -> Result<Self, Error> {
        let span = item.path().span();
        match item {
            Meta::Path(_) => Ok(Self { keys: IndexKeys::default(), span }),
            Meta::List(list) => {
                let items = NestedMeta::parse_meta_list(list.tokens.clone()).map_err(|error| {
                    at(
                        error.span(),
                        format!("{error}; write for example `blind_index(unique, bits = 32)`"),
                    )
                })?;
                for item in &items {
                    if let NestedMeta::Meta(meta) = item {
                        let name = path_text(meta.path());
                        if !IndexKeys::NAMES.contains(&name.as_str()) {
                            let known = suggest(&name, IndexKeys::NAMES);
                            return Err(at(
                                meta.path().span(),
                                format!("unknown key `{name}` in `blind_index(..)`{known}"),
                            ));
                        }
                    }
                }
                Ok(Self { keys: IndexKeys::from_list(&items)?, span })
            }
            Meta::NameValue(_) => Err(at(
                item.span(),
                "`blind_index` stands alone or has keys in brackets: write `blind_index` or `blind_index(unique)`",
            )),
        }
    }
}

/// What makes texts equal: a name, or a path to a `fn(&str) -> String`.
#[derive(Debug)]
pub(crate) enum Normalize {
    Named(Text),
    Path(Path),
}

impl Normalize {
    /// Where it stands.
    pub(crate) fn span(&self) -> Span {
        match self {
            Self::Named(text) => text.span,
            Self::Path(path) => path.span(),
        }
    }
}

impl FromMeta for Normalize {
    fn from_meta(item: &Meta) -> Result<Self, Error> {
        let written = value(item);
        if let Some(text) = written.and_then(string) {
            return Ok(Self::Named(Text { value: text.value(), span: text.span() }));
        }
        match written {
            Some(Expr::Path(path)) => Ok(Self::Path(path.path.clone())),
            other => Err(at(
                other.map_or_else(|| item.span(), Spanned::span),
                "`normalize` takes a name in quotes or a function: write `normalize = \"digits\"` or \
                 `normalize = without_spaces`",
            )),
        }
    }
}

/// A struct as it was written.
#[derive(Debug)]
pub(crate) struct EncryptedInput {
    pub(crate) ident: Ident,
    pub(crate) keys: StructKeys,
    pub(crate) fields: Vec<SealedInput>,
    pub(crate) errors: Errors,
}

/// A field with `#[encrypted]` as it was written.
#[derive(Debug)]
pub(crate) struct SealedInput {
    pub(crate) ident: Ident,
    pub(crate) ty: TokenStream,
    pub(crate) span: Span,
    pub(crate) keys: SealedKeys,
}

/// Reads the struct.
pub(crate) fn parse(input: &DeriveInput) -> Result<EncryptedInput, Error> {
    let mut errors = Errors::default();
    let on_struct = Place {
        attribute: "encrypted",
        on: "the struct",
        elsewhere: Some(("a field", SealedKeys::NAMES)),
    };
    let on_field = Place {
        attribute: "encrypted",
        on: "a field",
        elsewhere: Some(("the struct", StructKeys::NAMES)),
    };
    let (keys, _) = read(&input.attrs, &on_struct, &mut errors);
    let Some(fields) = shape::named_fields(input, "Encrypted", &mut errors) else {
        return Err(errors.into_error());
    };
    let mut sealed = Vec::new();
    for field in fields {
        let Some(ident) = &field.ident else { continue };
        if !field.attrs.iter().any(|attribute| attribute.path().is_ident("encrypted")) {
            continue;
        }
        // Alone it needs no keys.
        let with_keys: Vec<Attribute> = field
            .attrs
            .iter()
            .filter(|attribute| !matches!(attribute.meta, Meta::Path(_)))
            .cloned()
            .collect();
        sealed.push(SealedInput {
            ident: ident.clone(),
            ty: field.ty.to_token_stream(),
            span: field.ty.span(),
            keys: read(&with_keys, &on_field, &mut errors).0,
        });
    }
    Ok(EncryptedInput { ident: input.ident.clone(), keys, fields: sealed, errors })
}
