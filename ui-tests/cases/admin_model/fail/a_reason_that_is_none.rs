//! That a text is no secret has a reason.

use fab::prelude::*;

#[derive(AdminModel)]
struct Account {
    #[admin(key)]
    id: i64,
    #[admin(not_secret = "")]
    pin: String,
    #[admin(not_secret)]
    cvv: String,
}

fn main() {}
