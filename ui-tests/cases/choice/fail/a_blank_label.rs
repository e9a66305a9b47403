//! Nobody could read it.

use fab::prelude::*;

#[derive(Clone, Copy, Choice)]
enum State {
    #[choice(label = "")]
    Open,
}

fn main() {}
