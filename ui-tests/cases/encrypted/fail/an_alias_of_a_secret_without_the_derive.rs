//! The type is asked, never its spelling.

use fab::prelude::*;

#[derive(AdminModel)]
struct Patient {
    #[admin(key)]
    id: i64,
    name: Hidden,
}

type Hidden = Secret<String>;

fn main() {}
