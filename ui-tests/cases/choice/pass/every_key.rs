//! All keys of a variant.

use fab::prelude::*;

#[derive(Clone, Copy, Choice)]
#[choice(crate = "::fab")]
enum State {
    #[choice(value = "OPEN", label = "Not done", tone = "warning")]
    Open,
    #[choice(tone = "success")]
    Done,
    #[choice(tone = "danger")]
    Lost,
    #[choice(tone = "info")]
    Seen,
    #[choice(tone = "neutral")]
    New,
}

fn main() {}
