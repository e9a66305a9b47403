//! Does an expansion trip a lint of its user? Compiled under everything that people deny.
#![deny(warnings, missing_docs, clippy::all, clippy::pedantic)]
#![deny(
    unused_qualifications,
    unreachable_pub,
    missing_debug_implementations,
    elided_lifetimes_in_paths,
    clippy::absolute_paths,
    clippy::allow_attributes,
    clippy::allow_attributes_without_reason,
    clippy::indexing_slicing,
    clippy::missing_inline_in_public_items,
    clippy::str_to_string,
    clippy::unwrap_used
)]

use chrono::NaiveDate;
use fab::mixins::Timestamps;
use fab::models::{ForeignKey, Model as _};
use fab::{AdminModel, Choice, FieldType, Mixin};

/// Someone who buys from us.
#[derive(Debug, Clone, AdminModel)]
#[admin(order = "-since, name", list(name, since, state))]
struct Customer {
    #[admin(key)]
    id: i64,
    /// What people call them.
    #[admin(search, max_length = 80, default = "Nobody")]
    name: String,
    #[admin(default = NaiveDate::MIN)]
    since: NaiveDate,
    #[admin(default = State::Open)]
    state: State,
    #[admin(opaque)]
    raw: Vec<u8>,
    #[admin(skip)]
    draft: bool,
    code: Code,
    home: Address,
    parent: Option<ForeignKey<Self>>,
    history: Timestamps,
}

/// Whether it is done.
#[derive(Debug, Clone, Copy, Choice)]
enum State {
    /// No.
    Open,
    /// Yes.
    Closed,
}

/// A short text.
#[derive(Debug, Clone, FieldType)]
#[field(check = is_short)]
struct Code(String);

fn is_short(text: &str) -> Result<(), String> {
    if text.len() < 5 { Ok(()) } else { Err("Shorten this".into()) }
}

/// Where someone lives.
#[derive(Debug, Clone, Mixin)]
#[mixin(prefixed)]
struct Address {
    /// Without the number.
    street: String,
}

#[test]
fn an_expansion_trips_no_lint_of_its_user() {
    let customer = Customer {
        id: 1,
        name: "Ann".into(),
        since: NaiveDate::MIN,
        state: State::Closed,
        raw: Vec::new(),
        draft: true,
        code: Code("abc".into()),
        home: Address { street: "High Street".into() },
        parent: None,
        history: Timestamps::default(),
    };
    assert!(customer.draft && customer.raw.is_empty() && customer.parent.is_none());
    let back = Customer::from_record(customer.to_record());
    assert!(back.is_ok_and(|back| {
        matches!(back.state, State::Closed)
            && back.id == 1
            && back.code.0 == "abc"
            && back.home.street == "High Street"
            && back.name == "Ann"
            && back.since == NaiveDate::MIN
            && back.history == customer.history
    }));
    assert!(!matches!(customer.state, State::Open));
}
