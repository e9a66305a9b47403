//! fab may be re-exported under another name.

mod framework {
    pub use fab::*;
}

#[derive(framework::AdminModel)]
#[admin(crate = "crate::framework")]
struct Customer {
    #[admin(key)]
    id: i64,
}

fn main() {}
