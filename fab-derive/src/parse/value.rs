//! Which forms may the value of a key have? One type for each form, every value with its place.

use darling::{Error, FromMeta};
use proc_macro2::Span;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Expr, Ident, Lit, LitFloat, LitStr, Meta, Path, Token, UnOp, parenthesized};

use crate::error::at;
use crate::parse::keys::path_text;

/// A key that stands alone: `unique`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word {
    pub(crate) span: Span,
}

impl FromMeta for Word {
    fn from_meta(item: &Meta) -> Result<Self, Error> {
        match item {
            Meta::Path(path) => Ok(Self { span: path.span() }),
            other => {
                let key = path_text(other.path());
                Err(at(
                    other.span(),
                    format!("`{key}` stands alone: write `{key}`, or leave it out"),
                ))
            }
        }
    }
}

/// A key that switches: `list`, `list = true`, `list = false`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Toggle {
    pub(crate) on: bool,
}

impl FromMeta for Toggle {
    fn from_meta(item: &Meta) -> Result<Self, Error> {
        if let Meta::Path(_) = item {
            return Ok(Self { on: true });
        }
        match value(item) {
            Some(Expr::Lit(literal)) if matches!(literal.lit, Lit::Bool(_)) => {
                let on = matches!(&literal.lit, Lit::Bool(lit) if lit.value);
                Ok(Self { on })
            }
            _ => {
                let key = path_text(item.path());
                Err(at(
                    item.span(),
                    format!("`{key}` is yes or no: write `{key}` or `{key} = false`"),
                ))
            }
        }
    }
}

/// A text: `label = "Order line"`.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    pub(crate) value: String,
    pub(crate) span: Span,
}

impl FromMeta for Text {
    fn from_meta(item: &Meta) -> Result<Self, Error> {
        let written = value(item);
        if let Some(text) = written.and_then(string) {
            return Ok(Self { value: text.value(), span: text.span() });
        }
        let key = path_text(item.path());
        let span = written.map_or_else(|| item.span(), Spanned::span);
        Err(at(span, format!("`{key}` takes a text in quotes: write `{key} = \"..\"`")))
    }
}

/// A whole number: `max_length = 120`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Whole {
    pub(crate) value: i64,
    pub(crate) span: Span,
}

impl FromMeta for Whole {
    fn from_meta(item: &Meta) -> Result<Self, Error> {
        let written = value(item);
        if let Some(Number::Int(value)) = written.and_then(number) {
            return Ok(Self { value, span: written.map_or_else(|| item.span(), Spanned::span) });
        }
        let key = path_text(item.path());
        let span = written.map_or_else(|| item.span(), Spanned::span);
        Err(at(span, format!("`{key}` takes a whole number without quotes: write `{key} = 20`")))
    }
}

/// A number as it was written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Number {
    Int(i64),
    Float(f64),
}

/// An end of a range: `min = 0`, `max = 99.5`, `min = "2020-01-31"`.
#[derive(Debug, Clone)]
pub(crate) struct Limit {
    pub(crate) value: LimitValue,
    pub(crate) span: Span,
}

/// See [`Limit`].
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum LimitValue {
    Number(Number),
    Text(String),
}

impl FromMeta for Limit {
    fn from_meta(item: &Meta) -> Result<Self, Error> {
        let written = value(item);
        let span = written.map_or_else(|| item.span(), Spanned::span);
        if let Some(number) = written.and_then(number) {
            return Ok(Self { value: LimitValue::Number(number), span });
        }
        if let Some(text) = written.and_then(string) {
            return Ok(Self { value: LimitValue::Text(text.value()), span });
        }
        let key = path_text(item.path());
        Err(at(
            span,
            format!(
                "`{key}` takes a number, or a date or decimal in quotes: write `{key} = 0` or \
                 `{key} = \"2020-01-31\"`"
            ),
        ))
    }
}

/// Any expression: `default = Country::De`.
#[derive(Debug, Clone)]
pub(crate) struct Expression(pub(crate) Expr);

impl FromMeta for Expression {
    fn from_meta(item: &Meta) -> Result<Self, Error> {
        value(item).cloned().map(Self).ok_or_else(|| {
            let key = path_text(item.path());
            at(item.span(), format!("`{key}` takes an expression: write `{key} = ..`"))
        })
    }
}

/// A path to an item: `check = is_isbn`.
#[derive(Debug, Clone)]
pub(crate) struct Item(pub(crate) Path);

