//! A text that is named like a secret says why it is none, or is none.

use fab::prelude::*;

#[derive(AdminModel)]
struct Account {
    #[admin(key)]
    id: i64,
    #[admin(not_secret = "printed on every invoice", max_length = 34)]
    iban: String,
    token_count: i64,
    token: Uuid,
    pin: Option<i32>,
    password_hint: String,
    opinion: String,
    cvv: State,
}

#[derive(Debug, Clone, Copy, Choice)]
enum State {
    Open,
    Closed,
}

fn main() {}
