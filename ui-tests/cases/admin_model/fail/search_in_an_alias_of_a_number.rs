//! An alias is what it stands for.

use fab::prelude::*;

type Age = i32;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(search)]
    age: Age,
}

fn main() {}
