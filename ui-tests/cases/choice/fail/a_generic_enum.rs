//! A choice is a fixed list.

use fab::prelude::*;

#[derive(Clone, Copy, Choice)]
enum State<const N: usize> {
    Open,
}

fn main() {}
