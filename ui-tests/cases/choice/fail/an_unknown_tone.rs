//! Tones have names.

use fab::prelude::*;

#[derive(Clone, Copy, Choice)]
enum State {
    #[choice(tone = "sucess")]
    Open,
}

fn main() {}
