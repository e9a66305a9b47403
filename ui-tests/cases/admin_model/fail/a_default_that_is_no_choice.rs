//! Choices are stored by their value.

use fab::prelude::*;

#[derive(Clone, Copy, Choice)]
enum State {
    Open,
    Closed,
}

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(default = "opne")]
    state: State,
}

fn main() {}
