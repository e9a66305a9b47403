//! How is it said in Rust? Data for the runtime, never behaviour; nothing can go wrong here.

pub(crate) mod admin_model;
pub(crate) mod choice;
mod column;
pub(crate) mod encrypted;
pub(crate) mod field_type;
pub(crate) mod mixin;

use proc_macro2::TokenStream;
use quote::quote;
use syn::Path;

/// Keeps the types of fab itself out of the lists of examples that the compiler adds to its messages.
///
/// Types of users stay in, and need no tool attribute, which `#![no_implicit_prelude]` would not find.
fn advice(krate: &Path) -> Option<TokenStream> {
    krate.is_ident("crate").then(|| quote!(#[diagnostic::do_not_recommend]))
}
