//! Something must stand in the struct.

use fab::prelude::*;

struct GeoPoint;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(skip)]
    at: GeoPoint,
}

fn main() {}
