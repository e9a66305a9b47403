//! A model may be local.

use fab::prelude::*;

fn main() {
    #[derive(Clone, Copy, Choice)]
    enum State {
        Open,
    }
    #[derive(AdminModel)]
    struct Ticket {
        #[admin(key)]
        id: i64,
        state: State,
    }
    assert_eq!(Ticket::meta().table, "tickets");
    assert_eq!(State::Open.as_str(), "open");
    let _ = Ticket { id: 1, state: State::Open };
}
