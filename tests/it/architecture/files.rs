//! Is every file small, and does its first line say what it answers?

use super::source::{Finding, Source, Sources};
use super::{allows, finds, nothing};

const MAX_LINES: usize = 500;

fn introduced(sources: &Sources) -> Vec<Finding> {
    let files = sources.iter().filter(|source| !source.is_snapshot());
    files
        .filter(|source| !source.text.starts_with("//! "))
        .map(|source| source.finding(1, "the first line says what the file answers: `//! ...`"))
        .collect()
}

fn small(sources: &Sources) -> Vec<Finding> {
    let files = sources.iter().filter(|source| !source.is_snapshot());
    files
        .filter(|source| source.text.lines().count() > MAX_LINES)
        .map(|source| source.finding(MAX_LINES + 1, "the file is too long: split it"))
        .collect()
}

/// `cfg(feature)` stands before a module, or before what passes on all of such a module, and nowhere else.
fn features(sources: &Sources) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources.library() {
        for at in 0..source.tokens.len() {
            if let Some(line) = stray_feature(source, at) {
                findings
                    .push(source.finding(line, "`cfg(feature)` stands on lines of modules only"));
            }
        }
    }
    findings
}

/// The line of the word `feature` at `at`, if it is part of a `cfg` that stands before anything but a module.
fn stray_feature(source: &Source, at: usize) -> Option<usize> {
    let text = |index: usize| source.tokens.get(index).map_or("", |token| token.text.as_str());
    if text(at) != "feature" || text(at + 1) != "=" {
        return None;
    }
    let line = source.tokens.get(at)?.line;
    let attribute = (0..at).rev().find(|index| text(*index) == "#")?;
    if (attribute..at).any(|index| text(index) == "cfg_attr") {
        // A lint that is expected in one set of features only changes no code.
        return (!(at..).take(8).any(|index| text(index) == "expect")).then_some(line);
    }
    if !(attribute..at).any(|index| text(index) == "cfg") {
        let is_macro = (0..at).rev().take(8).any(|index| text(index) == "cfg");
        return is_macro.then_some(line);
    }
    let mut index = attribute;
    // Skips attributes and visibility.
    loop {
        match text(index) {
            "#" => index = closing(source, index + 1)? + 1,
            "pub" if text(index + 1) == "(" => index = closing(source, index + 1)? + 1,
            "pub" => index += 1,
            "use" => return (!passes_all_on(source, index)).then_some(line),
            word => return (word != "mod").then_some(line),
        }
    }
}

/// Whether the `use` at `at` is that of a whole module: `use self::module::*;`.
fn passes_all_on(source: &Source, at: usize) -> bool {
    let path = source.tokens.iter().skip(at).take_while(|token| token.text != ";");
    path.last().is_some_and(|token| token.text == "*")
}

/// The index of the bracket that closes the one at `open`.
fn closing(source: &Source, open: usize) -> Option<usize> {
    let mut depth = 0;
    source.tokens.iter().enumerate().skip(open).find_map(|(index, token)| {
        match token.text.as_str() {
            "(" | "[" | "{" if !token.literal => depth += 1,
            ")" | "]" | "}" if !token.literal => depth -= 1,
            _ => {}
        }
        (depth == 0).then_some(index)
    })
}

fn paths(sources: &Sources) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources.library() {
        let up = source.find(&["super", ":", ":", "super"]);
        findings.extend(up.map(|line| source.finding(line, "write `crate::` instead")));
        let globs = source.find(&[":", ":", "*"]);
        findings.extend(globs.map(|line| source.finding(line, "name what is imported")));
    }
    // The facade hands on whole modules; that is its purpose.
    findings.retain(|finding| !finding.path.starts_with("fab/src/"));
    findings
}

#[test]
fn every_file_says_what_it_answers() {
    nothing(&introduced(Sources::all()));
    finds(introduced, "tests/it/x.rs", "use a;\n", 1);
    finds(introduced, "tests/it/x.rs", "// not a doc comment\n", 1);
}

#[test]
fn no_file_is_too_long() {
    nothing(&small(Sources::all()));
    finds(small, "fab/src/x.rs", &"//! x\n".repeat(MAX_LINES + 1), MAX_LINES + 1);
    allows(small, "fab/src/x.rs", &"//! x\n".repeat(MAX_LINES));
}

#[test]
fn features_switch_modules_and_nothing_else() {
    nothing(&features(Sources::all()));
    let path = "fab-runtime/src/x.rs";
    finds(features, path, "//! x\n#[cfg(feature = \"a\")]\npub fn f() {}", 2);
    finds(features, path, "//! x\nfn f() { cfg!(feature = \"a\") }", 2);
    finds(features, path, "//! x\n#[cfg(feature = \"a\")]\n#[doc(hidden)]\npub use a::b;", 2);
    allows(features, path, "//! x\n#[cfg(feature = \"a\")]\n#[doc(hidden)]\npub(crate) mod a;");
    allows(features, path, "//! x\n#[cfg(feature = \"a\")]\npub use self::a::*;");
    finds(features, path, "//! x\n#[cfg_attr(feature = \"a\", derive(Debug))]\nstruct A;", 2);
    allows(features, path, "//! x\n#[cfg_attr(feature = \"a\", expect(dead_code))]\nfn f() {}");
    allows(features, path, "//! x\n#[cfg(not(feature = \"a\"))]\n#[path = \"b.rs\"]\nmod a;");
}

#[test]
fn imports_are_named_from_the_root() {
    nothing(&paths(Sources::all()));
    finds(paths, "fab-runtime/src/db/x.rs", "//! x\nuse super::super::models;", 2);
    finds(paths, "fab-runtime/src/db/x.rs", "//! x\nuse crate::models::*;", 2);
}
