//! One text is stored, nothing else.

use fab::prelude::*;

#[derive(Clone, Copy, Choice)]
enum State {
    Open,
    Closed { reason: i64 },
}

fn main() {}
