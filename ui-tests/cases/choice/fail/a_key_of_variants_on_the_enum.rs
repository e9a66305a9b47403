//! Labels belong to variants.

use fab::prelude::*;

#[derive(Clone, Copy, Choice)]
#[choice(label = "State")]
enum State {
    Open,
}

fn main() {}
