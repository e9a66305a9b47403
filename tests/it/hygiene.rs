//! Does an expansion compile wherever a struct can stand?

use fab::models::Model;

mod shadowed {
    //! Everything that an expansion could take from the prelude means something else here.

    #[derive(Debug)]
    pub(super) struct Option;
    #[derive(Debug)]
    pub(super) struct Result;
    #[derive(Debug)]
    pub(super) struct Vec;
    #[derive(Debug)]
    pub(super) struct Some;
    #[derive(Debug)]
    pub(super) struct Ok;
    #[derive(Debug)]
    pub(super) struct FieldType;

    #[derive(Debug, PartialEq, fab::AdminModel)]
    pub(super) struct Customer {
        #[admin(key)]
        pub(super) id: i64,
        #[admin(min = 0, default = 3)]
        pub(super) age: i32,
        #[admin(skip)]
        pub(super) draft: bool,
        pub(super) state: State,
    }

    #[derive(Debug, Clone, Copy, PartialEq, fab::Choice)]
    pub(super) enum State {
        None,
        Some,
    }
}

#[test]
fn a_shadowed_prelude_changes_nothing() {
    let _ = (shadowed::Option, shadowed::Result, shadowed::Vec);
    let _ = (shadowed::Some, shadowed::Ok, shadowed::FieldType);
    let before = shadowed::Customer { id: 1, age: 3, draft: false, state: shadowed::State::Some };
    let after = shadowed::Customer::from_record(before.to_record());
    assert_eq!(after, Ok(before));
    assert_ne!(shadowed::State::None, shadowed::State::Some);
}

#[derive(Debug, PartialEq, fab::AdminModel)]
#[admin(list(r#match), order = "match")]
struct r#Struct {
    #[admin(key)]
    r#type: i64,
    r#match: String,
}

#[test]
fn raw_identifiers_lose_their_mark_in_the_database() {
    let names: Vec<&str> =
        r#Struct::meta().columns().all().iter().map(|column| column.name).collect();
    assert_eq!(names, ["type", "match"]);
    assert_eq!(r#Struct::meta().table, "structs");
    let before = r#Struct { r#type: 1, r#match: "x".to_owned() };
    assert_eq!(r#Struct::from_record(before.to_record()), Ok(before));
}

macro_rules! model {
    ($(#[$doc:meta])* $name:ident, $key:ident: $ty:ty, $text:literal, $age:expr) => {
        $(#[$doc])*
        #[derive(Debug, PartialEq, fab::AdminModel)]
        #[admin(label = $text, order = $text)]
        struct $name {
            #[admin(key)]
            $key: $ty,
            #[admin(default = $age, label = $text, min = $age, max = 10)]
            age: i32,
            parent: Option<fab::models::ForeignKey<Self>>,
        }
    };
}

model!(
    /// Someone who buys from us.
    Customer, number: i64, "age", -5
);

#[test]
fn fragments_of_a_macro_stand_in_attributes_and_types() {
    let meta = Customer::meta();
    assert_eq!((meta.help, meta.label), ("Someone who buys from us.", "age"));
    let age = meta.columns().by_name("age").map(fab::models::Column::default_value);
    assert_eq!(age, Some(fab::models::Value::Int(-5)));
    let before = Customer { number: 1, age: 2, parent: None };
    assert_eq!(Customer::from_record(before.to_record()), Ok(before));
}

#[test]
fn a_model_may_be_local_to_a_function() {
    #[derive(fab::AdminModel)]
    struct Ticket {
        #[admin(key)]
        id: i64,
    }
    let _ = Ticket { id: 1 }.id;
    assert_eq!(Ticket::meta().table, "tickets");
}
