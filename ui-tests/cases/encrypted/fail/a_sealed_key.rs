//! Rows are addressed by their key.

use fab::prelude::*;

#[derive(AdminModel, Encrypted)]
struct Patient {
    #[admin(key)]
    #[encrypted]
    id: Secret<Uuid>,
}

fn main() {}
