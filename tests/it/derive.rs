//! Does a derived struct survive the way to a record and back, whatever its fields are?

use fab::models::{Key, Value};
use fab::prelude::*;

/// A kind of ware.
#[derive(Debug, PartialEq, AdminModel)]
#[admin(order = "name")]
struct Category {
    #[admin(key)]
    id: i64,
    #[admin(search, max_length = 80)]
    name: String,
    parent: Option<ForeignKey<Self>>,
}

#[test]
fn a_model_comes_back_from_its_record() {
    let category = Category { id: 7, name: "Tea".to_owned(), parent: Some(ForeignKey::new(1)) };
    let record = category.to_record();
    assert_eq!(record.get("parent"), &Value::Int(1));
    assert_eq!(category.key(), Key::new(vec![Value::Int(7)]));
    assert_eq!(Category::from_record(record), Ok(category));
}

#[test]
fn names_follow_from_the_struct() {
    let meta = Category::meta();
    assert_eq!((meta.name, meta.table, meta.slug), ("category", "categories", "categories"));
    assert_eq!((meta.label, meta.plural, meta.help), ("Category", "Categories", "A kind of ware."));
}
