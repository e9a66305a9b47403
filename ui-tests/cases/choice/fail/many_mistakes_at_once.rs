//! Everything is said in one compile.

use fab::prelude::*;

#[derive(Clone, Copy, Choice)]
enum State {
    #[choice(tone = "green")]
    Open(bool),
    #[choice(value = "open", colour = "red")]
    Closed,
}

fn main() {}
