//! A choice is an enum.

use fab::prelude::*;

#[derive(Clone, Copy, Choice)]
struct State {
    open: bool,
}

fn main() {}
