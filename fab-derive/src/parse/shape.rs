//! Is the derive on the right kind of item?

use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Field, Fields, Token, Variant};

use crate::error::Errors;

/// The fields of a struct with named fields and without parameters.
pub(crate) fn named_fields<'a>(
    input: &'a DeriveInput,
    derive: &str,
    errors: &mut Errors,
) -> Option<&'a Punctuated<Field, Token![,]>> {
    no_generics(input, derive, errors);
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => return Some(&fields.named),
            Fields::Unnamed(fields) => errors.at(
                fields.span(),
                format!(
                    "`{derive}` needs named fields, because columns have names: write \
                     `struct {} {{ name: Type }}`",
                    input.ident
                ),
            ),
            Fields::Unit => errors.at(
                input.ident.span(),
                format!("`{derive}` needs fields: write `struct {} {{ name: Type }}`", input.ident),
            ),
        },
        Data::Enum(data) => errors.at(
            data.enum_token.span,
            format!(
                "`{derive}` works on structs, this is an enum; an enum can be the type of a field: \
                 write `#[derive(Choice)]`"
            ),
        ),
        Data::Union(data) => errors.at(
            data.union_token.span,
            format!("`{derive}` works on structs, this is a union; write `struct` instead"),
        ),
    }
    None
}

/// The one field of a struct around one value.
pub(crate) fn only_field<'a>(
    input: &'a DeriveInput,
    derive: &str,
    errors: &mut Errors,
) -> Option<&'a Field> {
    no_generics(input, derive, errors);
    match &input.data {
        Data::Struct(data) => {
            let mut fields = data.fields.iter();
            if let (Some(field), None) = (fields.next(), fields.next()) {
                return Some(field);
            }
            errors.at(
                input.ident.span(),
                format!(
                    "`{derive}` wraps exactly one value: write `struct {}(String);`, or derive \
                     `Mixin` for a group of columns",
                    input.ident
                ),
            );
        }
        Data::Enum(data) => errors.at(
            data.enum_token.span,
            format!("`{derive}` works on structs, this is an enum; write `#[derive(Choice)]`"),
        ),
        Data::Union(data) => errors.at(
            data.union_token.span,
            format!("`{derive}` works on structs, this is a union; write `struct` instead"),
        ),
    }
    None
}

/// The variants of an enum without parameters.
pub(crate) fn variants<'a>(
    input: &'a DeriveInput,
    derive: &str,
    errors: &mut Errors,
) -> Option<&'a Punctuated<Variant, Token![,]>> {
    no_generics(input, derive, errors);
    match &input.data {
        Data::Enum(data) => return Some(&data.variants),
        Data::Struct(data) => errors.at(
            data.struct_token.span,
            format!(
                "`{derive}` works on enums, this is a struct; write `#[derive(FieldType)]` for a \
                 struct around one value"
            ),
        ),
        Data::Union(data) => errors.at(
            data.union_token.span,
            format!("`{derive}` works on enums, this is a union; write `enum` instead"),
        ),
    }
    None
}

fn no_generics(input: &DeriveInput, derive: &str, errors: &mut Errors) {
    if !input.generics.params.is_empty() {
        errors.at(
            input.generics.params.span(),
            format!(
                "`{derive}` cannot be generic, because what is stored is fixed; remove the parameters"
            ),
        );
    }
}
