//! What is bought and sold?

use fab::mixins::Timestamps;
use fab::prelude::*;

/// Somebody we buy from.
#[derive(AdminModel)]
#[admin(menu = "Catalogue", icon = "truck", order = "name")]
pub struct Supplier {
    /// Made by the database.
    #[admin(key)]
    pub id: i64,
    /// The registered name of the company.
    #[admin(search, unique, max_length = 120)]
    pub name: String,
    /// Where orders are sent to.
    #[admin(search, format = "email", max_length = 250, label = "E-mail")]
    pub email: String,
    /// With the country code, as it stands on their letters.
    #[admin(format = "tel", max_length = 40)]
    pub phone: Option<String>,
    /// Their own page.
    #[admin(format = "url", max_length = 250, list = false)]
    pub website: Option<String>,
    /// Two letters for the country, then digits.
    #[admin(label = "VAT number", placeholder = "DE123456789", list = false)]
    pub vat: Option<VatNumber>,
    /// From 1, poor, to 5, excellent.
    #[admin(filter, min = 1, max = 5)]
    pub rating: u8,
    /// What we owe them before they stop delivering.
    #[admin(list = false)]
    pub credit_limit: Option<Money>,
    pub history: Timestamps,
}

/// A European VAT number: two letters for the country, then 8 to 12 letters or digits.
#[derive(Debug, Clone, PartialEq, Eq, FieldType)]
#[field(check = vat_number, max_length = 14)]
pub struct VatNumber(pub String);

fn vat_number(text: &str) -> Result<(), String> {
    let fine = matches!(text.len(), 10..=14)
        && text.bytes().take(2).all(|letter| letter.is_ascii_alphabetic())
        && text.bytes().skip(2).all(|letter| letter.is_ascii_alphanumeric());
    if fine {
        return Ok(());
    }
    Err("Enter two letters for the country and 8 to 12 digits, for example DE123456789".to_owned())
}

/// A shelf of the catalogue; categories can stand inside others.
#[derive(AdminModel)]
#[admin(menu = "Catalogue", icon = "tags", plural = "Categories", order = "position, name")]
pub struct Category {
    #[admin(key)]
    pub id: i64,
    /// As customers read it.
    #[admin(search, max_length = 80)]
    pub name: String,
    /// The last part of its address in the shop.
    #[admin(format = "slug", unique, max_length = 80)]
    pub slug: String,
    /// The category that this one stands inside of.
    #[admin(filter)]
    pub parent: Option<ForeignKey<Category>>,
    /// Where it stands among its neighbours; the smallest first.
    #[admin(default = 0)]
    pub position: i16,
    /// The colour of its label in the shop.
    #[admin(format = "color")]
    pub color: Option<String>,
    /// Whether customers see it.
    #[admin(filter, default = true)]
    pub visible: bool,
}

/// How a product is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum ProductStatus {
    #[choice(tone = "neutral")]
    Draft,
    #[choice(label = "On sale", tone = "success")]
    OnSale,
    #[choice(label = "Sold out", tone = "warning")]
    SoldOut,
    #[choice(tone = "danger")]
    Discontinued,
}

/// Something we sell.
#[derive(AdminModel)]
#[admin(
    menu = "Catalogue",
    icon = "box-seam",
    order = "name",
    list(sku, name, category, price, status, weight, updated_on),
    fieldsets(
        ("Product", sku, name, category, supplier, status, description),
        ("Price", price, purchase_price, vat_rate),
        ("Parcel", weight, length_cm, energy, attributes, photo),
        ("Dates", released, updated_on)
    )
)]
pub struct Product {
    /// The stock keeping unit: three letters and five digits.
    #[admin(key, search, pattern = "[A-Z]{3}-[0-9]{5}", placeholder = "LMP-00042", label = "SKU")]
    pub sku: String,
    #[admin(search, max_length = 120)]
    pub name: String,
    #[admin(filter)]
    pub category: ForeignKey<Category>,
    /// Who delivers it to us; nobody, if we make it ourselves.
    #[admin(filter)]
    pub supplier: Option<ForeignKey<Supplier>>,
    #[admin(filter, default = ProductStatus::Draft)]
    pub status: ProductStatus,
    /// What customers read. Markdown.
    #[admin(format = "markdown", list = false)]
    pub description: Option<String>,
    /// What customers pay, VAT included.
    pub price: Money,
    /// What we pay.
    pub purchase_price: Option<Money>,
    /// In percent.
    #[admin(label = "VAT rate", scale = 1, min = 0, max = 30, default = Decimal::new(190, 1))]
    pub vat_rate: Decimal,
    /// In kilograms, with the box.
    #[admin(scale = 3, min = "0.001", max = 500)]
    pub weight: Decimal,
    /// The longest side in centimetres.
    #[admin(label = "Length (cm)", min = 0.1)]
    pub length_cm: Option<f32>,
    /// Watts in use, for lamps and machines.
    #[admin(min = 0)]
    pub energy: Option<f64>,
    /// Whatever else the shop shows.
    pub attributes: Option<Json>,
    /// A small picture, put there by the importer.
    pub photo: Option<Vec<u8>>,
    /// When it could first be bought.
    #[admin(filter)]
    pub released: Option<NaiveDate>,
    /// The day of the last change of price or text.
    pub updated_on: NaiveDate,
    /// Counts the changes, so that nobody overwrites somebody else's.
    #[admin(version)]
    pub version: i64,
}
