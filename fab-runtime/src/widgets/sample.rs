//! Which models do the tests of widgets and pages use? Two that have every kind of field.

use chrono::{DateTime, NaiveDate, NaiveTime};
use rust_decimal::Decimal;
use serde_json::json;
use uuid::Uuid;

use crate::models::{
    BlindIndex, Bound, ChoiceMeta, ColumnType, FieldMeta, FieldType as _, Fieldset, Format, Kind,
    Mask, ModelMeta, Money, OrderMeta, Record, SealedField, SealingPlan, Sensitivity, Tone,
    TypeMeta, Value, WidgetKind,
};
use crate::secret::Secret;

const STATES: &[ChoiceMeta] = &[
    ChoiceMeta { value: "lead", label: "Lead", tone: Tone::Info },
    ChoiceMeta { value: "active", label: "Active", tone: Tone::Success },
    ChoiceMeta { value: "late", label: "Payment late", tone: Tone::Warning },
    ChoiceMeta { value: "blocked", label: "Blocked", tone: Tone::Danger },
    ChoiceMeta { value: "closed", label: "Closed", tone: Tone::Neutral },
];

const fn kind(kind: Kind) -> TypeMeta {
    TypeMeta::column(kind)
}

static EMPLOYEE_FIELDS: &[FieldMeta] = &[
    FieldMeta::new("id", "Id", kind(Kind::Int)).key(true),
    FieldMeta::new("name", "Name", kind(Kind::Text)).max_length(80).search(true),
    FieldMeta::new("email", "E-mail", kind(Kind::Text)).format(Format::Email),
];

static EMPLOYEE: ModelMeta = ModelMeta::new("employee", "employees", "employees", EMPLOYEE_FIELDS)
    .label("Employee")
    .plural("Employees")
    .help("Someone who works here.")
    .icon("person-badge");

static CUSTOMER_FIELDS: &[FieldMeta] = &[
    FieldMeta::new("id", "Id", kind(Kind::Int)).key(true),
    FieldMeta::new("name", "Name", kind(Kind::Text))
        .max_length(120)
        .search(true)
        .filter(true)
        .help("As it stands on invoices."),
    FieldMeta::new("email", "E-mail", kind(Kind::Text))
        .format(Format::Email)
        .search(true)
        .unique(true)
        .placeholder("name@example.com"),
    FieldMeta::new("state", "State", TypeMeta::of(ColumnType::new(Kind::Text).choices(STATES)))
        .filter(true),
    FieldMeta::new(
        "manager",
        "Account manager",
        TypeMeta::of(ColumnType::new(Kind::Int).relation(employee)).nullable(),
    )
    .column("manager_id")
    .filter(true),
    FieldMeta::new("credit", "Credit limit", Money::META)
        .filter(true)
        .help("Beyond it, orders wait for approval."),
    FieldMeta::new(
        "visits",
        "Visits",
        TypeMeta::of(ColumnType::new(Kind::Int).range(0, 0xffff_ffff)),
    )
    .min(Bound::Int(0)),
    FieldMeta::new("discount", "Discount", kind(Kind::Decimal).nullable()).scale(4),
    FieldMeta::new("rating", "Rating", kind(Kind::Float).nullable()).list(false),
    FieldMeta::new("newsletter", "Newsletter", kind(Kind::Bool))
        .filter(true)
        .widget(WidgetKind::Switch),
    FieldMeta::new("vip", "Preferred customer", kind(Kind::Bool).nullable()).list(false),
    FieldMeta::new("since", "Customer since", kind(Kind::Date)).filter(true),
    FieldMeta::new("opens", "Opens at", kind(Kind::Time).nullable()).list(false),
    FieldMeta::new("seen_at", "Last seen", kind(Kind::Timestamp).nullable()).filter(true),
    FieldMeta::new("meeting", "Next meeting", kind(Kind::DateTime).nullable()).list(false),
    FieldMeta::new("website", "Website", kind(Kind::Text).nullable())
        .format(Format::Url)
        .list(false),
    FieldMeta::new("phone", "Telephone", kind(Kind::Text).nullable())
        .format(Format::Tel)
        .list(false),
    FieldMeta::new("color", "Colour", kind(Kind::Text)).format(Format::Color).list(false),
    FieldMeta::new(
        "priority",
        "Priority",
        TypeMeta::of(ColumnType::new(Kind::Text).choices(STATES)).nullable(),
    )
    .widget(WidgetKind::Radio)
    .list(false),
    FieldMeta::new("notes", "Notes", kind(Kind::Text).nullable()).max_length(4000).list(false),
    FieldMeta::new("token", "Reference", kind(Kind::Uuid)).list(false),
    FieldMeta::new("settings", "Settings", kind(Kind::Json).nullable()).list(false),
    FieldMeta::new("logo", "Logo", kind(Kind::Bytes).nullable()).list(false),
    FieldMeta::new("changed_at", "Changed", kind(Kind::Timestamp)).read_only(true).list(false),
    FieldMeta::new("version", "Version", kind(Kind::Int)).version(true),
];

