//! Do imports point downwards only?

use super::source::{Finding, Source, Sources};
use super::{allows, finds, nothing};

/// The modules of the runtime; an import goes to a strictly lower rank.
const RUNTIME: &[(&str, u8)] = &[
    ("error", 0),
    ("clock", 0),
    ("secret", 0),
    ("crypto", 1),
    ("services", 1),
    ("models", 2),
    ("db", 3),
    ("widgets", 3),
    ("mixins", 4),
    ("security", 5),
    ("admin", 6),
    ("cli", 7),
    ("testing", 7),
    ("private", 7),
];

/// The phases of a derive; an import goes to an earlier one.
const DERIVE: &[(&str, u8)] = &[("error", 0), ("parse", 1), ("analyze", 2), ("expand", 3)];

fn rank(table: &[(&str, u8)], module: &str) -> Option<u8> {
    table.iter().find(|(name, _)| *name == module).map(|(_, rank)| *rank)
}

/// The first names after `crate::`, with their lines, groups opened.
fn imports(source: &Source) -> Vec<(&str, usize)> {
    let mut found = Vec::new();
    let tokens = &source.tokens;
    for (at, window) in tokens.windows(4).enumerate() {
        let [path, first, second, name] = window else { continue };
        if path.text != "crate" || first.text != ":" || second.text != ":" {
            continue;
        }
        if name.text != "{" {
            found.push((name.text.as_str(), name.line));
            continue;
        }
        let mut depth = 0;
        for (token, before) in tokens.iter().skip(at + 3).zip(tokens.iter().skip(at + 2)) {
            match token.text.as_str() {
                "{" => depth += 1,
                "}" => depth -= 1,
                name if depth == 1 && matches!(before.text.as_str(), "{" | ",") => {
                    found.push((name, token.line));
                }
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
    }
    found
}

fn check(sources: &Sources, folder: &str, table: &[(&str, u8)]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources.library().filter(|source| source.path.starts_with(folder)) {
        let module = source.module();
        let Some(own) = rank(table, module) else {
            continue;
        };
        for (name, line) in imports(source) {
            if name != module && rank(table, name).is_some_and(|other| other >= own) {
                findings.push(source.finding(line, format!("`{module}` must not import `{name}`")));
            }
        }
    }
    findings
}

fn runtime(sources: &Sources) -> Vec<Finding> {
    check(sources, "fab-runtime/src/", RUNTIME)
}

fn derive(sources: &Sources) -> Vec<Finding> {
    check(sources, "fab-derive/src/", DERIVE)
}

/// Every module of the runtime has a rank.
fn ranked(sources: &Sources) -> Vec<Finding> {
    let files = sources.library().filter(|source| source.path.starts_with("fab-runtime/src/"));
    files
        .filter(|source| source.module() != "lib" && rank(RUNTIME, source.module()).is_none())
        .map(|source| source.finding(1, format!("module `{}` has no rank", source.module())))
        .collect()
}

#[test]
fn modules_of_the_runtime_import_downwards() {
    nothing(&runtime(Sources::all()));
    nothing(&ranked(Sources::all()));
    finds(runtime, "fab-runtime/src/models/x.rs", "//! x\nuse crate::db::Db;", 2);
    finds(runtime, "fab-runtime/src/db/x.rs", "//! x\nuse crate::widgets::html;", 2);
    finds(runtime, "fab-runtime/src/db/x.rs", "//! x\nuse crate::{\n models::Key,\n admin,\n};", 4);
    finds(runtime, "fab-runtime/src/admin/x.rs", "//! x\nfn f() { crate::cli::run() }", 2);
    finds(ranked, "fab-runtime/src/extras/x.rs", "//! x", 1);
    allows(
        runtime,
        "fab-runtime/src/db/x.rs",
        "//! x\nuse crate::db::Db;\nuse crate::models::Key;",
    );
}

#[test]
fn phases_of_a_derive_import_downwards() {
    nothing(&derive(Sources::all()));
    finds(derive, "fab-derive/src/parse/x.rs", "//! x\nuse crate::expand::model;", 2);
    finds(derive, "fab-derive/src/error/mod.rs", "//! x\nuse crate::analyze;", 2);
    allows(derive, "fab-derive/src/expand/x.rs", "//! x\nuse crate::analyze::Model;");
}
