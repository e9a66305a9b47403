//! A normaliser makes a text of a text.

use fab::prelude::*;

#[derive(AdminModel, Encrypted)]
struct Patient {
    #[admin(key)]
    id: i64,
    #[encrypted(blind_index, normalize = shorter)]
    one: Secret<String>,
}

fn shorter(text: &str) -> &str {
    text.trim()
}

fn main() {}
