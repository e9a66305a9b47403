//! What was ordered, and what was paid?

use fab::mixins::Timestamps;
use fab::prelude::*;

use crate::catalogue::Product;
use crate::people::Customer;

/// How far an order has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum OrderStatus {
    #[choice(tone = "info")]
    Open,
    #[choice(tone = "warning")]
    Packed,
    #[choice(tone = "success")]
    Delivered,
    #[choice(tone = "danger")]
    Cancelled,
}

/// What a customer asked for.
#[derive(AdminModel)]
#[admin(menu = "Sales", icon = "cart", order = "-ordered_at", title(number))]
pub struct Order {
    /// Made by this program, so that the shop can make orders without asking.
    #[admin(key, list = false)]
    pub id: Uuid,
    /// As it stands on the papers.
    #[admin(search, unique, max_length = 20)]
    pub number: String,
    #[admin(filter)]
    pub customer: ForeignKey<Customer>,
    #[admin(filter, default = OrderStatus::Open)]
    pub status: OrderStatus,
    /// When it came in.
    #[admin(filter)]
    pub ordered_at: DateTime<Utc>,
    /// The wish of the customer, in the time of their town.
    pub delivery_slot: Option<NaiveDateTime>,
    /// What delivery costs them.
    pub shipping: Money,
    /// Printed on the parcel.
    #[admin(max_length = 500, widget = "textarea", list = false)]
    pub remarks: Option<String>,
    pub history: Timestamps,
    #[admin(version)]
    pub version: i64,
}

/// One product of an order.
#[derive(AdminModel)]
#[admin(
    menu = "Sales",
    icon = "list-check",
    order = "line_order, position",
    title(position, product)
)]
pub struct OrderLine {
    #[admin(key, label = "Order", column = "order_id")]
    pub line_order: ForeignKey<Order>,
    /// Its place on the paper.
    #[admin(key, min = 1)]
    pub position: i32,
    #[admin(filter)]
    pub product: ForeignKey<Product>,
    #[admin(min = 1, max = 10_000, default = 1)]
    pub quantity: u32,
    /// What was agreed on, which is not always the price of the list.
    pub unit_price: Money,
    /// Whether it has been put into the box.
    #[admin(filter, default = false)]
    pub packed: bool,
}

/// A demand for money.
#[derive(AdminModel)]
#[admin(menu = "Sales", icon = "receipt", order = "-issued")]
pub struct Invoice {
    /// Counted without gaps, as the law wants it; not by the database.
    #[admin(key, add = true)]
    pub number: u32,
    /// Each order has one invoice at most.
    #[admin(unique, column = "order_id")]
    pub of_order: ForeignKey<Order>,
    #[admin(filter)]
    pub issued: NaiveDate,
    #[admin(filter)]
    pub due: NaiveDate,
    pub total: Money,
    /// Whether the money has arrived.
    #[admin(filter, default = false)]
    pub paid: bool,
    /// Reminders that were sent.
    #[admin(min = 0, max = 3, default = 0)]
    pub reminders: i8,
}
