//! Are made-up rows allowed by the rules, and believable?

use chrono::{DateTime, NaiveDate, Utc};

use crate::cli::seed::order::parents_first;
use crate::cli::seed::rows::{Parents, Rows};
use crate::models::validate::validate;
use crate::models::{
    BlindIndex, Bound, ColumnType, FieldMeta, FieldType, Format, Kind, ModelMeta, Money, Record,
    SealedField, SealingPlan, TypeMeta, Value, plain_text,
};
use crate::secret::Secret;

const TEXT: TypeMeta = TypeMeta::column(Kind::Text);

const fn refers(target: fn() -> &'static ModelMeta) -> TypeMeta {
    TypeMeta::of(ColumnType::new(Kind::Int).relation(target))
}

static SUPPLIER: ModelMeta = ModelMeta::new(
    "supplier",
    "suppliers",
    "suppliers",
    &[
        FieldMeta::new("id", "Id", <i64 as FieldType>::META).key(true),
        FieldMeta::new("name", "Name", TEXT).unique(true).max_length(40),
        FieldMeta::new("email", "E-mail", TEXT).format(Format::Email),
        FieldMeta::new("website", "Website", TEXT.nullable()).format(Format::Url),
        FieldMeta::new("phone", "Phone", TEXT).format(Format::Tel),
        FieldMeta::new("parent", "Parent", refers(|| &SUPPLIER).nullable()),
    ],
);

static PRODUCT: ModelMeta = ModelMeta::new(
    "product",
    "products",
    "products",
    &[
        FieldMeta::new("sku", "Sku", TEXT).key(true).pattern("[A-Z]{3}-[0-9]{4}"),
        FieldMeta::new("name", "Name", TEXT).max_length(30),
        FieldMeta::new("slug", "Slug", TEXT).format(Format::Slug).unique(true).max_length(24),
        FieldMeta::new("supplier", "Supplier", refers(|| &SUPPLIER)),
        FieldMeta::new("weight", "Weight", TypeMeta::column(Kind::Decimal))
            .scale(3)
            .min(Bound::Text("0.001"))
            .max(Bound::Int(30)),
        FieldMeta::new("stock", "Stock", <u16 as FieldType>::META).max(Bound::Int(3)),
        FieldMeta::new("rating", "Rating", <f64 as FieldType>::META).min(Bound::Int(4)),
        FieldMeta::new("price", "Price", <Money as FieldType>::META).min(Bound::Int(0)),
        FieldMeta::new("list_price", "List price", <Option<Money> as FieldType>::META),
        FieldMeta::new("colour", "Colour", TEXT).format(Format::Color),
        FieldMeta::new("released", "Released", TypeMeta::column(Kind::Date))
            .min(Bound::Text("2024-01-01"))
            .max(Bound::Text("2024-12-31")),
        FieldMeta::new("checked_at", "Checked", TypeMeta::column(Kind::Timestamp)),
        FieldMeta::new("opens", "Opens", TypeMeta::column(Kind::Time)),
        FieldMeta::new("token", "Token", TypeMeta::column(Kind::Uuid)),
        FieldMeta::new("facts", "Facts", TypeMeta::column(Kind::Json)),
        FieldMeta::new("photo", "Photo", TypeMeta::column(Kind::Bytes)),
        FieldMeta::new("active", "Active", TypeMeta::column(Kind::Bool)),
    ],
);

static STOCK: ModelMeta = ModelMeta::new(
    "stock",
    "stocks",
    "stocks",
    &[
        FieldMeta::new("supplier", "Supplier", refers(|| &SUPPLIER)).key(true),
        FieldMeta::new("position", "Position", <i32 as FieldType>::META).key(true),
    ],
);

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_780_000_000, 0).unwrap()
}

fn make(model: &'static ModelMeta, count: usize, parents: &Parents, before: u64) -> Vec<Record> {
    let mut rows = Rows::new(model, 7, before, now());
    (0..count).map(|_| rows.next(parents).unwrap_or_else(|refused| panic!("{refused}"))).collect()
}

fn parents() -> Parents {
    Parents::from([("supplier", (1..=30).map(Value::Int).collect())])
}

#[test]
fn every_made_row_is_allowed_by_its_rules() {
    for model in [&SUPPLIER, &PRODUCT, &STOCK] {
        for mut record in make(model, 300, &parents(), 0) {
            for column in model.columns().all().iter().filter(|column| column.generated) {
                record.set_at(column.index, Value::Int(1));
            }
            validate(&mut record).unwrap_or_else(|wrong| panic!("{}: {wrong}", model.name));
        }
    }
}

