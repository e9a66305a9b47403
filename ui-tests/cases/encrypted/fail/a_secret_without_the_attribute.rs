//! Every secret says how it is sealed.

use fab::prelude::*;

#[derive(AdminModel, Encrypted)]
struct Patient {
    #[admin(key)]
    id: i64,
    #[encrypted]
    name: Secret<String>,
    born: Secret<NaiveDate>,
}

fn main() {}
