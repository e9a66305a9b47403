//! Choices have no bounds.

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
    #[admin(max = 3)]
    state: State,
}

fn main() {}
