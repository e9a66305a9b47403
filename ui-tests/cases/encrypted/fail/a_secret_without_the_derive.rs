//! A secret needs a derive that seals it.

use fab::prelude::*;

#[derive(AdminModel)]
struct Patient {
    #[admin(key)]
    id: i64,
    name: Secret<String>,
    born: Option<Secret<NaiveDate>>,
}

fn main() {}
