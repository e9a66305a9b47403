//! All keys of the struct.

use fab::prelude::*;

/// Someone who buys from us.
#[derive(AdminModel)]
#[admin(
    table = "clients",
    label = "Client",
    plural = "Clients",
    menu = "Sales",
    icon = "people",
    order = "-since, name",
    page_size = 25,
    title(name),
    list(name, email, since),
    form(name, email),
    show(id, name, email, since),
    fieldsets(("Person", name), ("Contact", email)),
    permissions(list, show, add, edit),
    step_up(edit),
    crate = "::fab"
)]
struct Customer {
    #[admin(key)]
    id: i64,
    name: String,
    email: String,
    since: i64,
}

fn main() {}
