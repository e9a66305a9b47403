//! Does the code still stand as ARCHITECTURE.md says? Reads the sources and names file and line.
//!
//! Each rule is a function from sources to findings. It is run twice: over the workspace, where it must find
//! nothing, and over a few lines that break it, where it must.

mod confined;
mod expansions;
mod files;
mod manifests;
mod markup;
mod ranks;
mod source;

use source::{Finding, Sources};

/// Fails with every finding on a line of its own.
#[track_caller]
fn nothing(findings: &[Finding]) {
    let lines: Vec<String> = findings.iter().map(Finding::to_string).collect();
    assert!(lines.is_empty(), "\n{}\n", lines.join("\n"));
}

/// Fails unless `rule` finds something at `line` of the one file that is given.
#[track_caller]
fn finds(rule: fn(&Sources) -> Vec<Finding>, path: &str, text: &str, line: usize) {
    let findings = rule(&Sources::of(&[(path, text)]));
    assert!(
        findings.iter().any(|finding| finding.path == path && finding.line == line),
        "nothing found at {path}:{line}, but {findings:?}"
    );
}

/// Fails if `rule` finds anything in the one file that is given.
#[track_caller]
fn allows(rule: fn(&Sources) -> Vec<Finding>, path: &str, text: &str) {
    nothing(&rule(&Sources::of(&[(path, text)])));
}
