//! Variants become texts.

use fab::prelude::*;

#[derive(Clone, Copy, Choice)]
enum State {
    Open,
    InProgress,
}

fn main() {}
