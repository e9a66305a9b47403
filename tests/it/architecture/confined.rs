//! Do sharp tools stay where they belong?

use super::source::{Finding, Source, Sources};
use super::{allows, finds, nothing};

/// Finds the tokens `texts` in library files outside `homes` (a folder ends with `/`).
fn only(sources: &Sources, homes: &[&str], texts: &[&[&str]], message: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources.library() {
        if homes.iter().any(|home| source.path.starts_with(home)) {
            continue;
        }
        for text in texts {
            findings.extend(source.find(text).map(|line| source.finding(line, message)));
        }
    }
    findings
}

fn poem(sources: &Sources) -> Vec<Finding> {
    only(sources, &["fab-runtime/src/admin/"], &[&["poem"]], "only `admin` names poem")
}

fn sqlx(sources: &Sources) -> Vec<Finding> {
    only(sources, &["fab-runtime/src/db/"], &[&["sqlx"]], "only `db` names sqlx")
}

fn sql_text(sources: &Sources) -> Vec<Finding> {
    let message = "only db/exec.rs vouches for SQL text";
    only(sources, &["fab-runtime/src/db/exec.rs"], &[&["AssertSqlSafe"]], message)
}

fn sockets(sources: &Sources) -> Vec<Finding> {
    let homes = [
        "fab-runtime/src/admin/",
        "fab-runtime/src/cli/",
        "fab-runtime/src/services/",
        "fab-runtime/src/testing/",
    ];
    let names: &[&[&str]] =
        &[&["TcpListener"], &["TcpStream"], &["UdpSocket"], &["UnixListener"], &["UnixStream"]];
    only(sources, &homes, names, "only `admin`, `cli`, `services` and `testing` open sockets")
}

fn clock(sources: &Sources) -> Vec<Finding> {
    let reads: &[&[&str]] =
        &[&["SystemTime", ":", ":", "now"], &["Utc", ":", ":", "now"], &["Local", ":", ":", "now"]];
    only(sources, &["fab-runtime/src/clock.rs"], reads, "take a `Clock`: only clock.rs reads it")
}

fn environment(sources: &Sources) -> Vec<Finding> {
    let reads: &[&[&str]] = &[
        &["env", ":", ":", "var"],
        &["env", ":", ":", "vars"],
        &["env", ":", ":", "var_os"],
        &["env", ":", ":", "vars_os"],
    ];
    only(
        sources,
        &["fab-runtime/src/cli/settings"],
        reads,
        "only cli/settings reads the environment",
    )
}

fn panics(sources: &Sources) -> Vec<Finding> {
    let ends: &[&[&str]] = &[
        &[".", "unwrap", "("],
        &[".", "expect", "("],
        &[".", "unwrap_err", "("],
        &[".", "expect_err", "("],
        &["panic", "!"],
        &["unreachable", "!"],
        &["todo", "!"],
        &["unimplemented", "!"],
    ];
    let message = "library code returns errors, it does not panic";
    let mut findings = Vec::new();
    // These functions run in constants that the derive writes: their panics are errors of the compiler.
    let checks = "fab-runtime/src/private/check/";
    for source in sources.library().filter(|source| !source.path.starts_with(checks)) {
        for at in ends.iter().flat_map(|end| source.places(end)) {
            if !in_constant(source, at) {
                findings.push(source.finding(source.tokens[at].line, message));
            }
        }
    }
    findings
}

/// Whether the token at `at` stands in the value of a constant: a panic there is an error of the compiler.
fn in_constant(source: &Source, at: usize) -> bool {
    let mut depth = 0;
    for index in (0..at).rev() {
        let token = &source.tokens[index];
        match token.text.as_str() {
            "}" | ")" | "]" if !token.literal => depth += 1,
            "{" | "(" | "[" if !token.literal => depth = 0.max(depth - 1),
            ";" | "fn" if depth == 0 => return false,
            "const" if depth == 0 => return true,
            _ => {}
        }
    }
    false
}

#[test]
fn only_admin_names_poem() {
    nothing(&poem(Sources::all()));
    finds(poem, "fab-runtime/src/widgets/x.rs", "//! x\nuse poem::Request;", 2);
    finds(poem, "fab/src/x.rs", "//! x\npub use ::poem;", 2);
    allows(poem, "fab-runtime/src/admin/x.rs", "//! x\nuse poem::Request;");
}

#[test]
fn only_db_names_sqlx() {
    nothing(&sqlx(Sources::all()));
    finds(sqlx, "fab-runtime/src/admin/x.rs", "//! x\nfn f() { sqlx::query(\"\"); }", 2);
    allows(sqlx, "fab-runtime/src/admin/x.rs", "//! x\n// as sqlx does");
}

#[test]
fn one_file_vouches_for_sql_text() {
    nothing(&sql_text(Sources::all()));
    finds(sql_text, "fab-runtime/src/db/store.rs", "//! x\nfn f() { AssertSqlSafe(text) }", 2);
    let uses =
        Sources::all().library().filter(|source| source.find(&["AssertSqlSafe"]).count() > 0);
    assert_eq!(uses.count(), 1, "SQL text is vouched for in one file");
}

#[test]
fn only_the_listener_and_services_open_sockets() {
    nothing(&sockets(Sources::all()));
    finds(sockets, "fab-runtime/src/security/x.rs", "//! x\n\nuse std::net::TcpStream;", 3);
}

#[test]
fn only_the_clock_reads_the_clock() {
    nothing(&clock(Sources::all()));
    finds(clock, "fab-runtime/src/db/x.rs", "//! x\nfn f() { chrono::Utc::now(); }", 2);
    finds(clock, "fab-runtime/src/db/x.rs", "//! x\nfn f() { SystemTime::now(); }", 2);
}

#[test]
fn only_the_settings_read_the_environment() {
    nothing(&environment(Sources::all()));
    finds(environment, "fab-runtime/src/admin/x.rs", "//! x\nfn f() { std::env::var(\"X\"); }", 2);
}

#[test]
fn library_code_does_not_panic() {
    nothing(&panics(Sources::all()));
    finds(panics, "fab-derive/src/x.rs", "//! x\nfn f() {\n x.unwrap();\n}", 3);
    finds(panics, "fab-runtime/src/db/x.rs", "//! x\nfn f() { unreachable!() }", 2);
    allows(
        panics,
        "fab-runtime/src/db/x.rs",
        "//! x\n#[cfg(test)]\nmod tests { fn f() { panic!() } }",
    );
    allows(
        panics,
        "fab-runtime/src/db/x.rs",
        "//! x\nconst A: u8 = match B { C => panic!(), _ => 1 };",
    );
    finds(panics, "fab-runtime/src/db/x.rs", "//! x\nconst A: u8 = 1;\nfn f() { panic!() }", 3);
    finds(panics, "fab-runtime/src/db/x.rs", "//! x\nconst fn f() { panic!() }", 2);
    allows(panics, "fab-runtime/src/db/x.rs", "//! x\n#[expect(lint, reason = \"\")]\nfn f() {}");
}
