//! Structs have fields.

use fab::prelude::*;

#[derive(Encrypted)]
enum Patient {
    One,
}

fn main() {}
