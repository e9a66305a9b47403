//! Do the crates depend on each other as the picture says?

use super::source::workspace;

/// The names in the dependency tables of a manifest.
fn dependencies(manifest: &str) -> Vec<&str> {
    let mut inside = false;
    let mut names = Vec::new();
    for line in manifest.lines() {
        if let Some(table) = line.strip_prefix('[') {
            inside = table.trim_end_matches(']').ends_with("dependencies");
        } else if inside && let Some((name, _)) = line.split_once(['.', '=', ' ']) {
            names.push(name);
        }
    }
    names
}

/// What `manifest` may not name, of what it names.
fn forbidden<'a>(manifest: &'a str, crates: &[&str]) -> Vec<&'a str> {
    dependencies(manifest).into_iter().filter(|name| crates.contains(name)).collect()
}

fn manifest(member: &str) -> String {
    std::fs::read_to_string(workspace().join(member).join("Cargo.toml")).unwrap()
}

#[test]
fn users_of_fab_depend_on_the_facade_only() {
    let mut members = vec!["tests".to_owned(), "ui-tests".to_owned()];
    for example in std::fs::read_dir(workspace().join("examples")).unwrap() {
        let path = example.unwrap().path();
        if path.join("Cargo.toml").exists() {
            members.push(format!("examples/{}", path.file_name().unwrap().to_string_lossy()));
        }
    }
    for member in members {
        let text = manifest(&member);
        let inner = ["fab-runtime", "fab-derive"];
        assert_eq!(forbidden(&text, &inner), [""; 0], "{member}/Cargo.toml");
    }
    assert_eq!(
        forbidden("[dev-dependencies]\nfab-runtime = \"3\"", &["fab-runtime"]),
        ["fab-runtime"]
    );
}

#[test]
fn the_derives_depend_on_no_crate_of_ours() {
    let text = manifest("fab-derive");
    assert_eq!(forbidden(&text, &["fab", "fab-runtime"]), [""; 0]);
    assert_eq!(forbidden("[dependencies]\nfab.workspace = true", &["fab"]), ["fab"]);
}

#[test]
fn the_facade_adds_nothing_of_its_own() {
    let text = manifest("fab");
    let (normal, _) = text.split_once("[dev-dependencies]").unwrap();
    assert_eq!(dependencies(normal), ["fab-derive", "fab-runtime"]);
}
