//! The back office of a wholesaler: what it buys, stores and sells, and to whom.
//!
//! `cargo run -p backoffice` makes a SQLite file, fills it with made-up rows and prints a link for the first
//! administrator. `FAB_DATABASE_URL=postgres://..` or `mysql://..` uses another database.
#![expect(
    missing_docs,
    missing_debug_implementations,
    reason = "doc comments are help texts here: they stand where people need help"
)]

pub mod actions;
pub mod catalogue;
pub mod hooks;
pub mod notes;
pub mod people;
pub mod sales;
pub mod stock;

use fab::prelude::*;
use fab::security::RoleSpec;

use crate::catalogue::{Category, Product, Supplier};
use crate::notes::{Document, Note};
use crate::people::{Customer, Employee};
use crate::sales::{Invoice, Order, OrderLine};
use crate::stock::{StockLevel, Warehouse};

/// Sells: sees their own customers, and every order.
const SALES: &str = "Sales";
/// Looks after the shelves.
const STOREKEEPER: &str = "Storekeeper";
/// Sees the figures and changes nothing.
const AUDITOR: &str = "Auditor";

/// Hires people, and knows what they are called.
const PERSONNEL: &str = "Personnel";
/// Pays people: sees bank accounts and tax numbers, each time on record.
const PAYROLL: &str = "Payroll";

/// The site: its models, its roles, its rules.
pub fn app() -> fab::App {
    fab::App::new("Back office")
        .demo_rows(120)
        .model::<Customer>()
        .model::<Order>()
        .model::<OrderLine>()
        .model::<Invoice>()
        .model::<Product>()
        .model::<Category>()
        .model::<Supplier>()
        .model::<Warehouse>()
        .model::<StockLevel>()
        .model::<Employee>()
        .model::<Note>()
        .model::<Document>()
        .hook::<Order>(hooks::Deliverable)
        .action::<Order>(actions::deliver())
        .action::<Invoice>(actions::remind())
        .hook::<Supplier>(hooks::CapitalVatNumber)
        .role(
            RoleSpec::new(SALES)
                .about("Looks after customers and their orders")
                .grant("customer.*")
                .grant("order.*")
                .grant("order_line.*")
                .grant("note.*")
                .grant(Product::LIST)
                .grant(Product::SHOW),
        )
        .role(
            RoleSpec::new(STOREKEEPER)
                .about("Looks after the shelves")
                .grant("warehouse.*")
                .grant("stock_level.*")
                .grant(Product::LIST)
                .grant(Product::SHOW)
                .grant(Product::EDIT),
        )
        .role(RoleSpec::new(AUDITOR).about("Sees everything").grant("*.list").grant("*.show"))
        .role(
            RoleSpec::new(PERSONNEL)
                .about("Hires people; sees no bank account")
                .grant(Employee::LIST)
                .grant(Employee::SHOW)
                .grant(Employee::ADD)
                .grant(Employee::EDIT)
                .grant(Employee::EXPORT),
        )
        .role(
            RoleSpec::new(PAYROLL)
                .about("Pays people; sees bank accounts and tax numbers, on record")
                .grant(Employee::LIST)
                .grant(Employee::SHOW)
                .grant(Employee::REVEAL),
        )
        .policy::<Customer>(SALES, |actor| Condition::eq("sales_person", actor.id.map(|id| id.0)))
}
