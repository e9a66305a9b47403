//! Which keys does an attribute carry? Unknown, misplaced and repeated ones are refused here.

use darling::FromMeta;
use darling::ast::NestedMeta;
use proc_macro2::Span;
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{Attribute, Meta, Path};

use crate::error::{Errors, closest, suggest};
use crate::parse::value::CratePath;

/// The keys that one place may carry.
pub(crate) trait Keys: FromMeta + Default {
    /// Their names.
    const NAMES: &'static [&'static str];
}

/// A struct of optional keys, the list of their names, and darling's reading of them.
macro_rules! keys {
    ($(#[$doc:meta])* $name:ident { $($(#[$attribute:meta])* $key:ident $(($written:literal))?: $ty:ty,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Default, darling::FromMeta)]
        pub(crate) struct $name {
            $(
                $(#[$attribute])*
                $(#[darling(rename = $written)])?
                pub(crate) $key: Option<$ty>,
            )*
        }

        impl $crate::parse::keys::Keys for $name {
            const NAMES: &'static [&'static str] = &[$(keys!(@name $key $($written)?)),*];
        }
    };
    (@name $key:ident $written:literal) => { $written };
    (@name $key:ident) => { stringify!($key) };
}
pub(crate) use keys;

/// Where keys stand, and which other place has keys of its own.
pub(crate) struct Place<'a> {
    /// The attribute: `admin`.
    pub(crate) attribute: &'a str,
    /// What carries it: "a field".
    pub(crate) on: &'a str,
    /// The other place that carries the same attribute, "the struct", and its keys.
    pub(crate) elsewhere: Option<(&'a str, &'static [&'static str])>,
}

/// Reads all keys of `#[place.attribute(..)]`, leaving out each one that is wrong.
pub(crate) fn read<K: Keys>(
    attributes: &[Attribute],
    place: &Place<'_>,
    errors: &mut Errors,
) -> (K, Vec<(String, Span)>) {
    let mut items: Vec<NestedMeta> = Vec::new();
    let mut written: Vec<(String, Span)> = Vec::new();
    let mut found: Vec<NestedMeta> = Vec::new();
    for attribute in attributes {
        found.extend(list(attribute, place, errors));
    }
    for item in found {
        let Some(path) = key_path(&item, place, errors) else { continue };
        let name = path_text(path);
        let span = path.span();
        if !K::NAMES.contains(&name.as_str()) {
            errors.at(span, unknown(&name, K::NAMES, place));
        } else if written.iter().any(|(earlier, _)| *earlier == name) {
            errors.at(span, format!("`{name}` is given twice; keep one of the two"));
        } else {
            written.push((name, span));
            match K::from_list(std::slice::from_ref(&item)) {
                Ok(_) => items.push(item),
                Err(error) => errors.push(error),
            }
        }
    }
    match K::from_list(&items) {
        Ok(keys) => (keys, written),
        Err(error) => {
            errors.push(error);
            (K::default(), written)
        }
    }
}

fn list(attribute: &Attribute, place: &Place<'_>, errors: &mut Errors) -> Vec<NestedMeta> {
    if !attribute.path().is_ident(place.attribute) {
        return Vec::new();
    }
    let name = place.attribute;
    match &attribute.meta {
        Meta::List(list) => match NestedMeta::parse_meta_list(list.tokens.clone()) {
            Ok(items) => return items,
            Err(error) => errors.at(
                error.span(),
                format!(
                    "{error}; write keys with commas between them: `#[{name}(one, other = 1)]`"
                ),
            ),
        },
        other => errors.at(other.span(), format!("write the keys in brackets: `#[{name}(..)]`")),
    }
    Vec::new()
}

fn key_path<'a>(item: &'a NestedMeta, place: &Place<'_>, errors: &mut Errors) -> Option<&'a Path> {
    match item {
        NestedMeta::Meta(meta) => Some(meta.path()),
        NestedMeta::NameValueInvalidExpr(pair) => {
            let name = path_text(&pair.path);
            errors.at(pair.span(), format!("the value of `{name}` is not an expression"));
            None
        }
        NestedMeta::Lit(literal) => {
            let text = literal.to_token_stream();
            let attribute = place.attribute;
            errors.at(
                literal.span(),
                format!("a value needs its key before it: `#[{attribute}(key = {text})]`"),
            );
            None
        }
    }
}

fn unknown(name: &str, known: &[&str], place: &Place<'_>) -> String {
    let Place { attribute, on, elsewhere } = place;
    if let Some((other, keys)) = elsewhere
        && keys.contains(&name)
    {
        return format!("`{name}` is a key of {other}, not of {on}; move it there");
    }
    if closest(name, known).is_none()
        && let Some((other, keys)) = elsewhere
        && let Some(meant) = closest(name, keys)
    {
        return format!(
            "unknown key `{name}` in `#[{attribute}(..)]` on {on}; did you mean `{meant}`, which \
             stands on {other}?"
        );
    }
    format!("unknown key `{name}` in `#[{attribute}(..)]` on {on}{}", suggest(name, known))
}

/// The path as it was written, without spaces.
pub(crate) fn path_text(path: &Path) -> String {
    path.to_token_stream().to_string().replace(' ', "")
}

/// The crate that the expansion names.
pub(crate) fn krate(written: Option<CratePath>) -> Path {
    written.map_or_else(|| syn::parse_quote!(::fab), |written| written.0)
}
