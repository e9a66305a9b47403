//! Fragments of macros stand in attributes and types.

use fab::prelude::*;

macro_rules! model {
    ($(#[$doc:meta])* $name:ident, $key:ident: $ty:ty, $text:literal, $age:expr) => {
        $(#[$doc])*
        #[derive(AdminModel)]
        #[admin(label = $text, order = $text)]
        struct $name {
            #[admin(key)]
            $key: $ty,
            #[admin(default = $age, label = $text, min = $age, max = 10)]
            age: i32,
            #[admin(default = $text, max_length = 10)]
            name: String,
            parent: Option<ForeignKey<Self>>,
        }
    };
}

model!(
    /// Someone who buys from us.
    Customer, id: i64, "age", -5
);

fn main() {
    assert_eq!(Customer::meta().help, "Someone who buys from us.");
}
