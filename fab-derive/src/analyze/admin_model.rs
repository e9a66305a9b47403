//! What does `#[derive(AdminModel)]` mean? A model with nothing undecided.

use darling::Error;
use proc_macro2::{Span, TokenStream};
use syn::{Ident, Path};

use crate::analyze::column::{self, Check, Column};
use crate::analyze::fields::Fields;
use crate::analyze::names;
use crate::analyze::rules;
use crate::error::{Errors, suggest};
use crate::parse::admin_model::{ModelInput, StructKeys};
use crate::parse::column::ColumnInput;
use crate::parse::krate;
use crate::parse::value::{Fieldsets, Names, Text, Whole};

/// A model with nothing undecided.
#[derive(Debug)]
pub(crate) struct Model {
    pub(crate) krate: Path,
    pub(crate) ident: Ident,
    pub(crate) name: String,
    pub(crate) table: String,
    pub(crate) slug: String,
    pub(crate) settings: Vec<ModelSetting>,
    pub(crate) columns: Vec<Column>,
    /// The fields that say that they are sealed, and where the first one does.
    pub(crate) sealed: Option<(Vec<String>, Span)>,
    /// Fields that are left out, with their types.
    pub(crate) skipped: Vec<(Ident, TokenStream)>,
    /// The types of the key fields.
    pub(crate) key: Vec<TokenStream>,
}

