//! Is every piece of markup escaped, or written by us?

use super::source::{Finding, Sources, workspace};
use super::{allows, finds, nothing};

const HOME: &str = "fab-runtime/src/widgets/html.rs";

/// Markup is written by the `Writer`, not by formatting texts.
fn formatted(sources: &Sources) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources.library().filter(|source| source.path != HOME) {
        for (at, token) in source.tokens.iter().enumerate() {
            if !token.literal || !is_markup(&token.text) {
                continue;
            }
            // `format!("..`, `write!(out, "..`, `.push_str("..`: the call is at most four tokens back.
            let before = source.tokens.iter().take(at).rev().take(5);
            let makes_text = |text: &str| {
                matches!(
                    text,
                    "format" | "write" | "writeln" | "push_str" | "concat" | "format_args"
                )
            };
            if before.into_iter().any(|token| makes_text(&token.text)) {
                findings.push(source.finding(token.line, "markup is made by `widgets::Writer`"));
            }
        }
    }
    findings
}

/// Whether a literal holds a tag.
fn is_markup(literal: &str) -> bool {
    let bytes = literal.as_bytes();
    bytes
        .windows(2)
        .any(|pair| pair[0] == b'<' && (pair[1].is_ascii_lowercase() || pair[1] == b'/'))
}

/// Nothing that came from outside becomes `&'static`, so the `Writer` takes no such text for ours.
fn leaked(sources: &Sources) -> Vec<Finding> {
    let mut findings = Vec::new();
    let homes = [
        // The names and labels of a model's columns, put together once from texts of the program.
        "fab-runtime/src/models/columns/open.rs",
        // The names of a database's own types, each kept once; they are only ever written quoted.
        "fab-runtime/src/db/analysis/fit.rs",
    ];
    for source in sources.library().filter(|source| !homes.contains(&source.path.as_str())) {
        let lines = source.find(&["leak", "("]);
        findings.extend(lines.map(|line| source.finding(line, "a leaked text passes for ours")));
    }
    findings
}

/// The two doors between markup and templates, in and out.
const DOORS: [&str; 2] =
    ["fab-runtime/src/admin/pages/frame.rs", "fab-runtime/src/admin/pages/templates.rs"];

/// The doors between markup and templates are used in two files.
fn doors(sources: &Sources) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources.library() {
        if source.path == HOME || DOORS.contains(&source.path.as_str()) {
            continue;
        }
        for door in [["of_template"], ["from_safe_string"]] {
            let lines: Vec<usize> = source.find(&door).collect();
            let lines = lines.into_iter();
            findings
                .extend(lines.map(|line| source.finding(line, "only templates vouch for markup")));
        }
    }
    findings
}

/// Where a template turns escaping off.
fn unescaped(template: &str) -> Option<usize> {
    let signs = ["|safe", "| safe", "autoescape"];
    template.lines().position(|line| signs.iter().any(|sign| line.contains(sign)))
}

#[test]
fn only_the_writer_makes_markup() {
    nothing(&formatted(Sources::all()));
    nothing(&leaked(Sources::all()));
    nothing(&doors(Sources::all()));
    let path = "fab-runtime/src/widgets/x.rs";
    finds(formatted, path, "//! x\nfn f() { format!(\"<b>{x}</b>\") }", 2);
    finds(formatted, path, "//! x\nfn f() { write!(out, \"<b>{x}\") }", 2);
    finds(formatted, path, "//! x\nfn f() { out.push_str(\"</td>\") }", 2);
    finds(leaked, path, "//! x\nfn f() { Box::leak(x) }", 2);
    finds(leaked, path, "//! x\nfn f() { out.raw(text.leak()) }", 2);
    finds(doors, path, "//! x\nfn f() { Html::of_template(text) }", 2);
    allows(formatted, path, "//! x\nfn f() { format!(\"{a} < {b}\") }");
    allows(formatted, path, "//! x\nfn f() { out.raw(\"<b>\") }");
}

#[test]
fn templates_escape_everything() {
    let mut pending = vec![workspace().join("fab-runtime/src/admin/templates")];
    let mut read = 0;
    while let Some(folder) = pending.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                pending.push(path);
            } else if path.extension().is_some_and(|extension| extension != "rs") {
                read += 1;
                let text = std::fs::read_to_string(&path).unwrap();
                assert_eq!(unescaped(&text), None, "{}", path.display());
            }
        }
    }
    assert!(read > 0, "no template was found");
    assert_eq!(unescaped("<p>\n{{ name|safe }}"), Some(1));
}
