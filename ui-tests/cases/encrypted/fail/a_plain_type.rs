//! Only secrets are sealed.

use fab::prelude::*;

#[derive(AdminModel, Encrypted)]
struct Patient {
    #[admin(key)]
    id: i64,
    #[encrypted]
    name: String,
    #[encrypted]
    born: Option<NaiveDate>,
}

fn main() {}
