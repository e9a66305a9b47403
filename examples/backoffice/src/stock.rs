//! Where are the goods?

use fab::prelude::*;

use crate::catalogue::Product;

/// A building with shelves.
#[derive(AdminModel)]
#[admin(menu = "Stock", icon = "building", order = "code")]
pub struct Warehouse {
    /// Three capital letters, painted on the gate.
    #[admin(key, search, pattern = "[A-Z]{3}", placeholder = "HAM")]
    pub code: String,
    #[admin(search, max_length = 80)]
    pub name: String,
    #[admin(search, max_length = 80)]
    pub city: String,
    /// Degrees north.
    #[admin(min = -90.0, max = 90.0, list = false)]
    pub latitude: Option<f64>,
    /// Degrees east.
    #[admin(min = -180.0, max = 180.0, list = false)]
    pub longitude: Option<f64>,
    /// Pallets that fit in.
    #[admin(min = 0)]
    pub capacity: u16,
    pub opens: NaiveTime,
    pub closes: NaiveTime,
}

/// How much of a product stands in a warehouse.
#[derive(AdminModel)]
#[admin(menu = "Stock", icon = "boxes", order = "warehouse, product", title(warehouse, product))]
pub struct StockLevel {
    #[admin(key)]
    pub warehouse: ForeignKey<Warehouse>,
    #[admin(key)]
    pub product: ForeignKey<Product>,
    /// Pieces on the shelf; negative while a delivery is being put away.
    #[admin(default = 0)]
    pub quantity: i32,
    /// Below this, more is ordered.
    #[admin(default = 10)]
    pub reorder_at: u32,
    /// The aisle, the rack and the shelf.
    #[admin(pattern = "[A-Z][0-9]{2}-[0-9]{2}", placeholder = "B07-12")]
    pub shelf: Option<String>,
    /// The last time that somebody counted.
    pub counted_at: Option<DateTime<Utc>>,
}
