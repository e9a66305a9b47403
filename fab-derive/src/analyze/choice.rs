//! What does `#[derive(Choice)]` mean? A list of texts with labels.

use darling::Error;
use syn::{Ident, Path};

use crate::analyze::names;
use crate::analyze::rules;
use crate::error::Errors;
use crate::parse::choice::{ChoiceInput, VariantInput};
use crate::parse::krate;

/// An enum with nothing undecided.
#[derive(Debug)]
pub(crate) struct Choice {
    pub(crate) krate: Path,
    pub(crate) ident: Ident,
    pub(crate) variants: Vec<Variant>,
}

/// One of the allowed values.
#[derive(Debug)]
pub(crate) struct Variant {
    pub(crate) ident: Ident,
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) tone: &'static str,
}

const TONES: &[(&str, &str)] = &[
    ("neutral", "Neutral"),
    ("info", "Info"),
    ("success", "Success"),
    ("warning", "Warning"),
    ("danger", "Danger"),
];

/// The longest stored text of a choice, in characters.
const MAX_VALUE: usize = 190;

/// Judges all rules and decides all defaults.
pub(crate) fn analyze(input: ChoiceInput) -> Result<Choice, Error> {
    let ChoiceInput { ident, keys, variants, mut errors } = input;
    if variants.is_empty() {
        errors.at(ident.span(), "a choice needs something to choose from; add a variant");
    }
    let mut decided: Vec<Variant> = Vec::new();
    for variant in variants {
        holds_nothing(&variant, &mut errors);
        let variant = decide(variant, &decided, &mut errors);
        decided.push(variant);
    }
    errors.finish(Choice { krate: krate(keys.krate), ident, variants: decided })
}

fn holds_nothing(variant: &VariantInput, errors: &mut Errors) {
    if let Some(span) = variant.data {
        errors.at(
            span,
            format!(
                "a choice is stored as one text, so `{}` cannot hold anything; write the variant alone",
                variant.ident
            ),
        );
    }
}

fn decide(input: VariantInput, earlier: &[Variant], errors: &mut Errors) -> Variant {
    let name = names::snake_case(&names::plain(&input.ident));
    let (value, span) = match &input.keys.value {
        Some(value) => (value.value.clone(), value.span),
        None => (name.clone(), input.ident.span()),
    };
    if value.is_empty() {
        errors.at(span, "the stored text of a choice is not empty; write `value = \"..\"`");
    } else if value.chars().count() > MAX_VALUE || value.contains(char::is_control) {
        errors.at(
            span,
            format!("the stored text of a choice has at most {MAX_VALUE} printable characters; shorten it"),
        );
    }
    if let Some(taken) = earlier.iter().find(|variant| variant.value == value) {
        errors.at(
            span,
            format!(
                "`{}` is stored as `{value}` already; write another `value = \"..\"`",
                taken.ident
            ),
        );
    }
    let label = match &input.keys.label {
        Some(label) => {
            rules::not_blank("label", label, errors);
            label.value.clone()
        }
        None => names::label(&name),
    };
    let tone = input.keys.tone.and_then(|tone| rules::one_of("tone", &tone, TONES, errors));
    Variant { ident: input.ident, value, label, tone: tone.unwrap_or("Neutral") }
}
