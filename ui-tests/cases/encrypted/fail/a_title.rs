//! Titles stand on every page.

use fab::prelude::*;

#[derive(AdminModel, Encrypted)]
#[admin(title(name))]
struct Patient {
    #[admin(key)]
    id: i64,
    #[encrypted(blind_index)]
    name: Secret<String>,
}

fn main() {}
