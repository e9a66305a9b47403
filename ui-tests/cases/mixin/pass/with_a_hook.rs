//! A hook rides along.

use fab::prelude::*;

use fab::models::{Change, Hook, Violations};

#[derive(Mixin)]
#[mixin(hook = Lower)]
struct Login {
    name: String,
}

#[derive(Debug)]
struct Lower;

impl Hook for Lower {
    fn before_insert(&self, change: &mut Change<'_>) -> Result<(), Violations> {
        change.set_part("name", "lower");
        Ok(())
    }
}

fn main() {}
