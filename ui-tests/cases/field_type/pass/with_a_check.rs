//! A rule judges the value inside, borrowed as it likes.

use fab::prelude::*;

#[derive(FieldType)]
#[field(check = is_isbn, max_length = 13)]
struct Isbn(String);

fn is_isbn(text: &str) -> Result<(), String> {
    if text.len() == 13 { Ok(()) } else { Err("Enter 13 digits".to_owned()) }
}

#[derive(FieldType)]
#[field(check = rules::is_even)]
struct Even(i32);

mod rules {
    pub fn is_even(number: &i32) -> Result<(), String> {
        if number % 2 == 0 { Ok(()) } else { Err("Enter an even number".to_owned()) }
    }
}

fn main() {}
