//! A text that is named like a secret is sealed, or says why not.

use fab::prelude::*;

#[derive(AdminModel)]
struct Account {
    #[admin(key)]
    id: i64,
    password: String,
    api_token: Option<String>,
    #[admin(search)]
    iban: Name,
}

type Name = String;

fn main() {}
