//! Does a derived struct survive the way to a record and back, whatever its fields are?

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use fab::mixins::Timestamps;
use fab::models::{Bound, FieldType, Format, Key, Kind, Record, Value, Verb, WidgetKind, validate};
use fab::prelude::*;
use rust_decimal::Decimal;
use uuid::Uuid;

/// A kind of ware.
///
/// This paragraph is for programmers.
#[derive(Debug, Clone, PartialEq, AdminModel)]
#[admin(
    menu = "Shop",
    icon = "tag",
    order = "-name, id",
    page_size = 20,
    title(name),
    list(name, parent),
    show(id, name, parent),
    form(name, parent),
    fieldsets(("Ware", name), ("Tree", parent)),
    permissions(list, show, add)
)]
struct Category {
    #[admin(key)]
    id: i64,
    /// What people call it.
    #[admin(
        search,
        unique,
        max_length = 80,
        pattern = "[A-Z].*",
        placeholder = "Tea",
        column = "title"
    )]
    name: String,
    parent: Option<ForeignKey<Self>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Choice)]
enum Mood {
    #[default]
    Good,
    #[choice(value = "BAD", label = "Not so good", tone = "danger")]
    Bad,
    InBetween,
}

#[derive(Debug, Clone, PartialEq, FieldType)]
#[field(check = is_isbn, max_length = 13)]
struct Isbn(String);

fn is_isbn(text: &str) -> Result<(), String> {
    if text.len() == 13 { Ok(()) } else { Err("Enter 13 digits".to_owned()) }
}

#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
struct GeoPoint {
    latitude: f64,
    longitude: f64,
}

#[derive(Debug, Clone, PartialEq, AdminModel)]
struct Everything {
    #[admin(key)]
    id: i64,
    flag: bool,
    tiny: i8,
    small: i16,
    medium: i32,
    byte: u8,
    word: u16,
    double_word: u32,
    large: u64,
    ratio: f32,
    exact_ratio: f64,
    name: String,
    note: Option<String>,
    #[admin(scale = 4, min = "0.0001", max = 10)]
    price: Decimal,
    #[admin(min = "0001-01-01", widget = "date")]
    day: NaiveDate,
    time: NaiveTime,
    at: DateTime<Utc>,
    local: NaiveDateTime,
    uuid: Uuid,
    extra: serde_json::Value,
    raw: Vec<u8>,
    mood: Mood,
    past_mood: Option<Mood>,
    isbn: Option<Isbn>,
    category: ForeignKey<Category>,
    paid: Money,
    discount: Option<Money>,
    history: Timestamps,
    #[admin(opaque)]
    place: GeoPoint,
    #[admin(opaque)]
    stamp: Vec<u8>,
    #[admin(skip)]
    cache: HashMap<String, Vec<String>>,
    #[admin(version)]
    changes: i64,
}

fn everything() -> Everything {
    let day = NaiveDate::from_ymd_opt(2024, 2, 29).unwrap();
    let time = NaiveTime::from_hms_micro_opt(23, 59, 59, 999_999).unwrap();
    let euro: Currency = "EUR".parse().unwrap();
    Everything {
        id: i64::MIN,
        flag: true,
        tiny: i8::MIN,
        small: i16::MAX,
        medium: i32::MIN,
        byte: u8::MAX,
        word: u16::MAX,
        double_word: u32::MAX,
        large: 1 << 62,
        ratio: 0.5,
        exact_ratio: f64::MAX,
        name: "Zoë 🍵".to_owned(),
        note: None,
        price: Decimal::new(12_345, 4),
        day,
        time,
        at: day.and_time(time).and_utc(),
        local: day.and_time(time),
        uuid: Uuid::max(),
        extra: serde_json::json!({"a": [1, null]}),
        raw: vec![0, 255],
        mood: Mood::Bad,
        past_mood: None,
        isbn: Some(Isbn("9783161484100".to_owned())),
        category: ForeignKey::new(3),
        paid: Money::new(1250, euro),
        discount: None,
        history: Timestamps::default(),
        place: GeoPoint { latitude: 1.5, longitude: -2.5 },
        stamp: vec![7],
        cache: HashMap::new(),
        changes: 4,
    }
}

