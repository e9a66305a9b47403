//! A rule judges one column.

use fab::prelude::*;

#[derive(FieldType)]
#[field(check = is_positive)]
struct Price(Money);

fn is_positive(_: &Money) -> Result<(), String> {
    Ok(())
}

fn main() {}