impl FromMeta for Item {
    fn from_meta(item: &Meta) -> Result<Self, Error> {
        match value(item) {
            Some(Expr::Path(path)) => Ok(Self(path.path.clone())),
            other => {
                let key = path_text(item.path());
                let span = other.map_or_else(|| item.span(), Spanned::span);
                Err(at(span, format!("`{key}` takes a path without quotes: write `{key} = name`")))
            }
        }
    }
}

/// Where the expansion finds `fab`: `crate = "crate"`.
#[derive(Debug, Clone)]
pub(crate) struct CratePath(pub(crate) Path);

impl FromMeta for CratePath {
    fn from_meta(item: &Meta) -> Result<Self, Error> {
        let text = Text::from_meta(item)?;
        let wrong = || at(text.span, "`crate` takes the path of fab: write `crate = \"::fab\"`");
        LitStr::new(&text.value, text.span)
            .parse_with(Path::parse_mod_style)
            .map(Self)
            .map_err(|_| wrong())
    }
}

/// Names of fields: `list(name, email)`.
#[derive(Debug, Clone)]
pub(crate) struct Names {
    pub(crate) names: Vec<Ident>,
}

impl FromMeta for Names {
    fn from_meta(item: &Meta) -> Result<Self, Error> {
        let key = path_text(item.path());
        let message = format!("`{key}` takes names in brackets: write `{key}(one, other)`");
        let Meta::List(list) = item else {
            let Some(text) = value(item).and_then(string) else {
                return Err(at(item.span(), message));
            };
            let names = text.value();
            return Err(at(
                text.span(),
                format!("`{key}` takes names without quotes: write `{key}({names})`"),
            ));
        };
        let names = Punctuated::<Ident, Token![,]>::parse_terminated
            .parse2(list.tokens.clone())
            .map_err(|error| at(error.span(), &message))?;
        if names.is_empty() {
            return Err(at(item.span(), format!("{message}, or leave it out")));
        }
        Ok(Self { names: names.into_iter().collect() })
    }
}

/// Parts of a form: `fieldsets(("Address", street, city), ("Dates", since))`.
#[derive(Debug, Clone)]
pub(crate) struct Fieldsets(pub(crate) Vec<FieldsetInput>);

/// One part: its heading and its fields.
#[derive(Debug, Clone)]
pub(crate) struct FieldsetInput {
    pub(crate) label: LitStr,
    pub(crate) fields: Vec<Ident>,
}

impl Parse for FieldsetInput {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let content;
        parenthesized!(content in input);
        let label = content.parse()?;
        content.parse::<Token![,]>()?;
        let fields = Punctuated::<Ident, Token![,]>::parse_terminated(&content)?;
        Ok(Self { label, fields: fields.into_iter().collect() })
    }
}

impl FromMeta for Fieldsets {
    fn from_meta(item: &Meta) -> Result<Self, Error> {
        let message = "`fieldsets` takes a heading and its fields for each part: write \
                       `fieldsets((\"Address\", street, city), (\"Dates\", since))`";
        let Meta::List(list) = item else { return Err(at(item.span(), message)) };
        let sets = Punctuated::<FieldsetInput, Token![,]>::parse_terminated
            .parse2(list.tokens.clone())
            .map_err(|error| at(error.span(), message))?;
        if sets.is_empty() || sets.iter().any(|set| set.fields.is_empty()) {
            return Err(at(item.span(), message));
        }
        Ok(Self(sets.into_iter().collect()))
    }
}

/// The expression after `=`, without the invisible brackets that `macro_rules!` puts around it.
pub(crate) fn value(item: &Meta) -> Option<&Expr> {
    let Meta::NameValue(pair) = item else { return None };
    let mut value = &pair.value;
    while let Expr::Group(group) = value {
        value = &group.expr;
    }
    Some(value)
}

/// The text that an expression spells.
pub(crate) fn string(written: &Expr) -> Option<&LitStr> {
    match written {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Str(text) => Some(text),
            _ => None,
        },
        Expr::Group(group) => string(&group.expr),
        _ => None,
    }
}

/// The number that an expression spells.
pub(crate) fn number(written: &Expr) -> Option<Number> {
    match written {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(int) if int.suffix().is_empty() => int.base10_parse().ok().map(Number::Int),
            Lit::Float(float) if float.suffix().is_empty() => float_value(float),
            _ => None,
        },
        Expr::Unary(unary) if matches!(unary.op, UnOp::Neg(_)) => match number(&unary.expr)? {
            Number::Int(int) => Some(Number::Int(-int)),
            Number::Float(float) => Some(Number::Float(-float)),
        },
        Expr::Group(group) => number(&group.expr),
        _ => None,
    }
}

fn float_value(float: &LitFloat) -> Option<Number> {
    float.base10_parse().ok().map(Number::Float)
}
