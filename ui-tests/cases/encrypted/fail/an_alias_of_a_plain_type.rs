//! The type is asked, never its spelling.

use fab::prelude::*;

#[derive(AdminModel, Encrypted)]
struct Patient {
    #[admin(key)]
    id: i64,
    #[encrypted]
    name: Hidden,
}

#[allow(non_camel_case_types)]
type Hidden = String;

fn main() {}
