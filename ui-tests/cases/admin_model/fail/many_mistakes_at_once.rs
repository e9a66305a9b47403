//! Everything is said in one compile.

use fab::prelude::*;

#[derive(AdminModel)]
#[admin(menu = 5, list(nmae), page_size = 0)]
struct Customer {
    id: i64,
    #[admin(serch, max_length = "5")]
    name: String,
    #[admin(unique, index, format = "mail")]
    email: String,
    #[admin(skip, filter)]
    draft: String,
}

fn main() {}