static CUSTOMER: ModelMeta = ModelMeta::new("customer", "customers", "customers", CUSTOMER_FIELDS)
    .label("Customer")
    .plural("Customers")
    .help("Someone who buys from us.")
    .icon("people")
    .order(&[
        OrderMeta { field: "since", descending: true },
        OrderMeta { field: "name", descending: false },
    ])
    .fieldsets(&[
        Fieldset {
            label: "Who",
            fields: &["name", "email", "phone", "website", "state", "manager"],
        },
        Fieldset {
            label: "Terms",
            fields: &["credit", "discount", "newsletter", "vip", "priority"],
        },
    ]);

static PATIENT_FIELDS: &[FieldMeta] = &[
    FieldMeta::new("id", "Id", kind(Kind::Int)).key(true),
    FieldMeta::new("name", "Name", kind(Kind::Text)),
    FieldMeta::new("doctor", "Doctor", TypeMeta::of(ColumnType::new(Kind::Int).relation(employee)))
        .column("doctor_id"),
    FieldMeta::new("insurance_no", "Insurance number", Secret::<String>::META),
    FieldMeta::new("passport", "Passport", Option::<Secret<String>>::META),
    FieldMeta::new("diagnosis", "Diagnosis", Secret::<String>::META).max_length(4000),
    FieldMeta::new("born", "Born", Option::<Secret<NaiveDate>>::META),
    FieldMeta::new("smoker", "Smoker", Secret::<bool>::META),
    FieldMeta::new("state", "State", sealed_state()).widget(WidgetKind::Radio),
    FieldMeta::new("plan", "Plan", Option::<Secret<serde_json::Value>>::META),
    FieldMeta::new("version", "Version", kind(Kind::Int)).version(true),
];

const fn sealed_state() -> TypeMeta {
    let mut column = ColumnType::new(Kind::Text).choices(STATES);
    column.sensitivity = Sensitivity::Sealed;
    TypeMeta::of(column)
}

static PATIENT: ModelMeta = ModelMeta::new("patient", "patients", "patients", PATIENT_FIELDS)
    .label("Patient")
    .plural("Patients")
    .sealing(Some(&SealingPlan::new(
        "patients",
        &[
            SealedField::new("insurance_no").mask(Mask::Last(2)).index(BlindIndex::new()),
            SealedField::new("passport"),
            SealedField::new("diagnosis"),
            SealedField::new("born"),
            SealedField::new("smoker"),
            SealedField::new("state"),
            SealedField::new("plan"),
        ],
    )));

/// A model with sealed fields.
pub(crate) fn patient() -> &'static ModelMeta {
    &PATIENT
}

/// A patient with everything filled in.
pub(crate) fn ill() -> Record {
    let mut record = Record::with_defaults(patient());
    for (column, value) in [
        ("id", Value::from(5_i64)),
        ("name", "Ann".into()),
        ("doctor_id", 7_i64.into()),
        ("insurance_no", "hunter2".into()),
        ("passport", "hunter2".into()),
        ("diagnosis", "hunter2".into()),
        ("born", NaiveDate::from_ymd_opt(2026, 1, 31).into()),
        ("smoker", true.into()),
        ("state", "active".into()),
        ("plan", json!({"hunter2": "hunter2"}).into()),
        ("version", 3_i64.into()),
    ] {
        assert!(record.set(column, value), "{column}");
    }
    record
}

/// A small model that others refer to.
pub(crate) fn employee() -> &'static ModelMeta {
    &EMPLOYEE
}

/// A model with every kind of field.
pub(crate) fn customer() -> &'static ModelMeta {
    &CUSTOMER
}

/// A customer with everything filled in.
pub(crate) fn ann() -> Record {
    let mut record = Record::with_defaults(customer());
    let at = DateTime::from_timestamp(1_780_000_000, 123_456_000).unwrap();
    for (column, value) in [
        ("id", Value::from(42_i64)),
        ("name", "Ann <Lee> & \"Sons\"".into()),
        ("email", "ann@example.com".into()),
        ("state", "active".into()),
        ("manager_id", 7_i64.into()),
        ("credit_amount", 123_450_i64.into()),
        ("credit_currency", "EUR".into()),
        ("visits", 12_345_i64.into()),
        ("discount", Value::Decimal(Decimal::new(-12_345_000, 4))),
        ("rating", 4.5.into()),
        ("newsletter", true.into()),
        ("vip", Value::Null),
        ("since", NaiveDate::from_ymd_opt(2026, 1, 31).into()),
        ("opens", NaiveTime::from_hms_opt(9, 30, 0).into()),
        ("seen_at", at.into()),
        ("meeting", at.naive_utc().into()),
        ("website", "https://example.com/a?b=c&d".into()),
        ("phone", "+44 20 7946 0000".into()),
        ("color", "#2350c9".into()),
        ("notes", "Pays late in summer.\nCall before ten.".into()),
        ("token", Uuid::from_u128(0x67e5_5044_10b1_426f_9247_bb68_0e5f_e0c8).into()),
        ("settings", json!({"theme": "dark", "limits": [1, 2]}).into()),
        ("logo", vec![0_u8; 1536].into()),
        ("changed_at", at.into()),
        ("version", 3_i64.into()),
    ] {
        assert!(record.set(column, value), "{column}");
    }
    record
}
