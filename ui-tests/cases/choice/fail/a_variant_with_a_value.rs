//! One text is stored, nothing else.

use fab::prelude::*;

#[derive(Clone, Copy, Choice)]
enum State {
    Open,
    Closed(i64),
}

fn main() {}
