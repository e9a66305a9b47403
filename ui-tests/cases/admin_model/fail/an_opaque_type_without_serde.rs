//! Opaque goes through serde.

use fab::prelude::*;

struct GeoPoint;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(opaque)]
    at: GeoPoint,
}

fn main() {}
