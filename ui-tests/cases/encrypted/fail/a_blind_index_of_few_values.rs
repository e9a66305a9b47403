//! A hash of few values tells them apart.

use fab::prelude::*;

#[derive(AdminModel, Encrypted)]
struct Patient {
    #[admin(key)]
    id: i64,
    #[encrypted(blind_index)]
    one: Secret<bool>,
    #[encrypted(blind_index)]
    two: Secret<f64>,
    #[encrypted(blind_index)]
    three: Secret<Json>,
    #[encrypted(blind_index)]
    four: Secret<Vec<u8>>,
}

fn main() {}
