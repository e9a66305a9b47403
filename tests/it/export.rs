//! Does an exported file hold exactly the rows of the list, each value in a form that programs read?

use fab::App;
use fab::admin::SiteOptions;
use fab::models::{
    ColumnType, FieldType, Kind, LoadError, Record, Scope, Sensitivity, TypeMeta, Value, Values,
};
use fab::prelude::*;
use fab::testing::TestDb;
use fab_tests::client::Answer;
use fab_tests::databases::each_database;
use fab_tests::site::Served;

use crate::shop::{customer, order, shop};

const CANARY: &str = "canary-77b1c2";

/// A text that belongs to the program alone.
#[derive(Debug, PartialEq)]
struct Hidden(String);

impl FieldType for Hidden {
    const META: TypeMeta = TypeMeta::of(ColumnType {
        sensitivity: Sensitivity::Secret,
        ..ColumnType::new(Kind::Text)
    });

    fn store(&self, out: &mut Vec<Value>) {
        out.push(Value::Text(self.0.clone()));
    }

    fn load(values: &mut Values<'_>) -> Result<Self, LoadError> {
        String::load(values).map(Self)
    }
}

/// Something with a value of every family.
#[derive(Debug, AdminModel)]
#[admin(title(name))]
struct Parcel {
    #[admin(key)]
    id: i64,
    #[admin(search, filter)]
    name: String,
    seed: Hidden,
    #[admin(list = false, show = false)]
    internal: String,
    inside: Option<ForeignKey<Self>>,
    #[admin(filter)]
    price: Option<Money>,
    #[admin(scale = 3)]
    weight: Decimal,
    change: i64,
    fragile: bool,
    sent: Option<DateTime<Utc>>,
    day: NaiveDate,
    notes: Option<Json>,
    photo: Option<Vec<u8>>,
}

fn parcel(name: &str) -> Parcel {
    Parcel {
        id: 0,
        name: name.to_owned(),
        seed: Hidden(CANARY.to_owned()),
        internal: "not for pages".to_owned(),
        inside: None,
        price: None,
        weight: Decimal::new(1500, 3),
        change: -3,
        fragile: false,
        sent: None,
        day: NaiveDate::from_ymd_opt(2026, 2, 3).unwrap(),
        notes: None,
        photo: None,
    }
}

/// The fields of each line, by the rules of RFC 4180.
fn records(text: &str) -> Vec<Vec<String>> {
    let mut records = vec![vec![String::new()]];
    let (mut inside, mut letters) = (false, text.chars().peekable());
    while let Some(letter) = letters.next() {
        let record = records.last_mut().unwrap();
        match letter {
            '"' if inside && letters.peek() == Some(&'"') => {
                record.last_mut().unwrap().push('"');
                letters.next();
            }
            '"' => inside = !inside,
            ',' if !inside => record.push(String::new()),
            '\r' if !inside => assert_eq!(letters.peek(), Some(&'\n'), "a lone carriage return"),
            '\n' if !inside => records.push(vec![String::new()]),
            letter => record.last_mut().unwrap().push(letter),
        }
    }
    assert_eq!(records.pop(), Some(vec![String::new()]), "the last line has no end");
    records
}

#[track_caller]
fn column(answer: &Answer, name: &str) -> Vec<String> {
    assert_eq!(answer.status, 200, "{}", answer.body);
    let records = records(&answer.body);
    let place = records[0].iter().position(|found| found == name);
    let place = place.unwrap_or_else(|| panic!("no {name} in {:?}", records[0]));
    records[1..].iter().map(|record| record[place].clone()).collect()
}

/// One parcel inside another.
async fn add_parcels(site: &Served) {
    let (store, all) = (site.security.store(), Scope::system());
    let box_ = store.add(&all, &parcel("=1+1, \"Ü\"\r\n2")).await.unwrap();
    let full = Parcel {
        inside: Some(ForeignKey::new(box_.id)),
        price: Some(Money::new(-123_450, "EUR".parse().unwrap())),
        fragile: true,
        sent: "2026-01-31T12:30:00.5Z".parse().ok(),
        notes: Some(serde_json::json!({"a": [1, "x"]})),
        photo: Some(vec![1, 2, 3]),
        ..parcel("+49 30")
    };
    store.add(&all, &full).await.unwrap();
}

