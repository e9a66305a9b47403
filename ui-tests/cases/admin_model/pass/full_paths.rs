//! Types may be written in full.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    name: std::string::String,
    note: ::core::option::Option<::std::string::String>,
    at: chrono::DateTime<chrono::Utc>,
}

fn main() {}
