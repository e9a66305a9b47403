//! Your own types say what they are.

use fab::prelude::*;

struct GeoPoint {
    latitude: f64,
    longitude: f64,
}

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    at: GeoPoint,
}

fn main() {}
