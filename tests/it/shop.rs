//! Which models do the tests of pages share? A small shop with a relation, money and a version.

use fab::admin::App;
use fab::models::Condition;
use fab::prelude::*;
use fab::security::RoleSpec;

/// Someone who buys from us.
#[derive(Debug, Clone, PartialEq, AdminModel)]
#[admin(menu = "Sales", order = "name")]
pub(crate) struct Customer {
    #[admin(key)]
    pub(crate) id: i64,
    /// As on the letter box.
    #[admin(search, filter, max_length = 40)]
    pub(crate) name: String,
    #[admin(unique, format = "email")]
    pub(crate) email: Option<String>,
    /// Where they live.
    #[admin(filter, default = "north".to_owned())]
    pub(crate) region: String,
    pub(crate) active: bool,
    /// Never typed in.
    #[admin(add = false, edit = false, default = 0)]
    pub(crate) balance: i64,
}

/// What somebody bought.
#[derive(Debug, Clone, PartialEq, AdminModel)]
#[admin(menu = "Sales", title(number))]
pub(crate) struct Order {
    #[admin(key)]
    pub(crate) id: i64,
    #[admin(unique, search, max_length = 20)]
    pub(crate) number: String,
    #[admin(filter)]
    pub(crate) customer: ForeignKey<Customer>,
    pub(crate) total: Money,
    pub(crate) note: Option<String>,
    #[admin(version)]
    pub(crate) version: i64,
}

/// What may be looked at and nothing else.
#[derive(Debug, Clone, PartialEq, AdminModel)]
#[admin(permissions(list, show))]
pub(crate) struct Report {
    #[admin(key)]
    pub(crate) id: i64,
    #[admin(search, max_length = 40)]
    pub(crate) title: String,
}

/// The shop. Whoever is in `North` sees its own customers; `Reader` only looks; `Clerk` only writes orders.
pub(crate) fn shop() -> App {
    App::new("Shop")
        .model::<Customer>()
        .model::<Order>()
        .model::<Report>()
        .role(RoleSpec::new("North").grant("customer.*").grant("order.*"))
        .role(RoleSpec::new("Reader").grant(Customer::LIST).grant(Customer::SHOW))
        .role(RoleSpec::new("Clerk").grant(Order::ADD).grant(Order::EDIT))
        .policy::<Customer>("North", |_| Condition::eq("region", "north"))
}

pub(crate) fn customer(name: &str, region: &str) -> Customer {
    let (name, region) = (name.to_owned(), region.to_owned());
    Customer { id: 0, name, email: None, region, active: true, balance: 0 }
}

pub(crate) fn order(number: &str, customer: i64) -> Order {
    Order {
        id: 0,
        number: number.to_owned(),
        customer: ForeignKey::new(customer),
        total: "EUR".parse().map(|euro| Money::new(1250, euro)).unwrap(),
        note: None,
        version: 0,
    }
}
