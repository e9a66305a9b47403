//! Which attributes of one field are wrong, or contradict each other?

use crate::analyze::column::exceeds;
use crate::analyze::names::MAX_NAME;
use crate::error::{Errors, suggest};
use crate::parse::column::ColumnInput;
use crate::parse::value::{Text, Whole};

/// What a key rules out, and why.
const EXCLUDES: &[(&str, &[&str], &str)] = &[
    ("key", &["unique", "index"], "a key is unique and has an index already; remove"),
    ("key", &["opaque", "version"], "a key is neither opaque nor a version; remove"),
    ("key", &["edit"], "a key never changes, so no form edits it; remove"),
    (
        "opaque",
        &[
            "search",
            "filter",
            "unique",
            "index",
            "min",
            "max",
            "max_length",
            "pattern",
            "format",
            "scale",
            "widget",
            "placeholder",
            "version",
            "add",
            "edit",
        ],
        "`opaque` keeps a column out of search, filters and forms; remove",
    ),
    (
        "version",
        &[
            "unique",
            "index",
            "search",
            "filter",
            "add",
            "edit",
            "min",
            "max",
            "widget",
            "placeholder",
            "read_only",
        ],
        "`version` is counted by fab alone; remove",
    ),
    ("read_only", &["add", "edit"], "`read_only` keeps a field out of what forms change; remove"),
    ("unique", &["index"], "`unique` has an index already; remove"),
];

/// No two keys of a field say the opposite or the same.
pub(crate) fn contradictions(input: &ColumnInput, errors: &mut Errors) {
    if input.keys.skip.is_some() {
        for (key, span) in input.written.iter().filter(|(key, _)| key != "skip") {
            errors.at(
                *span,
                format!(
                    "`skip` leaves the field out of the table, so `{key}` does nothing; remove one"
                ),
            );
        }
        return;
    }
    let off = |key: &str| match key {
        "add" => input.keys.add.is_some_and(|toggle| !toggle.on),
        "edit" => input.keys.edit.is_some_and(|toggle| !toggle.on),
        _ => false,
    };
    for (key, excluded, reason) in EXCLUDES {
        if input.span_of(key).is_none() {
            continue;
        }
        for other in excluded.iter().filter(|other| !off(other)) {
            if let Some(span) = input.span_of(other) {
                errors.at(span, format!("{reason} `{other}`"));
            }
        }
    }
}

/// `min` lies below `max`.
pub(crate) fn ends_in_order(input: &ColumnInput, errors: &mut Errors) {
    if let (Some(min), Some(max)) = (&input.keys.min, &input.keys.max)
        && exceeds(&min.value, &max.value)
    {
        errors.at(max.span, "`max` lies below `min`, so nothing is allowed; exchange the two");
    }
}

/// The column has a name that every database accepts.
pub(crate) fn column_name(input: &ColumnInput, name: &str, errors: &mut Errors) {
    match &input.keys.column {
        Some(column) => database_name("column", column, errors),
        None if name.len() > MAX_NAME && input.keys.skip.is_none() => errors.at(
            input.ident.span(),
            format!(
                "databases allow names of at most {MAX_NAME} bytes, this has {}; write \
                 `#[admin(column = \"..\")]`",
                name.len()
            ),
        ),
        None => {}
    }
}

/// A name that was written for the database is one.
pub(crate) fn database_name(key: &str, name: &Text, errors: &mut Errors) {
    let length = name.value.len();
    if length > MAX_NAME {
        errors.at(
            name.span,
            format!(
                "databases allow names of at most {MAX_NAME} bytes, this has {length}; shorten it"
            ),
        );
    }
    if name.value.trim() != name.value || name.value.is_empty() {
        errors.at(
            name.span,
            format!("a name in the database has no blanks around it and is not empty; write `{key} = \"name\"`"),
        );
    }
    if name.value.contains(|c: char| c.is_control() || c == '"' || c == '`') {
        errors.at(
            name.span,
            "a name in the database holds neither quotes nor control characters; write letters, digits and _",
        );
    }
}

/// A text that people read is not blank.
pub(crate) fn not_blank(key: &str, text: &Text, errors: &mut Errors) {
    if text.value.trim().is_empty() {
        errors.at(
            text.span,
            format!("`{key}` is blank; write a text, or leave `{key}` out for the default"),
        );
    }
}

/// The pattern is a regular expression.
pub(crate) fn pattern_compiles(pattern: Option<&Text>, errors: &mut Errors) {
    let Some(pattern) = pattern else { return };
    if let Err(error) = regex_lite::Regex::new(&pattern.value) {
        errors.at(
            pattern.span,
            format!("`pattern` is not a regular expression: {error}; write for example `[A-Z]{{2}}[0-9]+`"),
        );
    }
}

/// A length that a column can have.
pub(crate) fn max_length(written: Whole, errors: &mut Errors) -> Option<u32> {
    match u32::try_from(written.value) {
        Ok(0) | Err(_) => {
            errors.at(written.span, "`max_length` counts characters: write a number from 1 on");
            None
        }
        Ok(length) => Some(length),
    }
}

/// The greatest scale: all 18 digits stand after the point.
const MAX_SCALE: u8 = 18;

/// A scale that every database keeps exactly.
pub(crate) fn scale(written: Whole, errors: &mut Errors) -> Option<u8> {
    let scale = u8::try_from(written.value).ok().filter(|scale| *scale <= MAX_SCALE);
    if scale.is_none() {
        errors.at(
            written.span,
            format!(
                "`scale` counts the digits after the point: write a number from 0 to {MAX_SCALE}"
            ),
        );
    }
    scale
}

/// The variant that a word stands for.
pub(crate) fn one_of(
    key: &str,
    written: &Text,
    table: &[(&'static str, &'static str)],
    errors: &mut Errors,
) -> Option<&'static str> {
    let found = table.iter().find(|(word, _)| *word == written.value);
    if found.is_none() {
        let words: Vec<&str> = table.iter().map(|(word, _)| *word).collect();
        errors.at(
            written.span,
            format!("there is no {key} `{}`{}", written.value, suggest(&written.value, &words)),
        );
    }
    found.map(|(_, variant)| *variant)
}