/// One fact that differs from the default; the name is the setter's.
#[derive(Debug)]
pub(crate) enum ModelSetting {
    Text(&'static str, String),
    Size(u16),
    Order(Vec<(String, bool)>),
    Fields(&'static str, Vec<String>),
    Fieldsets(Vec<(String, Vec<String>)>),
    Verbs(&'static str, Vec<&'static str>),
}

const VERBS: &[(&str, &str)] = &[
    ("list", "List"),
    ("show", "Show"),
    ("add", "Add"),
    ("edit", "Edit"),
    ("delete", "Delete"),
    ("export", "Export"),
    ("reveal", "Reveal"),
];

/// The most rows on a list page.
const MAX_PAGE_SIZE: i64 = 500;

/// Beginnings of table names that belong to databases and to the tables of fab.
const RESERVED_TABLES: &[&str] = &["fab_", "pg_", "sqlite_"];

/// Judges all rules and decides all defaults.
pub(crate) fn analyze(input: ModelInput) -> Result<Model, Error> {
    let ModelInput { ident, help, keys, fields, mut errors } = input;
    let readable = errors.is_empty();
    let name = names::snake_case(&names::plain(&ident));
    let own = keys.krate.is_some();
    let table = table(&keys, &ident, &name, own, &mut errors);
    let label = keys.label.as_ref().map_or_else(|| names::label(&name), |l| l.value.clone());
    let plural = keys.plural.as_ref().map_or_else(|| names::plural(&label), |p| p.value.clone());
    let mut settings =
        vec![ModelSetting::Text("label", label), ModelSetting::Text("plural", plural)];
    if !help.is_empty() {
        settings.push(ModelSetting::Text("help", help));
    }
    texts(&keys, &mut settings, &mut errors);
    let named = Fields::new(&fields);
    let mut order_checks = order(keys.order.as_ref(), &named, &mut settings, &mut errors);
    page_size(keys.page_size, &mut settings, &mut errors);
    lists(&keys, &named, &mut settings, &mut errors);
    fieldsets(keys.fieldsets.as_ref(), &named, &mut settings, &mut errors);
    let possible = verbs("permissions", keys.permissions.as_ref(), &mut errors);
    let proven = verbs("step_up", keys.step_up.as_ref(), &mut errors);
    possible_at_all(keys.step_up.as_ref(), possible.as_deref(), &mut errors);
    settings.extend(possible.map(|verbs| ModelSetting::Verbs("verbs", verbs)));
    settings.extend(proven.map(|verbs| ModelSetting::Verbs("step_up", verbs)));
    if readable {
        has_a_key(&ident, &fields, &mut errors);
    }
    one_version(&fields, &mut errors);
    distinct_columns(&fields, &mut errors);

    let mut columns = Vec::new();
    let mut skipped = Vec::new();
    let mut key = Vec::new();
    for field in &fields {
        let mut column = column::analyze(field, &ident, &mut errors);
        if field.keys.skip.is_some() {
            skipped.push((column.ident, column.ty));
            continue;
        }
        if field.keys.key.is_some() {
            key.push(column.ty.clone());
        }
        if field.encrypted.is_none() {
            column.checks.push(Check { rule: "open", argument: None, span: column.span });
        }
        for (_, span) in order_checks.extract_if(.., |(name, _)| *name == column.name) {
            column.checks.push(Check { rule: "order", argument: None, span });
        }
        columns.push(column);
    }
    let sealed = fields.iter().find_map(|field| Some(field.encrypted?.span)).map(|span| {
        let named = fields.iter().filter(|field| field.encrypted.is_some());
        (named.map(|field| names::plain(&field.ident)).collect(), span)
    });
    let slug = names::plural(&name).replace('_', "-");
    let krate = krate(keys.krate);
    errors.finish(Model {
        krate,
        ident,
        name,
        table,
        slug,
        settings,
        columns,
        sealed,
        skipped,
        key,
    })
}

fn table(keys: &StructKeys, ident: &Ident, name: &str, own: bool, errors: &mut Errors) -> String {
    let (table, span) = match &keys.table {
        Some(table) => {
            rules::database_name("table", table, errors);
            (table.value.clone(), table.span)
        }
        None => (names::plural(name), ident.span()),
    };
    if keys.table.is_none() && table.len() > names::MAX_NAME {
        errors.at(
            span,
            format!(
                "databases allow names of at most {} bytes, the table `{table}` has {}; write \
                 `#[admin(table = \"..\")]`",
                names::MAX_NAME,
                table.len()
            ),
        );
    }
    let lower = table.to_lowercase();
    if !own && let Some(taken) = RESERVED_TABLES.iter().find(|taken| lower.starts_with(**taken)) {
        errors.at(
            span,
            format!(
                "tables that begin with `{taken}` are not yours; write another `table = \"..\"`"
            ),
        );
    }
    table
}

fn texts(keys: &StructKeys, settings: &mut Vec<ModelSetting>, errors: &mut Errors) {
    for (key, text) in [("label", &keys.label), ("plural", &keys.plural)] {
        if let Some(text) = text {
            rules::not_blank(key, text, errors);
        }
    }
    for (key, text) in [("menu", &keys.menu), ("icon", &keys.icon)] {
        if let Some(text) = text {
            rules::not_blank(key, text, errors);
            settings.push(ModelSetting::Text(key, text.value.clone()));
        }
    }
}

/// Reads `"-since, name"`; what comes back must be sortable.
fn order(
    order: Option<&Text>,
    fields: &Fields<'_>,
    settings: &mut Vec<ModelSetting>,
    errors: &mut Errors,
) -> Vec<(String, Span)> {
    let Some(order) = order else { return Vec::new() };
    let mut list: Vec<(String, bool)> = Vec::new();
    for part in order.value.split(',') {
        let part = part.trim();
        let (name, descending) = match part.strip_prefix('-') {
            Some(name) => (name.trim(), true),
            None => (part, false),
        };
        if name.is_empty() {
            errors.at(
                order.span,
                "`order` names fields with commas between them: write `order = \"-since, name\"`",
            );
            continue;
        }
        let Some(field) = fields.named(name, order.span, errors) else { continue };
        if field.keys.opaque.is_some() {
            errors.at(
                order.span,
                format!("`{name}` is opaque, so rows cannot be ordered by it; name another field"),
            );
        }
        if field.encrypted.is_some() {
            errors.at(
                order.span,
                format!("`{name}` is sealed, so rows cannot be ordered by it; name another field"),
            );
        }
        if list.iter().any(|(earlier, _)| earlier == name) {
            errors.at(order.span, format!("`{name}` stands in `order` twice; remove one"));
            continue;
        }
        list.push((name.to_owned(), descending));
    }
    let checks = list.iter().map(|(name, _)| (name.clone(), order.span)).collect();
    settings.push(ModelSetting::Order(list));
    checks
}

fn page_size(size: Option<Whole>, settings: &mut Vec<ModelSetting>, errors: &mut Errors) {
    let Some(size) = size else { return };
    match u16::try_from(size.value) {
        Ok(rows) if (1..=MAX_PAGE_SIZE).contains(&size.value) => {
            settings.push(ModelSetting::Size(rows));
        }
        _ => errors.at(
            size.span,
            format!("`page_size` counts rows: write a number from 1 to {MAX_PAGE_SIZE}"),
        ),
    }
}

fn lists(
    keys: &StructKeys,
    fields: &Fields<'_>,
    settings: &mut Vec<ModelSetting>,
    errors: &mut Errors,
) {
    let off = |key: &'static str| {
        move |field: &ColumnInput| {
            let toggle = if key == "list" { field.keys.list } else { field.keys.show };
            let name = names::plain(&field.ident);
            toggle.is_some_and(|toggle| !toggle.on).then(|| {
                format!(
                    "`{name}` stands in `{key}(..)` and has `{key} = false`; remove one of the two"
                )
            })
        }
    };
    let mut push = |key: &'static str,
                    names: &Option<Names>,
                    fits: &dyn Fn(&ColumnInput) -> Option<String>| {
        if let Some(names) = names {
            let list = fields.list(key, &names.names, errors, fits);
            settings.push(ModelSetting::Fields(key, list));
        }
    };
    push("title", &keys.title, &unsealed);
    push("list", &keys.list, &off("list"));
    push("form", &keys.form, &editable);
    push("show", &keys.show, &off("show"));
}

/// Why a field cannot name a row, if it cannot.
fn unsealed(field: &ColumnInput) -> Option<String> {
    let name = names::plain(&field.ident);
    field
        .encrypted
        .map(|_| format!("`{name}` is sealed, and titles stand on every page; name another field"))
}

/// Why a field cannot stand in a form, if it cannot.
fn editable(field: &ColumnInput) -> Option<String> {
    let name = names::plain(&field.ident);
    let keys = &field.keys;
    if keys.opaque.is_some() {
        return Some(format!("`{name}` is opaque, so no form shows it; remove one of the two"));
    }
    if keys.version.is_some() {
        return Some(format!("`{name}` is the version, which fab counts; no form shows it"));
    }
    None
}

fn fieldsets(
    sets: Option<&Fieldsets>,
    fields: &Fields<'_>,
    settings: &mut Vec<ModelSetting>,
    errors: &mut Errors,
) {
    let Some(sets) = sets else { return };
    let mut seen: Vec<String> = Vec::new();
    let mut list = Vec::new();
    for set in &sets.0 {
        let names = fields.list("fieldsets", &set.fields, errors, editable);
        for (name, ident) in names.iter().zip(&set.fields) {
            if seen.contains(name) {
                errors.at(ident.span(), format!("`{name}` stands in two fieldsets; remove one"));
            }
        }
        seen.extend(names.iter().cloned());
        list.push((set.label.value(), names));
    }
    settings.push(ModelSetting::Fieldsets(list));
}

/// The verbs that a key names.
fn verbs(key: &str, written: Option<&Names>, errors: &mut Errors) -> Option<Vec<&'static str>> {
    let words: Vec<&str> = VERBS.iter().map(|(word, _)| *word).collect();
    let mut verbs = Vec::new();
    for ident in &written?.names {
        let word = names::plain(ident);
        match VERBS.iter().find(|(name, _)| *name == word) {
            None => errors.at(
                ident.span(),
                format!("there is no permission `{word}`{}", suggest(&word, &words)),
            ),
            Some((_, verb)) if verbs.contains(verb) => {
                errors.at(ident.span(), format!("`{word}` stands in `{key}` twice; remove one"));
            }
            Some((_, verb)) => verbs.push(*verb),
        }
    }
    Some(verbs)
}

