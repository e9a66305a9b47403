//! An expansion trips no lint.

#![deny(warnings, missing_docs, clippy::pedantic)]

use fab::prelude::*;

/// Someone who buys from us.
#[derive(Debug, AdminModel)]
pub struct Customer {
    /// The number.
    #[admin(key)]
    pub id: i64,
    /// The state.
    #[admin(default = State::Open)]
    pub state: State,
}

/// Whether it is done.
#[derive(Debug, Clone, Copy, Choice)]
pub enum State {
    /// No.
    Open,
    /// Yes.
    Closed,
}

fn main() {}
