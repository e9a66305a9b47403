//! What was written for `#[derive(AdminModel)]`?

use darling::Error;
use syn::{DeriveInput, Ident};

use crate::error::Errors;
use crate::parse::column::{self, ColumnInput, ColumnKeys};
use crate::parse::keys::{Keys, Place, keys, read};
use crate::parse::value::{CratePath, Fieldsets, Names, Text, Whole};
use crate::parse::{docs, shape};

keys! {
    /// The keys of the struct.
    StructKeys {
        table: Text,
        label: Text,
        plural: Text,
        menu: Text,
        icon: Text,
        order: Text,
        page_size: Whole,
        title: Names,
        list: Names,
        form: Names,
        show: Names,
        fieldsets: Fieldsets,
        permissions: Names,
        step_up: Names,
        krate("crate"): CratePath,
    }
}

/// A struct as it was written.
#[derive(Debug)]
pub(crate) struct ModelInput {
    pub(crate) ident: Ident,
    pub(crate) help: String,
    pub(crate) keys: StructKeys,
    pub(crate) fields: Vec<ColumnInput>,
    /// What is wrong so far; the rules are judged nevertheless, so that everything is said at once.
    pub(crate) errors: Errors,
}

/// Reads the struct.
pub(crate) fn parse(input: &DeriveInput) -> Result<ModelInput, Error> {
    let mut errors = Errors::default();
    let on_struct = Place {
        attribute: "admin",
        on: "the struct",
        elsewhere: Some(("a field", ColumnKeys::NAMES)),
    };
    let on_field = Place {
        attribute: "admin",
        on: "a field",
        elsewhere: Some(("the struct", StructKeys::NAMES)),
    };
    let (keys, _) = read(&input.attrs, &on_struct, &mut errors);
    let Some(fields) = shape::named_fields(input, "AdminModel", &mut errors) else {
        return Err(errors.into_error());
    };
    let fields =
        fields.iter().filter_map(|field| column::parse(field, &on_field, &mut errors)).collect();
    let help = docs::first_paragraph(&input.attrs);
    Ok(ModelInput { ident: input.ident.clone(), help, keys, fields, errors })
}
