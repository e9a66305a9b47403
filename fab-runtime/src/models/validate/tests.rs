//! Is everything wrong with a record said, each at its column?

use rust_decimal::Decimal;

use crate::models::meta::{ColumnType, FieldMeta, ModelMeta, TypeMeta};
use crate::models::text::parse_kind;
use crate::models::validate::validate;
use crate::models::{Bound, Format, Kind, Record, Value};

const INT8: TypeMeta = TypeMeta::of(ColumnType::new(Kind::Int).range(-128, 127));
const TEXT: TypeMeta = TypeMeta::column(Kind::Text);

const FIELDS: &[FieldMeta] = &[
    FieldMeta::new("id", "Id", TypeMeta::column(Kind::Int)).key(true),
    FieldMeta::new("small", "Small", INT8).min(Bound::Int(0)),
    FieldMeta::new("price", "Price", TypeMeta::column(Kind::Decimal))
        .scale(3)
        .max(Bound::Text("9.5")),
    FieldMeta::new("email", "E-mail", TEXT).format(Format::Email).max_length(20),
    FieldMeta::new("code", "Code", TEXT.nullable()).pattern("[A-Z]{2}|[0-9]+"),
    FieldMeta::new("born", "Born", TypeMeta::column(Kind::Date).nullable())
        .min(Bound::Text("1900-01-01")),
];
static META: ModelMeta = ModelMeta::new("thing", "things", "things", FIELDS);

fn record(set: &[(&str, Value)]) -> Record {
    let mut record = Record::new(&META, Vec::new());
    for (column, value) in [
        ("small", Value::Int(1)),
        ("price", "1".parse::<Decimal>().unwrap().into()),
        ("email", "a@b.c".into()),
    ]
    .iter()
    .chain(set)
    {
        assert!(record.set(column, value.clone()), "{column}");
    }
    record
}

fn codes(set: &[(&str, Value)]) -> Vec<String> {
    match validate(&mut record(set)) {
        Ok(()) => Vec::new(),
        Err(violations) => violations
            .columns()
            .flat_map(|(column, all)| all.iter().map(move |one| format!("{column} {}", one.code())))
            .collect(),
    }
}

#[test]
fn all_violations_are_said_at_once() {
    let empty = validate(&mut Record::new(&META, Vec::new())).unwrap_err();
    let columns: Vec<_> = empty.columns().map(|(column, _)| column).collect();
    assert_eq!(columns, ["email", "price", "small"]);
}

#[test]
fn each_rule_has_its_code() {
    let decimal = |text: &str| Value::Decimal(text.parse().unwrap());
    let date = |text: &str| parse_kind(Kind::Date, text).unwrap();
    for (column, value, wanted) in [
        ("small", Value::Int(127), ""),
        ("small", Value::Int(128), "small range"),
        ("small", Value::Int(-1), "small min"),
        ("price", decimal("9.500"), ""),
        ("price", decimal("9.501"), "price max"),
        ("price", decimal("1.2345"), "price scale"),
        ("price", decimal("-1000000000000000"), "price range"),
        ("email", "no-at.example".into(), "email format"),
        ("email", "a@-b.c".into(), "email format"),
        ("email", "a@b\0.c".into(), "email nul"),
        ("email", "aaaaaaaaaaaaaaaaaaaa@b.c".into(), "email max_length"),
        ("code", "AB".into(), ""),
        ("code", "ABC".into(), "code pattern"),
        ("code", "AB\n".into(), "code pattern"),
        ("code", Value::Null, ""),
        ("born", date("1899-12-31"), "born min"),
        ("born", date("1900-01-01"), ""),
    ] {
        assert_eq!(codes(&[(column, value.clone())]).join(","), wanted, "{column} {value:?}");
    }
}

#[test]
fn decimals_are_brought_to_their_scale() {
    let mut record = record(&[("price", Value::Decimal("1.50000".parse().unwrap()))]);
    validate(&mut record).unwrap();
    assert_eq!(crate::models::plain_text(record.get("price")), "1.500");
}

#[test]
fn a_violation_never_repeats_what_was_typed() {
    let violations = validate(&mut record(&[("email", "hunter2".into())])).unwrap_err();
    assert!(!violations.to_string().contains("hunter2"));
}
