//! A typing mistake.

use fab::prelude::*;

#[derive(Clone, Copy, Choice)]
enum State {
    #[choice(lable = "Open")]
    Open,
}

fn main() {}
