//! Fields become columns.

use fab::prelude::*;

#[derive(Mixin)]
struct Address {
    street: String,
    #[mixin(max_length = 10, pattern = "[0-9]+", search, label = "Post code")]
    zip: String,
    note: Option<String>,
}

fn main() {}
