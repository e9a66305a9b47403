//! Keywords are columns without r#.

use fab::prelude::*;

#[derive(AdminModel)]
#[admin(list(r#match), order = "match")]
struct r#Struct {
    #[admin(key)]
    r#type: i64,
    r#match: String,
    #[admin(skip)]
    r#fn: bool,
}

fn main() {}