#[tokio::test]
async fn every_value_is_written_so_that_a_program_reads_it() {
    each_database(|db| async move {
        let site = Served::start(&App::new("Parcels").model::<Parcel>(), &db).await;
        add_parcels(&site).await;
        let mut client = site.administrator().await;

        let csv = client.get("/parcels/export/csv").await;
        assert_eq!(csv.status, 200, "{}", csv.body);
        assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8; header=present"));
        let disposition = csv.header("content-disposition").unwrap().to_owned();
        assert!(disposition.starts_with("attachment; filename=\"parcels-20"), "{disposition}");
        assert!(disposition.ends_with(".csv\""), "{disposition}");
        let wanted = [
            vec![
                "id",
                "name",
                "inside",
                "inside.title",
                "price_amount",
                "price_currency",
                "weight",
                "change",
                "fragile",
                "sent",
                "day",
                "notes",
            ],
            vec![
                "1",
                "'=1+1, \"Ü\"\r\n2",
                "",
                "",
                "",
                "",
                "1.500",
                "-3",
                "false",
                "",
                "2026-02-03",
                "",
            ],
            vec![
                "2",
                "'+49 30",
                "1",
                "'=1+1, \"Ü\"\r\n2",
                "-1234.50",
                "EUR",
                "1.500",
                "-3",
                "true",
                "2026-01-31T12:30:00.500Z",
                "2026-02-03",
                "{\"a\":[1,\"x\"]}",
            ],
        ];
        assert_eq!(records(&csv.body), wanted);

        let lines = client.get("/parcels/export/jsonl?q=49").await;
        assert!(lines.header("content-disposition").unwrap().ends_with(".jsonl\""));
        let row: serde_json::Value = serde_json::from_str(&lines.body).unwrap();
        let wanted = serde_json::json!({
            "id": 2, "name": "+49 30", "inside": 1, "inside.title": "=1+1, \"Ü\"\r\n2",
            "price_amount": "-1234.50", "price_currency": "EUR", "weight": "1.500", "change": -3,
            "fragile": true, "sent": "2026-01-31T12:30:00.500Z", "day": "2026-02-03",
            "notes": {"a": [1, "x"]},
        });
        assert_eq!(row, wanted);

        for body in [csv.body, lines.body, client.get("/parcels/export").await.body] {
            assert!(!body.contains(CANARY) && !body.contains("seed"), "{body}");
            assert!(!body.contains("not for pages") && !body.contains("internal"), "{body}");
        }
        assert_eq!(client.get("/parcels/export/exe").await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn all_pages_are_exported_each_row_once_and_in_order() {
    each_database(|db| async move {
        let site = Served::start(&shop(), &db).await;
        let store = site.security.store();
        let names: Vec<String> =
            (0..2_500).map(|number| format!("C {:04}", (number * 7) % 2_500)).collect();
        let records: Vec<Record> =
            names.iter().map(|name| customer(name, "north").to_record()).collect();
        store.insert_many(&Scope::system(), records).await.unwrap();
        let mut client = site.administrator().await;

        let page = client.get("/customers/export").await;
        assert!(page.body.contains("<strong>2,500 customers</strong>"), "{}", page.body);
        let mut sorted = names.clone();
        sorted.sort();
        let before = store.db().statement_count();
        let file = client.get("/customers/export/csv?page=3&size=10").await;
        let statements = store.db().statement_count() - before;
        assert_eq!(column(&file, "name"), sorted);
        // The session, the count, six batches, the last one empty, and the entry of the audit log.
        assert!(statements <= 12, "{statements} statements");
        sorted.reverse();
        let file = client.get("/customers/export/csv?sort=-name&after=xyz").await;
        assert_eq!(column(&file, "name"), sorted);
        let file = client.get("/customers/export/jsonl?sort=region,-name").await;
        let found: Vec<String> = file
            .body
            .lines()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
            .map(|row| row["name"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(found.len(), 2_500);
        assert_eq!(client.get("/customers").await.status, 200, "the connection still works");
    })
    .await;
}

#[tokio::test]
async fn money_is_filtered_in_major_units_of_every_currency() {
    each_database(|db| async move {
        let site = Served::start(&App::new("Parcels").model::<Parcel>(), &db).await;
        let (store, all) = (site.security.store(), Scope::system());
        for (name, amount, code) in
            [("a", 1250, "EUR"), ("b", 1249, "EUR"), ("c", 13, "JPY"), ("d", 12_501, "BHD")]
        {
            let price = Some(Money::new(amount, code.parse().unwrap()));
            store.add(&all, &Parcel { price, ..parcel(name) }).await.unwrap();
        }
        store.add(&all, &parcel("none")).await.unwrap();
        let mut client = site.administrator().await;
        for (query, wanted) in [
            ("ge=12.50", &["a", "c", "d"][..]),
            ("le=12.50", &["a", "b"]),
            ("eq=12.5", &["a"]),
            ("ne=12.5", &["b", "c", "d", "none"]),
            ("ge=12+eur", &["a", "b"]),
        ] {
            let file = client.get(&format!("/parcels/export/csv?f.price_amount.{query}")).await;
            assert_eq!(column(&file, "name"), wanted, "{query}");
        }
        let list = client.get("/parcels?f.price_amount.ge=12.50").await;
        assert!(list.body.contains("Price from 12.50"), "{}", list.body);
        assert!(!list.body.contains("cents"), "{}", list.body);
    })
    .await;
}

/// Two customers in the north, one in the south, each with an order.
async fn open(db: &TestDb, options: SiteOptions) -> Served {
    let site = Served::start_with(&shop(), db, options).await;
    let (store, all) = (site.security.store(), Scope::system());
    for (name, region, number) in
        [("Ann", "north", "N-1"), ("Sue", "south", "S-1"), ("Bob", "north", "N-2")]
    {
        let customer = store.add(&all, &customer(name, region)).await.unwrap();
        store.add(&all, &order(number, customer.id)).await.unwrap();
    }
    site
}

#[tokio::test]
async fn a_file_holds_what_the_list_holds_for_who_asks() {
    each_database(|db| async move {
        let site = open(&db, SiteOptions::default()).await;
        let mut anna = site.administrator().await;
        let mut nora = site.person("nora", &["North"]).await;
        let all = anna.get("/customers/export/csv").await;
        assert_eq!(column(&all, "name"), ["Ann", "Bob", "Sue"]);
        let filtered = anna.get("/customers/export/csv?f.region.eq=south").await;
        assert_eq!(column(&filtered, "name"), ["Sue"]);
        let searched = anna.get("/customers/export/csv?q=bo").await;
        assert_eq!(column(&searched, "name"), ["Bob"]);
        let hers = nora.get("/customers/export/csv?f.region.ne=x").await;
        assert_eq!(column(&hers, "name"), ["Ann", "Bob"]);
        // A customer outside her scope has a key in her orders, and no title.
        let orders = nora.get("/orders/export/csv").await;
        assert_eq!(column(&orders, "customer.title"), ["Ann", "", "Bob"]);

        let list = anna.get("/customers?q=an&sort=-name&page=1").await;
        let link = "href=\"/customers/export?q=an&amp;sort=-name\"";
        assert!(list.body.contains(link), "{}", list.body);
        let page = anna.get("/customers/export?q=an&sort=-name").await;
        let link = "href=\"/customers/export/csv?q=an&amp;sort=-name\"";
        assert!(page.body.contains(link), "{}", page.body);
        assert!(page.body.contains("<strong>1 customer</strong>"), "{}", page.body);
    })
    .await;
}

#[tokio::test]
async fn a_filter_that_cannot_be_read_and_too_many_rows_make_no_file() {
    each_database(|db| async move {
        let mut options = SiteOptions::default();
        options.limits.export_rows = 2;
        let site = open(&db, options).await;
        let mut anna = site.administrator().await;
        let page = anna.get("/customers/export").await;
        assert!(page.body.contains("more rows than a file may have: 2."), "{}", page.body);
        assert!(!page.body.contains("/customers/export/csv"), "{}", page.body);
        let refused = anna.get("/customers/export/csv").await;
        assert_eq!(refused.status, 422);
        assert!(!refused.body.contains("Ann,"), "{}", refused.body);
        assert_eq!(column(&anna.get("/customers/export/csv?q=n").await, "name"), ["Ann"]);
        let refused = anna.get("/orders/export/csv?f.customer.eq=nobody").await;
        assert_eq!(refused.status, 422, "{}", refused.body);
        assert!(refused.body.contains("A filter cannot be read"), "{}", refused.body);
    })
    .await;
}

#[tokio::test]
async fn without_the_permission_there_is_no_file_and_no_link() {
    let db = TestDb::sqlite().await.unwrap();
    let site = open(&db, SiteOptions::default()).await;
    let mut reader = site.person("rita", &["Reader"]).await;
    assert!(!reader.get("/customers").await.body.contains("/export"));
    for path in ["/customers/export", "/customers/export/csv"] {
        let answer = reader.get(path).await;
        assert_eq!(answer.status, 403, "{path}");
        assert!(!answer.body.contains("Ann"), "{}", answer.body);
    }
    let mut anna = site.administrator().await;
    // A model that does not know the verb has no such page at all.
    assert_eq!(anna.get("/reports/export/csv").await.status, 404);
}
