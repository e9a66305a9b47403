//! The type is asked, never its spelling.

use fab::prelude::*;
use fab::secret::Secret as Locked;

type Hidden = Locked<String>;
type Perhaps<T> = Option<Locked<T>>;

/// A newtype around a secret is one.
#[derive(FieldType)]
struct Iban(Hidden);

#[derive(AdminModel, Encrypted)]
struct Patient {
    #[admin(key)]
    id: i64,
    #[encrypted]
    one: Hidden,
    #[encrypted]
    two: Perhaps<NaiveDate>,
    #[encrypted(blind_index)]
    three: Iban,
}

fn main() {
    let columns = Patient::meta().columns();
    assert_eq!(columns.sealed().count(), 3);
    assert!(columns.by_name("two").unwrap().nullable);
}
