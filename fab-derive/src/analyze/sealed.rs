//! Which attributes of a field contradict that it is sealed, or that it is not?

use crate::analyze::column::{Check, CheckArgument};
use crate::analyze::names;
use crate::error::Errors;
use crate::parse::column::{ColumnInput, EncryptedAttribute};

/// What ciphertext can never do, and why.
const NEVER: &[(&str, &str)] = &[
    ("key", "rows are addressed by their key, so it is not sealed"),
    ("version", "fab counts the version itself, so it is not sealed"),
    ("index", "an index over ciphertext finds nothing, a blind index is one already"),
    ("opaque", "`opaque` is for columns that fab does not look into"),
    ("skip", "`skip` leaves the field out of the table, so there is nothing to seal"),
    ("not_secret", "a field that is sealed is a secret"),
];

/// What ciphertext can do by a blind index alone.
const FOUND: &[&str] = &["search", "filter", "unique"];

/// A sealed field is found by equality, if it has a blind index, and by nothing else.
pub(crate) fn contradictions(input: &ColumnInput, errors: &mut Errors) {
    let Some(EncryptedAttribute { found, .. }) = input.encrypted else { return };
    for (key, reason) in NEVER {
        if let Some(span) = input.span_of(key) {
            errors.at(span, format!("{reason}; remove `{key}` or `#[encrypted]`"));
        }
    }
    for key in FOUND.iter().filter(|_| !found) {
        if let Some(span) = input.span_of(key) {
            errors.at(
                span,
                format!(
                    "`{key}` cannot look into what is sealed; write `#[encrypted(blind_index)]`, by which rows \
                     are found by equality, or remove `{key}`"
                ),
            );
        }
    }
}

/// Words that name what nobody but its owner should read.
const SECRETS: &[&str] = &[
    "password",
    "passwd",
    "passphrase",
    "token",
    "secret",
    "ssn",
    "pin",
    "iban",
    "card_number",
    "cvv",
    "cvc",
];

/// A text that is named like a secret is one, or says why it is not. The compiler judges whether it is a text.
pub(crate) fn named_like_a_secret(input: &ColumnInput, errors: &mut Errors) -> Option<Check> {
    if let Some(reason) = &input.keys.not_secret {
        if reason.value.trim().is_empty() {
            errors.at(
                reason.span,
                "`not_secret` says why everybody may read it; write the reason between the quotes",
            );
        }
        return None;
    }
    let name = names::plain(&input.ident);
    let secret = SECRETS.iter().any(|word| {
        name.strip_suffix(word).is_some_and(|before| before.is_empty() || before.ends_with('_'))
    });
    (secret && input.encrypted.is_none()).then(|| Check {
        rule: "no_secret",
        argument: Some(CheckArgument::Message(format!(
            "`{name}` would be kept and shown as plain text; write `Secret<..>` around its type and \
             `#[encrypted]` above it, or why it is no secret: `not_secret = \"reason\"`"
        ))),
        span: input.ident.span(),
    })
}
