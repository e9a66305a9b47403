//! A model is a struct; an enum is a choice.

use fab::prelude::*;

#[derive(AdminModel)]
enum Customer {
    Private,
    Company,
}

fn main() {}
