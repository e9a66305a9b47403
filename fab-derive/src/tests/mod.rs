//! What do the derives expand to? Snapshots, compared with checked-in files.
//!
//! `UPDATE_EXPECT=1 cargo test -p fab-derive` writes them anew; read the difference before committing it.

mod expansion;
mod messages;
mod size;

use std::path::Path;

use proc_macro2::TokenStream;
use syn::DeriveInput;

/// An entry point on `proc_macro2`.
type Derive = fn(&DeriveInput) -> TokenStream;

/// The expansion of `input` as a formatted file.
fn expanded(derive: Derive, input: TokenStream) -> String {
    let input = syn::parse2(input).expect("the input is an item");
    let file = syn::parse2(derive(&input)).expect("an expansion is a list of items");
    prettyplease::unparse(&file)
}

/// Compares the expansion of `input` with `src/snapshots/<name>.rs`.
fn check(name: &str, derive: Derive, input: TokenStream) {
    let found = format!("//! Snapshot: {}.\n\n{}", name.replace('_', " "), expanded(derive, input));
    for word in ["async", "cfg", "SELECT", "</", "unsafe"] {
        assert!(!found.contains(word), "{name} contains {word}");
    }
    for path in found.split("::fab").skip(1) {
        assert!(path.starts_with("::__private::"), "{name} names ::fab{path:.40}");
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("src/snapshots/{name}.rs"));
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&path, &found).expect("the snapshot can be written");
        return;
    }
    let wanted = std::fs::read_to_string(&path).expect("the snapshot exists");
    assert_eq!(found, wanted, "bless with UPDATE_EXPECT=1");
}
