//! The derives of `fab`: which attributes does a struct carry, what do they mean, and how is that said in Rust?
//!
//! Use the `fab` crate, which re-exports them together with their documentation.

mod analyze;
mod error;
mod expand;
mod fallback;
mod parse;
#[cfg(test)]
mod tests;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Makes a struct a model: a table, a list, forms and a page.
#[proc_macro_derive(AdminModel, attributes(admin, encrypted))]
pub fn admin_model(input: TokenStream) -> TokenStream {
    admin_model_inner(&parse_macro_input!(input as DeriveInput)).into()
}

/// Makes an enum the type of a field: one of a fixed list of texts.
#[proc_macro_derive(Choice, attributes(choice))]
pub fn choice(input: TokenStream) -> TokenStream {
    choice_inner(&parse_macro_input!(input as DeriveInput)).into()
}

/// Seals fields of a model: the database holds ciphertext, and pages show a mask.
#[proc_macro_derive(Encrypted, attributes(encrypted))]
pub fn encrypted(input: TokenStream) -> TokenStream {
    encrypted_inner(&parse_macro_input!(input as DeriveInput)).into()
}

/// Makes a struct around one value the type of a field.
#[proc_macro_derive(FieldType, attributes(field))]
pub fn field_type(input: TokenStream) -> TokenStream {
    field_type_inner(&parse_macro_input!(input as DeriveInput)).into()
}

/// Makes a struct a group of columns that models embed as one field.
#[proc_macro_derive(Mixin, attributes(mixin))]
pub fn mixin(input: TokenStream) -> TokenStream {
    mixin_inner(&parse_macro_input!(input as DeriveInput)).into()
}

fn admin_model_inner(input: &DeriveInput) -> proc_macro2::TokenStream {
    match parse::admin_model::parse(input).and_then(analyze::admin_model::analyze) {
        Ok(model) => expand::admin_model::expand(&model),
        Err(errors) => fallback::admin_model(input, errors),
    }
}

fn choice_inner(input: &DeriveInput) -> proc_macro2::TokenStream {
    match parse::choice::parse(input).and_then(analyze::choice::analyze) {
        Ok(choice) => expand::choice::expand(&choice),
        Err(errors) => fallback::choice(input, errors),
    }
}

fn encrypted_inner(input: &DeriveInput) -> proc_macro2::TokenStream {
    match parse::encrypted::parse(input).and_then(analyze::encrypted::analyze) {
        Ok(plan) => expand::encrypted::expand(&plan),
        Err(errors) => fallback::encrypted(input, errors),
    }
}

fn field_type_inner(input: &DeriveInput) -> proc_macro2::TokenStream {
    match parse::field_type::parse(input).and_then(analyze::field_type::analyze) {
        Ok(newtype) => expand::field_type::expand(&newtype),
        Err(errors) => fallback::field_type(input, errors),
    }
}

fn mixin_inner(input: &DeriveInput) -> proc_macro2::TokenStream {
    match parse::mixin::parse(input).and_then(analyze::mixin::analyze) {
        Ok(mixin) => expand::mixin::expand(&mixin),
        Err(errors) => fallback::mixin(input, errors),
    }
}
