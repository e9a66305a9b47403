//! Two variants, one text.

use fab::prelude::*;

#[derive(Clone, Copy, Choice)]
enum State {
    Open,
    #[choice(value = "open")]
    Ajar,
}

fn main() {}
