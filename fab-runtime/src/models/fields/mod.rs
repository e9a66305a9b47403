//! Which Rust types are fields out of the box? One file for each family.

mod number;
mod option;
mod scalar;
mod secret;
mod time;
