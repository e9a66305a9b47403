//! Default and Debug are left alone.

use fab::prelude::*;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Choice)]
enum State {
    #[default]
    Open,
    Closed = 7,
}

fn main() {}