#[test]
fn what_must_be_unique_is() {
    for before in [0, 1000] {
        for (model, column) in [(&SUPPLIER, "name"), (&PRODUCT, "slug"), (&PRODUCT, "sku")] {
            let rows = make(model, 2000, &parents(), before);
            let all: std::collections::HashSet<String> = rows
                .iter()
                .filter_map(|row| row.get(column).as_text().map(str::to_owned))
                .collect();
            assert_eq!(all.len(), 2000, "{} {column}", model.name);
        }
    }
    let keys: std::collections::HashSet<String> =
        make(&STOCK, 400, &parents(), 0).iter().map(|row| row.key().to_segment()).collect();
    assert_eq!(keys.len(), 400);
}

#[test]
fn sealed_columns_are_filled_like_any_other() {
    const FIELDS: &[FieldMeta] = &[
        FieldMeta::new("id", "Id", TypeMeta::column(Kind::Int)).key(true),
        FieldMeta::new("email", "E-mail", Secret::<String>::META).format(Format::Email),
        FieldMeta::new("born", "Born", Secret::<NaiveDate>::META),
        FieldMeta::new("passport", "Passport", Secret::<String>::META).max_length(20),
    ];
    const PLAN: &SealingPlan = &SealingPlan::new(
        "patients",
        &[
            SealedField::new("email"),
            SealedField::new("born"),
            SealedField::new("passport").index(BlindIndex::new().unique(true)),
        ],
    );
    static PATIENT: ModelMeta =
        ModelMeta::new("patient", "patients", "patients", FIELDS).sealing(Some(PLAN));
    let rows = make(&PATIENT, 500, &Parents::new(), 0);
    let open = |row: &Record, column: &str| match row.get(column) {
        Value::Sealed(cell) => plain_text(cell.expose().unwrap()),
        other => panic!("{column} is bare: {other:?}"),
    };
    assert!(rows.iter().all(|row| open(row, "email").contains('@')));
    assert!(rows.iter().all(|row| open(row, "born").len() == "2026-01-31".len()));
    let all: std::collections::HashSet<String> =
        rows.iter().map(|row| open(row, "passport")).collect();
    assert_eq!(all.len(), 500);
}

#[test]
fn the_same_number_makes_the_same_rows() {
    assert_eq!(make(&PRODUCT, 20, &parents(), 0), make(&PRODUCT, 20, &parents(), 0));
    assert_ne!(make(&PRODUCT, 20, &parents(), 0), make(&PRODUCT, 20, &parents(), 1));
}

#[test]
fn texts_of_a_row_fit_together() {
    for row in make(&SUPPLIER, 100, &Parents::new(), 0) {
        let name = crate::cli::slug::slug(row.get("name").as_text().unwrap());
        let email = row.get("email").as_text().unwrap();
        assert!(email.ends_with(&format!("@{name}.example")), "{name} {email}");
        assert!(row.get("parent").is_null(), "there is nobody to refer to");
    }
}

#[test]
fn an_optional_group_is_there_together_or_not_at_all() {
    let rows = make(&PRODUCT, 200, &parents(), 0);
    let absent = |row: &&Record| row.get("list_price_amount").is_null();
    assert!(rows.iter().all(|row| absent(&row) == row.get("list_price_currency").is_null()));
    assert!(rows.iter().filter(absent).count() > 10);
}

#[test]
fn a_missing_parent_and_a_full_table_are_said() {
    let mut rows = Rows::new(&PRODUCT, 7, 0, now());
    let refused = rows.next(&Parents::new()).expect_err("there is no supplier");
    assert_eq!(refused.to_string(), "supplier: there is no supplier to refer to");
    let one = Parents::from([("supplier", vec![Value::Int(1)])]);
    let mut rows = Rows::new(&STOCK, 7, 0, now());
    let made = (0..100).take_while(|_| rows.next(&one).is_ok()).count();
    assert!((10..=20).contains(&made), "{made}");
}

#[test]
fn parents_come_first_and_circles_are_entered() {
    static HEN: ModelMeta = ModelMeta::new(
        "hen",
        "hens",
        "hens",
        &[
            FieldMeta::new("id", "Id", <i64 as FieldType>::META).key(true),
            FieldMeta::new("egg", "Egg", refers(|| &EGG).nullable()),
        ],
    );
    static EGG: ModelMeta = ModelMeta::new(
        "egg",
        "eggs",
        "eggs",
        &[
            FieldMeta::new("id", "Id", <i64 as FieldType>::META).key(true),
            FieldMeta::new("hen", "Hen", refers(|| &HEN)),
        ],
    );
    let names = |models: &[&'static ModelMeta]| -> Vec<&str> {
        parents_first(models).iter().map(|model| model.name).collect()
    };
    assert_eq!(names(&[&STOCK, &PRODUCT, &SUPPLIER]), ["supplier", "stock", "product"]);
    assert_eq!(names(&[&EGG, &HEN]), ["hen", "egg"]);
}
