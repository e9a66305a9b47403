//! Opaque is out of forms.

use fab::prelude::*;

#[derive(AdminModel)]
#[admin(form(name, raw))]
struct Customer {
    #[admin(key)]
    id: i64,
    name: String,
    #[admin(opaque)]
    raw: Vec<u8>,
}

fn main() {}
