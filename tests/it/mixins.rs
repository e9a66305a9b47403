//! Do groups of columns bring their behaviour into the models that embed them?

use chrono::{DateTime, Utc};
use fab::mixins::Timestamps;
use fab::models::{Actor, Change, Record, Shape, Value};
use fab::prelude::*;

#[derive(Debug, Clone, PartialEq, AdminModel)]
struct Article {
    #[admin(key)]
    id: i64,
    title: String,
    history: Timestamps,
    home: Address,
    work: Option<Address>,
}

#[derive(Debug, Clone, PartialEq, Mixin)]
#[mixin(prefixed)]
struct Address {
    #[mixin(search)]
    street: String,
    #[mixin(column = "zip", max_length = 10, label = "Post code")]
    post_code: Option<String>,
}

fn article() -> Article {
    Article {
        id: 1,
        title: "Tea".to_owned(),
        history: Timestamps::default(),
        home: Address { street: "High Street".to_owned(), post_code: None },
        work: None,
    }
}

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap()
}

/// What the store does with the hook of each group.
fn run(record: &mut Record, old: Option<&Record>, now: DateTime<Utc>) {
    let actor = Actor::default();
    for field in record.model().fields {
        let Shape::Group(group) = field.ty.shape else { continue };
        let Some(hook) = group.hook else { continue };
        let mut change = Change::new(record, old, &actor, now);
        change.field = Some(field.name);
        let done = match old {
            Some(_) => hook.before_update(&mut change),
            None => hook.before_insert(&mut change),
        };
        assert_eq!(done, Ok(()));
    }
}

#[test]
fn timestamps_are_set_when_a_row_is_made() {
    let mut record = article().to_record();
    run(&mut record, None, at(60));
    let made = Article::from_record(record).unwrap();
    assert_eq!(made.history, Timestamps { created_at: at(60), updated_at: at(60) });
}

#[test]
fn the_time_of_making_survives_every_change() {
    let mut old = article().to_record();
    run(&mut old, None, at(60));
    let mut new = article().to_record();
    run(&mut new, Some(&old), at(90));
    let changed = Article::from_record(new).unwrap();
    assert_eq!(changed.history, Timestamps { created_at: at(60), updated_at: at(90) });
}

#[test]
fn nobody_is_asked_for_timestamps() {
    let columns = Article::meta().columns();
    for name in ["created_at", "updated_at"] {
        let column = columns.by_name(name).unwrap();
        assert!(column.read_only && !column.add && !column.edit && column.show, "{name}");
    }
    assert!(columns.form().all(|column| column.field.name != "history"));
    let listed: Vec<&str> = columns.list().map(|column| column.name).collect();
    assert!(listed.contains(&"updated_at") && !listed.contains(&"created_at"));
}

#[test]
fn a_prefixed_group_can_be_embedded_twice() {
    let columns = Article::meta().columns();
    let names: Vec<&str> = columns.all().iter().map(|column| column.name).collect();
    assert_eq!(
        names.get(4..).unwrap_or_default(),
        ["home_street", "home_zip", "work_street", "work_zip"]
    );
    let street = columns.by_name("work_street").unwrap();
    assert!(street.nullable && street.search);
    let zip = columns.by_name("home_zip").unwrap();
    assert_eq!((zip.max_length, zip.nullable), (Some(10), true));
}

#[test]
fn a_group_that_is_absent_is_null_in_every_column() {
    let record = article().to_record();
    assert_eq!((record.get("work_street"), record.get("work_zip")), (&Value::Null, &Value::Null));
    assert_eq!(Article::from_record(record), Ok(article()));
    let mut moved = article();
    moved.work = Some(Address { street: "Low Street".to_owned(), post_code: Some("1".to_owned()) });
    assert_eq!(Article::from_record(moved.to_record()), Ok(moved));
}
