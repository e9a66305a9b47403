//! Which fields do the struct's keys name? Unknown, repeated and hidden ones are refused.

use proc_macro2::Span;
use syn::Ident;

use crate::analyze::names;
use crate::error::{Errors, suggest};
use crate::parse::column::ColumnInput;

/// The fields of a struct, to be named by its keys.
pub(crate) struct Fields<'a> {
    all: &'a [ColumnInput],
}

impl<'a> Fields<'a> {
    pub(crate) fn new(all: &'a [ColumnInput]) -> Self {
        Self { all }
    }

    /// The field of that name, if the table has it; what is wrong otherwise is noted at `span`.
    pub(crate) fn named(
        &self,
        name: &str,
        span: Span,
        errors: &mut Errors,
    ) -> Option<&'a ColumnInput> {
        let found = self.all.iter().find(|field| names::plain(&field.ident) == name);
        match found {
            Some(field) if field.keys.skip.is_some() => {
                errors.at(
                    span,
                    format!("`{name}` has `#[admin(skip)]`, so there is no such column; remove one of the two"),
                );
                None
            }
            Some(field) => Some(field),
            None => {
                let names: Vec<String> = self
                    .all
                    .iter()
                    .filter(|field| field.keys.skip.is_none())
                    .map(|field| names::plain(&field.ident))
                    .collect();
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                errors.at(span, format!("there is no field `{name}`{}", suggest(name, &names)));
                None
            }
        }
    }

    /// The fields that `key(..)` names, each once; `fits` says what is wrong with one.
    pub(crate) fn list(
        &self,
        key: &str,
        written: &[Ident],
        errors: &mut Errors,
        fits: impl Fn(&ColumnInput) -> Option<String>,
    ) -> Vec<String> {
        let mut list: Vec<String> = Vec::new();
        for ident in written {
            let name = names::plain(ident);
            let Some(field) = self.named(&name, ident.span(), errors) else { continue };
            if list.contains(&name) {
                errors.at(ident.span(), format!("`{name}` stands in `{key}` twice; remove one"));
                continue;
            }
            if let Some(message) = fits(field) {
                errors.at(ident.span(), message);
            }
            list.push(name);
        }
        list
    }
}
