//! A UUID is a key.

use fab::prelude::*;
use uuid::Uuid;

#[derive(AdminModel)]
struct Customer {
    #[admin(key, default = Uuid::now_v7())]
    id: Uuid,
    name: String,
}

fn main() {}
