//! Rows that nobody can delete ask for no proof.

use fab::prelude::*;

#[derive(AdminModel)]
#[admin(permissions(list, show), step_up(show, delete))]
struct Customer {
    #[admin(key)]
    id: i64,
    name: String,
}

fn main() {}
