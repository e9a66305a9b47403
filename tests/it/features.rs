//! What does each feature bring in? Asks cargo, which knows.

use std::collections::BTreeSet;
use std::process::Command;

/// The most crates that a first application is built from.
const QUICKSTART_CRATES: usize = 230;

/// The names and versions of the crates that `package` is built from, with these features.
fn crates(package: &str, features: &[&str]) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .args(["tree", "--offline", "--locked", "--edges=normal,build", "--prefix=none"])
        .args(["--format={p}", "--package", package])
        .args(features)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines()
        .filter(|line| !line.is_empty())
        .map(|line| line.split_whitespace().take(2).collect::<Vec<_>>().join(" "))
        .collect()
}

fn names<'a>(crates: &'a BTreeSet<String>, prefix: &str) -> Vec<&'a str> {
    crates.iter().map(String::as_str).filter(|name| name.starts_with(prefix)).collect()
}

#[test]
fn models_and_widgets_need_neither_a_database_nor_a_server() {
    let crates = crates("fab", &["--no-default-features", "--features=derive,widgets,mixins"]);
    for absent in ["sqlx", "libsqlite3", "poem", "hyper", "tokio", "argon2", "clap"] {
        assert_eq!(names(&crates, absent), [""; 0]);
    }
    assert!(!names(&crates, "fab-derive").is_empty());
}

#[test]
fn a_driver_comes_with_its_feature_only() {
    let absent = |feature: &str, driver: &str| {
        let crates = crates("fab", &["--no-default-features", feature]);
        assert_eq!(names(&crates, driver), [""; 0], "{feature}");
    };
    for driver in ["sqlx-postgres", "sqlx-mysql", "poem "] {
        absent("--features=sqlite", driver);
    }
    for driver in ["sqlx-sqlite", "sqlx-mysql", "poem "] {
        absent("--features=postgres", driver);
    }
    for driver in ["sqlx-sqlite", "sqlx-postgres", "poem "] {
        absent("--features=mysql", driver);
    }
}

#[test]
fn a_first_application_stays_lean() {
    let crates = crates("quickstart", &[]);
    assert!(crates.len() <= QUICKSTART_CRATES, "{} crates: {crates:#?}", crates.len());
    // Each of these would bring a second generation of crates that are there already, or a compiler of C.
    for absent in ["sqlx-macros", "aws-lc", "ring ", "openssl", "rustls", "aes v0.8", "cookie"] {
        assert_eq!(names(&crates, absent), [""; 0]);
    }
}

#[test]
fn guards_around_services_are_cheap_and_ways_out_come_with_their_features() {
    let with = |features: &str| crates("fab", &["--no-default-features", features]);
    let guards = with("--features=services");
    for absent in ["hyper ", "lettre", "rustls", "ring ", "quick-xml"] {
        assert_eq!(names(&guards, absent), [""; 0]);
    }
    assert_eq!(names(&with("--features=email"), "hyper "), [""; 0]);
    for ways in [
        with("--features=sms"),
        with("--features=kms"),
        with("--features=rates"),
        with("--features=email,sms,rates,kms"),
    ] {
        // One implementation of TLS, and one of its ciphers.
        assert_eq!(names(&ways, "rustls ").len(), 1);
        for absent in ["aws-lc", "openssl", "native-tls", "reqwest"] {
            assert_eq!(names(&ways, absent), [""; 0]);
        }
    }
}
