//! There is nothing to choose.

use fab::prelude::*;

#[derive(Clone, Copy, Choice)]
enum State {}

fn main() {}
