//! Keywords are values without r#.

use fab::prelude::*;

#[derive(Clone, Copy, Choice)]
#[allow(non_camel_case_types)]
enum State {
    r#type,
    r#match,
}

fn main() {}