#[test]
fn every_field_type_comes_back_from_its_record() {
    let before = everything();
    let record = before.to_record();
    assert_eq!(Everything::from_record(record), Ok(before));
}

#[test]
fn fields_become_columns_in_their_order() {
    let names: Vec<&str> =
        Everything::meta().columns().all().iter().map(|column| column.name).collect();
    assert_eq!(
        names.get(24..).unwrap_or_default(),
        [
            "category",
            "paid_amount",
            "paid_currency",
            "discount_amount",
            "discount_currency",
            "created_at",
            "updated_at",
            "place",
            "stamp",
            "changes"
        ]
    );
}

#[test]
fn names_follow_from_the_struct() {
    let meta = Category::meta();
    assert_eq!((meta.name, meta.table, meta.slug), ("category", "categories", "categories"));
    assert_eq!((meta.label, meta.plural, meta.help), ("Category", "Categories", "A kind of ware."));
    assert_eq!(Everything::meta().table, "everythings");
    assert_eq!(Category::LIST.to_string(), "category.list");
}

#[test]
fn attributes_of_the_struct_arrive() {
    let meta = Category::meta();
    assert_eq!((meta.menu, meta.icon, meta.page_size), (Some("Shop"), Some("tag"), 20));
    let order: Vec<(&str, bool)> = meta.order.iter().map(|by| (by.field, by.descending)).collect();
    assert_eq!(order, [("name", true), ("id", false)]);
    assert_eq!(meta.title, ["name"]);
    assert_eq!(meta.list, ["name", "parent"]);
    assert_eq!(meta.form, ["name", "parent"]);
    assert_eq!(meta.show, ["id", "name", "parent"]);
    let sets: Vec<(&str, &[&str])> =
        meta.fieldsets.iter().map(|set| (set.label, set.fields)).collect();
    assert_eq!(sets, [("Ware", ["name"].as_slice()), ("Tree", ["parent"].as_slice())]);
    assert_eq!(meta.verbs, [Verb::List, Verb::Show, Verb::Add]);
}

#[test]
fn attributes_of_fields_arrive() {
    let name = Category::meta().field("name").unwrap();
    assert!(name.search && name.unique && !name.key);
    assert_eq!((name.column, name.max_length), (Some("title"), Some(80)));
    assert_eq!((name.pattern, name.placeholder), (Some("[A-Z].*"), "Tea"));
    assert_eq!((name.label, name.help), ("Name", "What people call it."));
    let price = Everything::meta().field("price").unwrap();
    assert_eq!(price.min, Some(Bound::Text("0.0001")));
    assert_eq!((price.max, price.scale), (Some(Bound::Int(10)), Some(4)));
    let day = Everything::meta().field("day").unwrap();
    assert_eq!((day.widget, day.format), (Some(WidgetKind::Date), Format::Plain));
    assert_eq!(Everything::meta().columns().version().map(|column| column.name), Some("changes"));
}

#[test]
fn a_foreign_key_leads_to_its_model_even_when_that_is_the_same() {
    let columns = Category::meta().columns();
    let (column, target) = columns.relations().next().unwrap();
    assert_eq!((column.name, target.name, column.nullable), ("parent", "category", true));
}

#[derive(Debug, PartialEq, AdminModel)]
struct OrderLine {
    #[admin(key)]
    order: i64,
    #[admin(key)]
    line: i16,
    ware: String,
}

#[test]
fn a_composite_key_is_a_tuple() {
    let key: <OrderLine as Model>::Key = (7_i64, 2_i16);
    let line = OrderLine { order: key.0, line: key.1, ware: "Tea".to_owned() };
    assert_eq!(line.key(), Key::new(vec![Value::Int(7), Value::Int(2)]));
    assert!(OrderLine::meta().columns().all().iter().all(|column| !column.generated));
}

