//! Which columns do sealed fields get, and what becomes of columns that were there before?

use fab::db::keys::Reencryption;
use fab::db::schema::{self, plan};
use fab::db::{Db, DialectKind, KEYS, SealingMode, Update};
use fab::models::{
    BlindIndex, ColumnType, Condition, FieldMeta, Key, Kind, ModelMeta, Scope, SealedField,
    SealingPlan, Sensitivity, Shape, TypeMeta, Value,
};
use fab_tests::databases::each_database;

use super::{Wrapper, inside};

const SEALED: TypeMeta = {
    let mut column = ColumnType::new(Kind::Text);
    column.sensitivity = Sensitivity::Sealed;
    TypeMeta { shape: Shape::Column(column), nullable: false }
};

/// As it was: an account number in the clear, in a column of twenty letters.
static BEFORE: ModelMeta = ModelMeta::new(
    "account",
    "accounts",
    "accounts",
    &[
        FieldMeta::new("id", "Id", TypeMeta::column(Kind::Int)).key(true),
        FieldMeta::new("iban", "IBAN", TypeMeta::column(Kind::Text)).max_length(20),
        FieldMeta::new("limit", "Limit", TypeMeta::column(Kind::Decimal)).scale(2),
    ],
);

/// As it is now: the same column is sealed, and found.
static AFTER: ModelMeta = ModelMeta::new(
    "account",
    "accounts",
    "accounts",
    &[
        FieldMeta::new("id", "Id", TypeMeta::column(Kind::Int)).key(true),
        FieldMeta::new("iban", "IBAN", SEALED).max_length(20),
        FieldMeta::new("limit", "Limit", TypeMeta::column(Kind::Decimal)).scale(2),
    ],
)
.sealing(Some(&SealingPlan::new(
    "account",
    &[SealedField::new("iban").index(BlindIndex::new().unique(true))],
)));

async fn columns_of(db: &Db, model: &'static ModelMeta) -> Vec<(String, String, bool)> {
    let live = schema::live(db).await.unwrap();
    let table = live.table(model.table).unwrap();
    let columns = table.columns.iter().map(|column| {
        let sql_type = column.sql_type.to_lowercase();
        (column.name.clone(), sql_type, table.is_unique(&[&column.name]))
    });
    columns.collect()
}

