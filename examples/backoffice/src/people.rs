//! Who buys from us, and who works here?

use fab::mixins::Timestamps;
use fab::prelude::*;
use fab::security::User;

/// Where somebody lives or trades.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum Country {
    #[choice(value = "AT")]
    Austria,
    #[choice(value = "BE")]
    Belgium,
    #[choice(value = "CZ")]
    Czechia,
    #[choice(value = "DE")]
    Germany,
    #[choice(value = "DK")]
    Denmark,
    #[choice(value = "FR")]
    France,
    #[choice(value = "GB", label = "United Kingdom")]
    UnitedKingdom,
    #[choice(value = "IT")]
    Italy,
    #[choice(value = "NL")]
    Netherlands,
    #[choice(value = "PL")]
    Poland,
    #[choice(value = "SE")]
    Sweden,
}

/// How well we know a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum Standing {
    #[choice(tone = "info")]
    New,
    #[choice(tone = "neutral")]
    Regular,
    #[choice(tone = "success")]
    Preferred,
    #[choice(label = "On hold", tone = "danger")]
    OnHold,
}

/// Someone who buys from us.
#[derive(AdminModel)]
#[admin(
    menu = "Sales",
    icon = "people",
    order = "name",
    list(name, email, city, country, standing, sales_person, since),
    fieldsets(
        ("Customer", name, email, phone, standing, sales_person),
        ("Address", street, postcode, city, country),
        ("Terms", since, credit_limit, discount, newsletter)
    )
)]
pub struct Customer {
    #[admin(key)]
    pub id: i64,
    /// First name and last name, or the name of the company.
    #[admin(search, max_length = 120)]
    pub name: String,
    /// Invoices go here.
    #[admin(search, unique, format = "email", max_length = 250, label = "E-mail")]
    pub email: String,
    /// For questions about a delivery.
    #[admin(format = "tel", max_length = 40)]
    pub phone: Option<String>,
    #[admin(max_length = 120)]
    pub street: String,
    #[admin(max_length = 12)]
    pub postcode: String,
    #[admin(search, filter, max_length = 80)]
    pub city: String,
    #[admin(filter)]
    pub country: Country,
    #[admin(filter, default = Standing::New)]
    pub standing: Standing,
    /// Who looks after them. People in sales see their own customers only.
    #[admin(filter)]
    pub sales_person: Option<ForeignKey<User>>,
    /// When they first ordered.
    #[admin(filter)]
    pub since: NaiveDate,
    /// What they may owe us.
    pub credit_limit: Option<Money>,
    /// In percent, on every order.
    #[admin(scale = 1, min = 0, max = 25, default = Decimal::ZERO)]
    pub discount: Decimal,
    /// Whether they asked for our letters.
    #[admin(filter, default = false)]
    pub newsletter: bool,
    pub history: Timestamps,
    #[admin(version)]
    pub version: i64,
}

/// What somebody does here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum Department {
    Sales,
    Purchasing,
    Logistics,
    Finance,
    Management,
}

/// Someone who works here.
#[derive(AdminModel, Encrypted)]
#[admin(menu = "Company", icon = "person-badge", order = "last_name, first_name")]
pub struct Employee {
    #[admin(key)]
    pub id: i64,
    #[admin(search, max_length = 80)]
    pub first_name: String,
    #[admin(search, max_length = 80)]
    pub last_name: String,
    #[admin(search, unique, format = "email", max_length = 250, label = "E-mail")]
    pub email: String,
    #[admin(filter)]
    pub department: Department,
    /// Who leads them; nobody leads the owner.
    #[admin(filter)]
    pub manager: Option<ForeignKey<Employee>>,
    /// The first day at work.
    pub hired: NaiveDate,
    /// Only the day and the month are read out.
    #[admin(list = false)]
    pub birthday: Option<NaiveDate>,
    /// When their day begins.
    #[admin(list = false, default = NaiveTime::MIN)]
    pub shift_start: NaiveTime,
    /// Gross, for a month.
    #[admin(list = false, show = false)]
    pub salary: Option<Money>,
    /// Wages go here. Sealed; the list and the page show the end of it.
    #[admin(list = false, max_length = 34, pattern = "[A-Z]{2}[0-9]{2}[0-9A-Z]{8,30}")]
    #[encrypted(mask = "last4")]
    pub bank_account: Secret<String>,
    /// As the tax office writes it. Sealed, and found by the whole number.
    #[admin(list = false, search, max_length = 20, pattern = "[0-9]{11}")]
    #[encrypted(blind_index, normalize = "digits")]
    pub tax_number: Option<Secret<String>>,
    /// Hours in a week.
    #[admin(min = 1, max = 40, default = 40)]
    pub hours: u8,
    #[admin(filter, default = true)]
    pub active: bool,
}