#[derive(Debug, PartialEq, AdminModel)]
struct Defaults {
    #[admin(key, default = Uuid::max())]
    id: Uuid,
    #[admin(default = -5)]
    age: i32,
    #[admin(default = "draft")]
    state: String,
    #[admin(default = true)]
    active: bool,
    #[admin(default = 1)]
    ratio: f64,
    #[admin(default = 2)]
    count: Decimal,
    #[admin(default = "12.50")]
    price: Decimal,
    #[admin(default = "2020-02-29")]
    since: Option<NaiveDate>,
    #[admin(default = "[1]")]
    extra: serde_json::Value,
    #[admin(default = Mood::Bad)]
    mood: Mood,
    #[admin(default = "in_between")]
    past_mood: Option<Mood>,
    #[admin(default = vec![1, 2])]
    raw: Vec<u8>,
    none: Option<String>,
}

#[test]
fn defaults_have_the_kind_of_their_column() {
    assert_eq!(
        Defaults::from_record(Record::with_defaults(Defaults::meta())),
        Ok(Defaults {
            id: Uuid::max(),
            age: -5,
            state: "draft".to_owned(),
            active: true,
            ratio: 1.0,
            count: Decimal::from(2),
            price: Decimal::new(1250, 2),
            since: NaiveDate::from_ymd_opt(2020, 2, 29),
            extra: serde_json::json!([1]),
            mood: Mood::Bad,
            past_mood: Some(Mood::InBetween),
            raw: vec![1, 2],
            none: None,
        })
    );
}

#[test]
fn a_choice_is_stored_by_its_value_and_shown_by_its_label() {
    assert_eq!((Mood::Good.as_str(), Mood::Bad.as_str()), ("good", "BAD"));
    assert_eq!((Mood::InBetween.label(), Mood::Bad.label()), ("In between", "Not so good"));
    assert_eq!(Mood::from_text("in_between"), Some(Mood::InBetween));
    assert_eq!((Mood::from_text("bad"), Mood::default()), (None, Mood::Good));
    assert_eq!(<Mood as FieldType>::META.kind(), Some(Kind::Text));
}

#[test]
fn a_text_that_is_no_choice_is_refused_on_loading() {
    let mut record = everything().to_record();
    assert!(record.set("mood", "purple"));
    let error = Everything::from_record(record).unwrap_err();
    assert_eq!(error.to_string(), "the text is none of the choices");
}

#[test]
fn a_newtype_brings_its_rule_and_its_length() {
    let column = Everything::meta().columns().by_name("isbn").unwrap();
    assert_eq!((column.max_length, column.nullable), (Some(13), true));
    let message = |text: &str| {
        validate::check(column, &Value::from(text))
            .map_err(|violation| violation.message().to_owned())
    };
    assert_eq!(message("9783161484100"), Ok(()));
    assert_eq!(message("978"), Err("Enter 13 digits".to_owned()));
    let mut record = everything().to_record();
    assert!(record.set("isbn", "978"));
    assert_eq!(Everything::from_record(record).unwrap_err().to_string(), "Enter 13 digits");
}

#[test]
fn an_opaque_type_is_json_unless_it_is_a_field_by_itself() {
    let columns = Everything::meta().columns();
    let kind = |name: &str| columns.by_name(name).map(fab::models::Column::kind);
    assert_eq!((kind("place"), kind("stamp")), (Some(Kind::Json), Some(Kind::Bytes)));
    let column = columns.by_name("place").unwrap();
    assert!(!column.search && !column.filter && !column.add && !column.edit);
}

#[test]
fn a_skipped_field_has_no_column_and_comes_back_as_its_default() {
    let mut before = everything();
    before.cache.insert("a".to_owned(), Vec::new());
    assert_eq!(Everything::meta().columns().by_name("cache").map(|column| column.index), None);
    let after = Everything::from_record(before.to_record()).unwrap();
    assert!(after.cache.is_empty());
}
