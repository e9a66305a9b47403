//! A typing mistake in what asks for a proof.

use fab::prelude::*;

#[derive(AdminModel)]
#[admin(step_up(revael))]
struct Customer {
    #[admin(key)]
    id: i64,
    name: String,
}

fn main() {}
