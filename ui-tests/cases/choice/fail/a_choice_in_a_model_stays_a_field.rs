//! A wrong choice is one message, also where it is used.

use fab::prelude::*;

#[derive(Clone, Copy, Choice)]
enum State {
    #[choice(tone = "green")]
    Open,
}

#[derive(AdminModel)]
struct Ticket {
    #[admin(key)]
    id: i64,
    state: Option<State>,
}

fn main() {}
