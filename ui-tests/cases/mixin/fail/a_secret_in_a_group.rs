//! Plans know the fields of models only.

use fab::prelude::*;

#[derive(Mixin)]
struct Address {
    street: Secret<String>,
}

fn main() {}
