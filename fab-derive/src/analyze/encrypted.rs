//! What does `#[derive(Encrypted)]` mean? A plan: which fields are sealed, under which names, and how they are found.

use darling::Error;
use proc_macro2::{Span, TokenStream};
use syn::{Ident, Path};

use crate::analyze::names;
use crate::analyze::rules;
use crate::analyze::self_type;
use crate::error::{Errors, suggest};
use crate::parse::encrypted::{BlindIndexInput, EncryptedInput, Normalize, SealedInput};
use crate::parse::krate;
use crate::parse::value::{Text, Whole};

/// A plan with nothing undecided.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) krate: Path,
    pub(crate) ident: Ident,
    /// The logical name of the table.
    pub(crate) table: String,
    pub(crate) fields: Vec<Sealed>,
}

/// A sealed field with nothing undecided.
#[derive(Debug)]
pub(crate) struct Sealed {
    pub(crate) field: String,
    pub(crate) ty: TokenStream,
    /// Where the type stands.
    pub(crate) span: Span,
    /// The logical name, where it is another than the field's.
    pub(crate) name: Option<String>,
    pub(crate) pad: Option<u16>,
    /// How many of the last characters the mask leaves; 0 for none.
    pub(crate) last: u8,
    pub(crate) index: Option<Index>,
}

/// A blind index with nothing undecided.
#[derive(Debug)]
pub(crate) struct Index {
    pub(crate) unique: bool,
    pub(crate) bits: Option<u8>,
    pub(crate) normalize: Option<Normalizer>,
    /// Where it was written.
    pub(crate) span: Span,
}

/// What makes texts equal.
#[derive(Debug)]
pub(crate) enum Normalizer {
    /// A function of the runtime.
    Own(&'static str),
    /// A function of the application.
    Path(Path),
}

/// The names of normalisers, and the functions of the runtime.
const NORMALIZERS: &[(&str, &str)] = &[
    ("identity", "identity"),
    ("lower", "lowercase"),
    ("digits", "digits"),
    ("email", "email"),
    ("phone", "phone"),
];

/// All bits of a hash.
const MAX_BITS: u8 = 128;

/// The greatest bucket.
const MAX_PAD: u16 = 4096;

/// The most characters that a mask leaves.
const MAX_LAST: u8 = 8;

/// Judges all rules and decides all defaults.
pub(crate) fn analyze(input: EncryptedInput) -> Result<Plan, Error> {
    let EncryptedInput { ident, keys, fields, mut errors } = input;
    if fields.is_empty() {
        errors.at(
            ident.span(),
            "nothing is sealed here; write `#[encrypted]` above a field of type `Secret<..>`, or remove `Encrypted`",
        );
    }
    if let Some(table) = &keys.table {
        rules::not_blank("table", table, &mut errors);
    }
    distinct_names(&fields, &mut errors);
    let table = keys.table.map_or_else(
        || names::plural(&names::snake_case(&names::plain(&ident))),
        |table| table.value,
    );
    let fields = fields.into_iter().map(|field| sealed(field, &ident, &mut errors)).collect();
    errors.finish(Plan { krate: krate(keys.krate), ident, table, fields })
}

fn sealed(input: SealedInput, owner: &Ident, errors: &mut Errors) -> Sealed {
    let SealedInput { ident, ty, span, keys } = input;
    if let Some(name) = &keys.name {
        rules::not_blank("name", name, errors);
    }
    Sealed {
        field: names::plain(&ident),
        ty: self_type::named(ty, owner),
        span,
        name: keys.name.map(|name| name.value),
        pad: keys.pad.and_then(|pad| pad_of(pad, errors)),
        last: keys.mask.map_or(0, |mask| mask_of(&mask, errors)),
        index: index(keys.blind_index, keys.normalize, errors),
    }
}

/// Two fields of one logical name would open each other's ciphertexts.
fn distinct_names(fields: &[SealedInput], errors: &mut Errors) {
    let mut seen: Vec<String> = Vec::new();
    for field in fields {
        let written = field.keys.name.as_ref();
        let name = written.map_or_else(|| names::plain(&field.ident), |name| name.value.clone());
        if seen.contains(&name) {
            errors.at(
                written.map_or_else(|| field.ident.span(), |name| name.span),
                format!("the logical name `{name}` is taken by another field; write another `name = \"..\"`"),
            );
        }
        seen.push(name);
    }
}

fn pad_of(written: Whole, errors: &mut Errors) -> Option<u16> {
    let pad = u16::try_from(written.value).ok().filter(|pad| (1..=MAX_PAD).contains(pad));
    if pad.is_none() {
        errors.at(
            written.span,
            format!("`pad` is a multiple of bytes that texts are filled up to: write a number from 1 to {MAX_PAD}"),
        );
    }
    pad
}

fn mask_of(written: &Text, errors: &mut Errors) -> u8 {
    if written.value == "all" {
        return 0;
    }
    let last = written.value.strip_prefix("last").and_then(|count| count.parse().ok());
    let last = last.filter(|last| (1..=MAX_LAST).contains(last));
    if last.is_none() {
        errors.at(
            written.span,
            format!(
                "there is no mask `{}`; write \"all\", or \"last1\" to \"last{MAX_LAST}\" for what stays to see",
                written.value
            ),
        );
    }
    last.unwrap_or_default()
}

fn index(
    written: Option<BlindIndexInput>,
    outside: Option<Normalize>,
    errors: &mut Errors,
) -> Option<Index> {
    let Some(BlindIndexInput { keys, span }) = written else {
        if let Some(normalize) = outside {
            errors.at(
                normalize.span(),
                "`normalize` is done to what a blind index hashes, and there is none; write `blind_index` as well, \
                 or remove `normalize`",
            );
        }
        return None;
    };
    if let (Some(_), Some(twice)) = (&keys.normalize, &outside) {
        errors.at(twice.span(), "`normalize` is given twice; keep one of the two");
    }
    let bits = keys.bits.and_then(|written| bits_of(written, errors));
    if let (Some(unique), Some(1..MAX_BITS)) = (keys.unique, bits) {
        errors.at(
            unique.span,
            "with fewer bits different values look alike, and `unique` would refuse them; remove `unique` or `bits`",
        );
    }
    Some(Index {
        unique: keys.unique.is_some(),
        bits,
        normalize: keys.normalize.or(outside).and_then(|normalize| normalizer(normalize, errors)),
        span,
    })
}

fn bits_of(written: Whole, errors: &mut Errors) -> Option<u8> {
    let bits = u8::try_from(written.value).ok().filter(|bits| (1..=MAX_BITS).contains(bits));
    if bits.is_none() {
        errors.at(
            written.span,
            format!("`bits` counts what is kept of a hash: write a number from 1 to {MAX_BITS}"),
        );
    }
    bits
}

fn normalizer(written: Normalize, errors: &mut Errors) -> Option<Normalizer> {
    match written {
        Normalize::Path(path) => Some(Normalizer::Path(path)),
        Normalize::Named(text) => {
            let found = NORMALIZERS.iter().find(|(name, _)| *name == text.value);
            if found.is_none() {
                let names: Vec<&str> = NORMALIZERS.iter().map(|(name, _)| *name).collect();
                errors.at(
                    text.span,
                    format!(
                        "there is no normaliser `{}`{}",
                        text.value,
                        suggest(&text.value, &names)
                    ),
                );
            }
            found.map(|(_, function)| Normalizer::Own(function))
        }
    }
}