/// A proof is asked for what can be done at all.
fn possible_at_all(step_up: Option<&Names>, possible: Option<&[&str]>, errors: &mut Errors) {
    let (Some(step_up), Some(possible)) = (step_up, possible) else { return };
    for ident in &step_up.names {
        let word = names::plain(ident);
        let verb = VERBS.iter().find(|(name, _)| *name == word);
        if verb.is_some_and(|(_, verb)| !possible.contains(verb)) {
            errors.at(
                ident.span(),
                format!("`{word}` is not among the `permissions(..)`, so nobody can do it; remove one of the two"),
            );
        }
    }
}

/// Rows can be told apart.
fn has_a_key(ident: &Ident, fields: &[ColumnInput], errors: &mut Errors) {
    if fields.iter().any(|field| field.keys.key.is_some()) {
        return;
    }
    let likely = fields.iter().map(|field| names::plain(&field.ident)).find(|name| {
        matches!(name.as_str(), "id" | "uuid" | "key" | "code")
            || *name == format!("{}_id", names::snake_case(&names::plain(ident)))
    });
    let advice = match likely {
        Some(name) => format!("write `#[admin(key)]` above `{name}`"),
        None => "write `#[admin(key)]` above the field that tells rows apart, or add `id: i64`"
            .to_owned(),
    };
    errors.at(ident.span(), format!("a model needs a key; {advice}"));
}

/// At most one field counts changes.
fn one_version(fields: &[ColumnInput], errors: &mut Errors) {
    for version in fields.iter().filter_map(|field| field.keys.version).skip(1) {
        errors.at(version.span, "a row has one version; keep `version` on one field");
    }
}

/// No two fields have the same column.
fn distinct_columns(fields: &[ColumnInput], errors: &mut Errors) {
    let mut seen: Vec<String> = Vec::new();
    for field in fields.iter().filter(|field| field.keys.skip.is_none()) {
        let column = &field.keys.column;
        let name = column.as_ref().map_or_else(|| names::plain(&field.ident), |c| c.value.clone());
        let lower = name.to_lowercase();
        if seen.contains(&lower) {
            let span = column.as_ref().map_or_else(|| field.ident.span(), |column| column.span);
            errors.at(
                span,
                format!("the column `{name}` exists already; write another `column = \"..\"`"),
            );
        }
        seen.push(lower);
    }
}