#[tokio::test]
async fn a_sealed_column_holds_bytes_and_its_blind_index_is_indexed() {
    each_database(|db| async move {
        schema::migrate(&db, &[&AFTER, &KEYS]).await.unwrap();
        let (bytes, hash) = match db.dialect() {
            DialectKind::Sqlite => ("blob", "blob"),
            DialectKind::Postgres => ("bytea", "bytea"),
            DialectKind::MySql => ("longblob", "varbinary(16)"),
        };
        let columns = columns_of(&db, &AFTER).await;
        assert!(columns.contains(&("iban".to_owned(), bytes.to_owned(), false)), "{columns:?}");
        assert!(columns.contains(&("iban_bidx".to_owned(), hash.to_owned(), true)), "{columns:?}");
        let live = schema::live(&db).await.unwrap();
        assert!(plan(&[&AFTER, &KEYS], &live, db.dialect()).is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_column_in_the_clear_is_migrated_where_it_stands() {
    each_database(|db| async move {
        let scope = Scope::system();
        schema::migrate(&db, &[&BEFORE]).await.unwrap();
        let before = fab::db::Store::new(db.clone(), super::clock());
        for iban in ["DE01", "DE02"] {
            let mut record = fab::models::Record::with_defaults(&BEFORE);
            record.set("iban", iban);
            record.set("limit", Value::Decimal("1.00".parse().unwrap()));
            before.insert(&scope, record).await.unwrap();
        }
        let done = schema::migrate(&db, &[&AFTER, &KEYS]).await.unwrap();
        assert!(done.refused.is_empty(), "{:?}", done.refused);
        db.adopt(&[&AFTER]).await.unwrap();
        let wrapper = Wrapper::new();
        let (store, vault) = wrapper.store(&db, SealingMode::Migrating).await;
        for purpose in [fab::crypto::keys::Purpose::Fields, fab::crypto::keys::Purpose::BlindIndex]
        {
            vault.generate(purpose).await.unwrap();
        }
        let rows = store.find(&AFTER, &scope, &Condition::Everything, &[], 9).await.unwrap();
        assert_eq!(inside(&rows[0], "iban"), Value::from("DE01"));
        let go_on = |_: &_, _: &_| std::ops::ControlFlow::Continue(());
        let done = vault.reencrypt(&[&AFTER], Reencryption::default(), go_on).await.unwrap();
        assert_eq!((done.plain, done.failed.len()), (2, 0));
        let text = kept_text(&db).await;
        assert!(text.iter().all(|text| text.starts_with("fab1:")), "{text:?}");
        // Read, found, changed and rotated in the form of its table.
        let (store, vault) = wrapper.store(&db, SealingMode::Strict).await;
        let change = Update::new(&AFTER).set("iban", "DE03");
        store.update(&scope, &Key::new(vec![Value::Int(1)]), change).await.unwrap();
        vault.rotate(fab::crypto::keys::Purpose::Fields).await.unwrap();
        let done = vault.reencrypt(&[&AFTER], Reencryption::default(), go_on).await.unwrap();
        assert_eq!((done.sealed, done.failed.len()), (2, 0));
        let condition = Condition::eq("iban", "DE03");
        let rows = store.find(&AFTER, &scope, &condition, &[], 9).await.unwrap();
        assert_eq!(inside(&rows[0], "iban"), Value::from("DE03"));
        assert!(kept_text(&db).await.iter().all(|text| text.starts_with("fab1:")));
    })
    .await;
}

async fn kept_text(db: &Db) -> Vec<String> {
    let mut writer = db.writer();
    writer.push("SELECT ").ident("iban").push(" FROM ").ident("accounts");
    let rows = db.fetch(writer.finish(&[Kind::Text])).await.unwrap();
    rows.iter().flatten().map(|value| value.as_text().unwrap().to_owned()).collect()
}

/// The limit is sealed as well: a number, in which no ciphertext fits.
static NUMBER: ModelMeta = ModelMeta::new(
    "account",
    "accounts",
    "accounts",
    &[
        FieldMeta::new("id", "Id", TypeMeta::column(Kind::Int)).key(true),
        FieldMeta::new("iban", "IBAN", TypeMeta::column(Kind::Text)).max_length(20),
        FieldMeta::new("limit", "Limit", TypeMeta { shape: NUMBER_SHAPE, nullable: false })
            .scale(2),
    ],
)
.sealing(Some(&SealingPlan::new("account", &[SealedField::new("limit")])));

const NUMBER_SHAPE: Shape = {
    let mut column = ColumnType::new(Kind::Decimal);
    column.sensitivity = Sensitivity::Sealed;
    Shape::Column(column)
};

#[tokio::test]
async fn a_number_is_written_out_by_a_person_first_and_then_migrated() {
    each_database(|db| async move {
        let scope = Scope::system();
        schema::migrate(&db, &[&BEFORE]).await.unwrap();
        let before = fab::db::Store::new(db.clone(), super::clock());
        let mut record = fab::models::Record::with_defaults(&BEFORE);
        record.set("iban", "DE01");
        record.set("limit", Value::Decimal("1234.50".parse().unwrap()));
        before.insert(&scope, record).await.unwrap();
        let done = schema::migrate(&db, &[&NUMBER, &KEYS]).await.unwrap();
        assert_eq!(done.refused.len(), 1, "{:?}", done.refused);
        assert!(
            done.refused[0].reason.contains("no ciphertext fits"),
            "{}",
            done.refused[0].reason
        );
        for sql in done.refused[0].sql.clone() {
            let sql: &'static str = Box::leak(sql.into_boxed_str());
            db.execute(db.writer().push(sql).finish(&[])).await.unwrap();
        }
        let live = schema::live(&db).await.unwrap();
        let left = plan(&[&NUMBER, &KEYS], &live, db.dialect());
        assert!(left.is_empty(), "{left}");
        db.adopt(&[&NUMBER]).await.unwrap();
        let (store, vault) = Wrapper::new().store(&db, SealingMode::Migrating).await;
        for purpose in [fab::crypto::keys::Purpose::Fields, fab::crypto::keys::Purpose::BlindIndex]
        {
            vault.generate(purpose).await.unwrap();
        }
        let go_on = |_: &_, _: &_| std::ops::ControlFlow::Continue(());
        let done = vault.reencrypt(&[&NUMBER], Reencryption::default(), go_on).await.unwrap();
        assert_eq!((done.plain, done.failed.len()), (1, 0), "{:?}", done.failed);
        let rows = store.find(&NUMBER, &scope, &Condition::Everything, &[], 9).await.unwrap();
        assert_eq!(inside(&rows[0], "limit"), Value::Decimal("1234.50".parse().unwrap()));
    })
    .await;
}
