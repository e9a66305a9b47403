//! Values are texts.

use fab::prelude::*;

#[derive(Clone, Copy, Choice)]
enum State {
    #[choice(value = 1)]
    Open,
}

fn main() {}
