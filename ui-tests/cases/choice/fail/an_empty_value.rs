//! Something must be stored.

use fab::prelude::*;

#[derive(Clone, Copy, Choice)]
enum State {
    #[choice(value = "")]
    Open,
}

fn main() {}
