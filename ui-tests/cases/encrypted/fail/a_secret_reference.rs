//! References are not sealed.

use fab::prelude::*;

#[derive(AdminModel, Encrypted)]
struct Patient {
    #[admin(key)]
    id: i64,
    #[encrypted]
    doctor: Secret<ForeignKey<Patient>>,
}

fn main() {}
