//! Opaque keeps what serde knows, and bytes as bytes.

use fab::prelude::*;

#[derive(serde::Serialize, serde::Deserialize)]
struct GeoPoint {
    latitude: f64,
    longitude: f64,
}

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(opaque)]
    at: GeoPoint,
    #[admin(opaque)]
    past: Vec<GeoPoint>,
    #[admin(opaque)]
    raw: Vec<u8>,
}

fn main() {}
