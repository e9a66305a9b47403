//! Expansions name nothing of the prelude.

use fab::AdminModel;

struct Option;
struct Result;
struct Vec;
struct Some;
struct None;
struct Ok;
struct Default;
trait FieldType {}
trait Model {}
mod std {}
mod core {}

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(default = 3, min = 0)]
    age: i32,
    #[admin(skip)]
    draft: bool,
}

fn main() {
    let _ = (Option, Result, Vec, Some, None, Ok, Default);
}
