//! An enum is a choice.

use fab::prelude::*;

#[derive(FieldType)]
enum State {
    Open,
}

fn main() {}
