//! Quick search looks into text.

use fab::prelude::*;

#[derive(AdminModel, Encrypted)]
struct Patient {
    #[admin(key)]
    id: i64,
    #[admin(search)]
    #[encrypted(blind_index)]
    born: Secret<NaiveDate>,
}

fn main() {}
