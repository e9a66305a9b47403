//! Models may refer to each other and to themselves.

use fab::prelude::*;

#[derive(AdminModel)]
struct Employee {
    #[admin(key)]
    id: i64,
    manager: Option<ForeignKey<Self>>,
    deputy: Option<ForeignKey<Employee>>,
    #[admin(filter)]
    department: ForeignKey<Department>,
}

#[derive(AdminModel)]
struct Department {
    #[admin(key)]
    code: String,
    head: Option<ForeignKey<Employee>>,
}

fn main() {}
