//! Are expansions data? Reads the recorded ones.

use super::source::{Finding, Sources};
use super::{allows, finds, nothing};

fn data_only(sources: &Sources) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources.iter().filter(|source| source.is_snapshot()) {
        for token in &source.tokens {
            let message = if token.literal {
                let text = token.text.to_ascii_uppercase();
                let sql =
                    ["SELECT ", "INSERT INTO", "UPDATE ", "DELETE FROM", "WHERE ", "CREATE TABLE"];
                let html = ["</", "/>", "<DIV", "<INPUT", "<TD", "<SPAN", "<P>"];
                match () {
                    () if sql.iter().any(|word| text.contains(word)) => "no SQL in an expansion",
                    () if html.iter().any(|word| text.contains(word)) => "no HTML in an expansion",
                    () => continue,
                }
            } else {
                match token.text.as_str() {
                    "async" | "await" => "no async in an expansion",
                    "cfg" | "cfg_attr" => "no cfg in an expansion",
                    _ => continue,
                }
            };
            findings.push(source.finding(token.line, message));
        }
    }
    findings
}

/// Paths that begin at our crate go through `__private` and nowhere else.
fn private_names(sources: &Sources) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources.iter().filter(|source| source.is_snapshot()) {
        for window in source.tokens.windows(4) {
            let [root, first, second, name] = window else { continue };
            let ours = matches!(root.text.as_str(), "fab" | "fab_runtime" | "crate");
            if ours && first.text == ":" && second.text == ":" && name.text != "__private" {
                let message = format!("an expansion names `{}`", name.text);
                findings.push(source.finding(name.line, message));
            }
        }
    }
    findings
}

#[test]
fn expansions_hold_data_and_nothing_else() {
    assert!(
        Sources::all().iter().any(super::source::Source::is_snapshot),
        "no expansion is recorded"
    );
    nothing(&data_only(Sources::all()));
    let path = "fab-derive/src/snapshots/x.rs";
    finds(data_only, path, "const A: &str = \"SELECT id FROM a\";", 1);
    finds(data_only, path, "const A: &str =\n\"<td>\";", 2);
    finds(data_only, path, "async fn f() {}", 1);
    finds(data_only, path, "#[cfg(feature = \"x\")] fn f() {}", 1);
}

#[test]
fn expansions_name_only_what_is_private() {
    nothing(&private_names(Sources::all()));
    let path = "fab-derive/src/snapshots/x.rs";
    finds(private_names, path, "use ::fab::models::Model;", 1);
    allows(private_names, path, "use ::fab::__private::model as __fab;");
}
