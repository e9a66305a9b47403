//! Which site does the browser visit? A shop that has a bit of everything.

use fab::admin::{Action, App};
use fab::db::Selection;
use fab::prelude::*;

/// A kind of ware.
#[derive(Debug, AdminModel)]
#[admin(order = "name", menu = "Catalogue", icon = "boxes")]
pub(crate) struct Category {
    #[admin(key)]
    pub(crate) id: i64,
    #[admin(search, unique, max_length = 80)]
    pub(crate) name: String,
    pub(crate) parent: Option<ForeignKey<Self>>,
}

/// How a product is sold.
#[derive(Debug, Clone, Copy, Choice)]
pub(crate) enum State {
    Draft,
    OnSale,
    Retired,
}

/// Something on the shelf.
#[derive(Debug, AdminModel)]
#[admin(order = "name", menu = "Catalogue", icon = "cart", page_size = 10)]
pub(crate) struct Product {
    #[admin(key)]
    pub(crate) id: i64,
    #[admin(search, max_length = 120)]
    pub(crate) name: String,
    /// Printed on the box.
    #[admin(unique, max_length = 20, pattern = "[A-Z]{3}-[0-9]{3}")]
    pub(crate) sku: String,
    #[admin(filter)]
    pub(crate) category: ForeignKey<Category>,
    #[admin(filter)]
    pub(crate) state: State,
    pub(crate) price: Money,
    #[admin(min = 0)]
    pub(crate) stock: i32,
    pub(crate) weight: Option<f64>,
    #[admin(filter)]
    pub(crate) active: bool,
    #[admin(filter)]
    pub(crate) since: NaiveDate,
    pub(crate) seen_at: Option<DateTime<Utc>>,
    #[admin(format = "markdown")]
    pub(crate) notes: Option<String>,
    pub(crate) extra: Option<Json>,
    #[admin(version)]
    pub(crate) revision: i64,
}

/// Someone who buys from us.
#[derive(Debug, AdminModel)]
#[admin(order = "name", menu = "Sales", icon = "people")]
pub(crate) struct Customer {
    #[admin(key)]
    pub(crate) id: Uuid,
    #[admin(search, max_length = 120)]
    pub(crate) name: String,
    #[admin(search, unique, format = "email")]
    pub(crate) email: String,
    pub(crate) homepage: Option<String>,
}

/// Where money goes.
#[derive(AdminModel, Encrypted)]
#[admin(menu = "Sales", icon = "safe")]
pub(crate) struct Account {
    #[admin(key)]
    pub(crate) id: i64,
    #[admin(search, max_length = 120)]
    pub(crate) holder: String,
    #[admin(label = "Account number")]
    #[encrypted(mask = "last4")]
    pub(crate) iban: Secret<String>,
    #[encrypted]
    pub(crate) terms: Option<Secret<Json>>,
}

/// The site.
pub(crate) fn app() -> App {
    App::new("Corner shop")
        .model::<Product>()
        .model::<Category>()
        .model::<Customer>()
        .model::<Account>()
        .action::<Product>(
            Action::new("retire", "Retire", async |products: Selection| {
                let retire = |product: &mut Product| {
                    product.state = State::Retired;
                    Ok(())
                };
                Ok(products.update::<Product>(retire).await?.into())
            })
            .question("Nobody can buy them any more.")
            .icon("archive"),
        )
}

/// An account whose number and terms are sealed.
pub(crate) fn account() -> Account {
    Account {
        id: 0,
        holder: "Ann Lee".to_owned(),
        iban: Secret::new("AT611904300234573201".to_owned()),
        terms: Some(Secret::new(serde_json::json!({ "days": 30, "note": "by the month" }))),
    }
}

/// A category of that name.
pub(crate) fn category(name: &str) -> Category {
    Category { id: 0, name: name.to_owned(), parent: None }
}

/// The product of that number, in the category of that key.
pub(crate) fn product(number: i32, category: i64) -> Product {
    Product {
        id: 0,
        name: format!("Lantern {number:02}"),
        sku: format!("LAN-{number:03}"),
        category: ForeignKey::new(category),
        state: if number % 2 == 0 { State::OnSale } else { State::Draft },
        price: Money::new(i64::from(number) * 250, "EUR".parse().unwrap()),
        stock: 100 - number,
        weight: Some(f64::from(number) / 4.0),
        active: true,
        since: NaiveDate::from_ymd_opt(2024, 1, 31).unwrap_or_default(),
        seen_at: DateTime::from_timestamp(1_700_000_000, 0),
        notes: Some("Burns **all night**.".to_owned()),
        extra: None,
        revision: 1,
    }
}
