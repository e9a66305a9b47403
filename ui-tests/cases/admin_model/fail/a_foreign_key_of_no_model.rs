//! Only models are referred to.

use fab::prelude::*;

struct Country;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    country: ForeignKey<Country>,
}

fn main() {}
