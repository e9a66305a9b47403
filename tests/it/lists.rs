//! Does a list show the same rows in the same order, however it is paged, on every database?

use std::sync::Arc;

use fab::clock::SystemClock;
use fab::db::schema::migrate;
use fab::db::{Db, Page, Store, Total};
use fab::models::{Key, ListState, OrderBy, Paging, Record, Value};
use fab::prelude::*;
use fab_tests::databases::each_database;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;

/// What articles are about.
#[derive(Debug, Clone, PartialEq, AdminModel)]
struct Topic {
    #[admin(key)]
    id: i64,
    #[admin(max_length = 40)]
    name: String,
}

/// Something to read.
#[derive(Debug, Clone, PartialEq, AdminModel)]
#[admin(order = "-rank, title")]
struct Article {
    #[admin(key)]
    id: i64,
    #[admin(search, filter, max_length = 80)]
    title: String,
    #[admin(search, filter)]
    body: Option<String>,
    #[admin(filter)]
    rank: Option<i64>,
    #[admin(filter)]
    weight: Option<f64>,
    #[admin(filter)]
    published: Option<DateTime<Utc>>,
    topic: Option<ForeignKey<Topic>>,
    second_topic: Option<ForeignKey<Topic>>,
}

const EMPTY: Article = Article {
    id: 0,
    title: String::new(),
    body: None,
    rank: None,
    weight: None,
    published: None,
    topic: None,
    second_topic: None,
};

async fn store(db: &Db) -> Store {
    migrate(db, &[Topic::meta(), Article::meta()]).await.unwrap();
    Store::new(db.clone(), Arc::new(SystemClock))
}

async fn page(store: &Store, query: &[(&str, &str)]) -> Page {
    let state = ListState::parse(Article::meta(), query.iter().copied());
    store.page(Article::meta(), &Scope::system(), &state, &Condition::Everything).await.unwrap()
}

fn titles(page: &Page) -> Vec<&str> {
    page.rows.iter().map(|row| row.record.get("title").as_text().unwrap()).collect()
}

async fn add(store: &Store, articles: impl IntoIterator<Item = Article>) {
    let records: Vec<Record> = articles.into_iter().map(|article| article.to_record()).collect();
    store.insert_many(&Scope::system(), records).await.unwrap();
}

fn titled(title: &str) -> Article {
    Article { title: title.to_owned(), ..EMPTY }
}

fn keys(page: &Page) -> Vec<Key> {
    page.rows.iter().map(|row| row.record.key()).collect()
}

/// Walks the list by its cursors, forwards to the end and then back to the start.
async fn walk(store: &Store, order: &[OrderBy], size: u16) -> (Vec<Key>, Vec<Key>) {
    let scope = Scope::system();
    let mut state = ListState::new(Article::meta());
    state.order = order.to_vec();
    state.size = size;
    let mut forward = Vec::new();
    let mut page =
        store.page(Article::meta(), &scope, &state, &Condition::Everything).await.unwrap();
    loop {
        forward.extend(keys(&page));
        let Some(next) = page.next.clone() else { break };
        state.paging = Paging::After(next);
        page = store.page(Article::meta(), &scope, &state, &Condition::Everything).await.unwrap();
        assert!(forward.len() < 1000, "the list goes round in circles");
    }
    state.paging = Paging::Last;
    let mut page =
        store.page(Article::meta(), &scope, &state, &Condition::Everything).await.unwrap();
    let mut backward: Vec<Key> = Vec::new();
    loop {
        let mut rows = keys(&page);
        rows.append(&mut backward);
        backward = rows;
        let Some(previous) = page.previous.clone() else { break };
        state.paging = Paging::Before(previous);
        page = store.page(Article::meta(), &scope, &state, &Condition::Everything).await.unwrap();
        assert!(backward.len() < 1000, "the list goes round in circles");
    }
    (forward, backward)
}

fn articles() -> impl Strategy<Value = Vec<Article>> {
    let article = (
        "[a-c]{1,2}",
        proptest::option::of("[a-b]"),
        proptest::option::of(-2..3_i64),
        proptest::option::of((-3..3_i32).prop_map(|eighths| f64::from(eighths) / 8.0)),
        proptest::option::of(
            (0..3_i64).prop_map(|day| DateTime::from_timestamp(day * 86_400, 123_456_000).unwrap()),
        ),
    );
    let article = article.prop_map(|(title, body, rank, weight, published)| Article {
        title,
        body,
        rank,
        weight,
        published,
        ..EMPTY
    });
    proptest::collection::vec(article, 40)
}

#[tokio::test]
async fn cursors_visit_every_row_once_in_the_order_of_the_whole_list() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let rows = articles().new_tree(&mut runner).unwrap().current();
    each_database(move |db| {
        let rows = rows.clone();
        async move {
            let store = store(&db).await;
            add(&store, rows).await;
            let orders: &[&[(&'static str, bool)]] = &[
                &[],
                &[("rank", false)],
                &[("rank", true)],
                &[("title", false)],
                &[("rank", true), ("title", false)],
                &[("body", false), ("rank", true), ("weight", false)],
                &[("published", true), ("weight", false), ("title", true)],
                &[("weight", true), ("id", false)],
                &[("id", true)],
            ];
            for order in orders {
                let order: Vec<OrderBy> = order
                    .iter()
                    .map(|(column, descending)| OrderBy { column, descending: *descending })
                    .collect();
                let scope = Scope::system();
                let all = store
                    .find(Article::meta(), &scope, &Condition::Everything, &order, 999)
                    .await
                    .unwrap();
                let all: Vec<Key> = all.iter().map(Record::key).collect();
                for size in [1, 7, 40] {
                    let (forward, backward) = walk(&store, &order, size).await;
                    assert_eq!(forward, all, "{order:?} forward by {size}");
                    assert_eq!(backward, all, "{order:?} backward by {size}");
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn empty_values_stand_last_whichever_way_the_list_is_ordered() {
    each_database(|db| async move {
        let store = store(&db).await;
        let ranked = |title: &str, rank| Article { rank, ..titled(title) };
        add(&store, [ranked("none", None), ranked("one", Some(1)), ranked("two", Some(2))]).await;
        assert_eq!(titles(&page(&store, &[("sort", "rank")]).await), ["one", "two", "none"]);
        assert_eq!(titles(&page(&store, &[("sort", "-rank")]).await), ["two", "one", "none"]);
        // The model's own order.
        assert_eq!(titles(&page(&store, &[]).await), ["two", "one", "none"]);
    })
    .await;
}

#[tokio::test]
async fn numbered_pages_deep_in_the_list_show_the_rows_that_belong_there() {
    each_database(|db| async move {
        let store = store(&db).await;
        let rows = (0..10_400_i64).map(|rank| Article { rank: Some(rank), ..titled("x") });
        add(&store, rows).await;
        let rank = |page: &Page| page.rows.first().map(|row| row.record.get("rank").clone());
        for (number, first) in [("2", 50), ("201", 10_000), ("206", 10_250)] {
            let found = page(&store, &[("sort", "rank"), ("page", number)]).await;
            assert_eq!(rank(&found), Some(Value::Int(first)), "page {number}");
            assert_eq!(found.total, Total::MoreThan(1000));
            assert!(found.previous.is_some() && found.next.is_some());
        }
        let last = page(&store, &[("sort", "rank"), ("page", "last")]).await;
        assert_eq!(rank(&last), Some(Value::Int(10_350)));
        assert!(last.next.is_none() && last.previous.is_some());
        let beyond = page(&store, &[("sort", "rank"), ("page", "999999")]).await;
        assert!(beyond.rows.is_empty() && beyond.next.is_none());
        assert_eq!(beyond.total, Total::MoreThan(1000));
    })
    .await;
}

#[tokio::test]
async fn a_cursor_that_was_tampered_with_leads_to_the_first_page() {
    each_database(|db| async move {
        let store = store(&db).await;
        add(&store, (0..60).map(|number| titled(&format!("{number:02}")))).await;
        let first = page(&store, &[("sort", "title")]).await;
        let good = first.next.clone().unwrap();
        assert_eq!(titles(&page(&store, &[("sort", "title"), ("after", &good)]).await)[0], "50");
        for bad in ["x", "!", "AAAA", "Mzo", "%00", "\0", &good[1..], &good.repeat(2)] {
            let found = page(&store, &[("sort", "title"), ("after", bad)]).await;
            assert!(!found.rows.is_empty() || found.next.is_none(), "{bad:?}");
        }
        let other = page(&store, &[("sort", "rank,title"), ("after", &good)]).await;
        assert_eq!(other.rows.len(), 50);
    })
    .await;
}

#[tokio::test]
async fn search_ignores_case_and_takes_wildcards_for_letters() {
    each_database(|db| async move {
        let store = store(&db).await;
        add(
            &store,
            ["Tea 100%", "tea_cup", "TEAPOT!", "cocoa", r"back\slash", "Ωmega"].map(titled),
        )
        .await;
        let found = async |text: &str| {
            let page = page(&store, &[("q", text), ("sort", "id")]).await;
            titles(&page).into_iter().map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(found("tea").await, ["Tea 100%", "tea_cup", "TEAPOT!"]);
        assert_eq!(found("%").await, ["Tea 100%"]);
        assert_eq!(found("_").await, ["tea_cup"]);
        assert_eq!(found("!").await, ["TEAPOT!"]);
        assert_eq!(found(r"\").await, [r"back\slash"]);
        assert_eq!(found("Ω").await, ["Ωmega"]);
        assert_eq!(found("cup tea").await, ["tea_cup"]);
        assert_eq!(found("' OR 1=1 --").await, [""; 0]);
        assert_eq!(found("a\0b").await, [""; 0]);
        assert_eq!(found("   ").await.len(), 6);
    })
    .await;
}

#[tokio::test]
async fn a_negation_loses_no_empty_value() {
    each_database(|db| async move {
        let store = store(&db).await;
        let bodied = |title: &str, body: Option<&str>| Article {
            body: body.map(str::to_owned),
            ..titled(title)
        };
        add(&store, [bodied("a", Some("x")), bodied("b", Some("y")), bodied("c", None)]).await;
        let count = async |condition: Condition| {
            store.count(Article::meta(), &Scope::system(), &condition, 100).await.unwrap()
        };
        let not = |condition: Condition| Condition::Not(Box::new(condition));
        let is_x = || Condition::eq("body", "x");
        let one_of = |values: &[Value]| Condition::is_in("body", values.to_vec());
        assert_eq!(count(is_x()).await, 1);
        assert_eq!(count(not(is_x())).await, 2);
        assert_eq!(count(not(not(is_x()))).await, 1);
        assert_eq!(count(Condition::compare("body", Op::NotEqual, "x")).await, 2);
        assert_eq!(count(not(Condition::compare("body", Op::Contains, "x"))).await, 2);
        assert_eq!(count(not(one_of(&["x".into(), "y".into()]))).await, 1);
        assert_eq!(count(one_of(&["x".into(), Value::Null, "z".into()])).await, 2);
        assert_eq!(count(one_of(&[])).await, 0);
        assert_eq!(count(not(Condition::Nothing)).await, 3);
        assert_eq!(count(Condition::Any(vec![])).await, 0);
        assert_eq!(count(Condition::All(vec![])).await, 3);
        assert_eq!(count(Condition::eq("body", Value::Null)).await, 1);
    })
    .await;
}

#[tokio::test]
async fn what_the_database_finds_is_what_the_condition_says_of_the_record() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let rows = articles().new_tree(&mut runner).unwrap().current();
    let conditions: Vec<Condition> =
        (0..60).map(|_| conditions().new_tree(&mut runner).unwrap().current()).collect();
    each_database(move |db| {
        let (rows, conditions) = (rows.clone(), conditions.clone());
        async move {
            let (store, scope) = (store(&db).await, Scope::system());
            add(&store, rows).await;
            let by_key = [OrderBy { column: "id", descending: false }];
            let find = async |condition: &Condition| {
                store.find(Article::meta(), &scope, condition, &by_key, 999).await.unwrap()
            };
            let all = find(&Condition::Everything).await;
            for condition in conditions {
                let expected: Vec<Key> =
                    all.iter().filter(|record| condition.holds(record)).map(Record::key).collect();
                let found: Vec<Key> = find(&condition).await.iter().map(Record::key).collect();
                assert_eq!(found, expected, "{condition:?}");
            }
        }
    })
    .await;
}

fn conditions() -> impl Strategy<Value = Condition> {
    let op = prop_oneof![
        Just(Op::Equal),
        Just(Op::NotEqual),
        Just(Op::Less),
        Just(Op::LessOrEqual),
        Just(Op::Greater),
        Just(Op::GreaterOrEqual),
    ];
    let text_op = prop_oneof![
        Just(Op::Contains),
        Just(Op::StartsWith),
        Just(Op::EndsWith),
        Just(Op::Equal),
        Just(Op::NotEqual),
    ];
    let leaf = prop_oneof![
        (op, -2..3_i64).prop_map(|(op, rank)| Condition::compare("rank", op, rank)),
        (text_op, "[a-cA-C]{0,2}").prop_map(|(op, text)| Condition::compare("body", op, text)),
        Just(Condition::IsNull("weight")),
        proptest::collection::vec(proptest::option::of(-2..3_i64), 0..4).prop_map(|ranks| {
            Condition::is_in("rank", ranks.into_iter().map(Value::from).collect())
        }),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..3).prop_map(Condition::All),
            proptest::collection::vec(inner.clone(), 0..3).prop_map(Condition::Any),
            inner.prop_map(|inner| Condition::Not(Box::new(inner))),
        ]
    })
}

#[tokio::test]
async fn filters_that_cannot_be_read_are_named_and_left_out() {
    each_database(|db| async move {
        let store = store(&db).await;
        add(&store, [Article { rank: Some(1), ..titled("a") }, titled("b")]).await;
        let found = page(&store, &[("f.rank.eq", "one"), ("f.title.contains", "A")]).await;
        assert_eq!(titles(&found), ["a"]);
        assert_eq!(found.problems.len(), 1);
        assert_eq!((found.problems[0].0, found.problems[0].1.code()), (0, "notation"));
        let found = page(&store, &[("f.rank.empty", "yes")]).await;
        assert_eq!(titles(&found), ["b"]);
        assert_eq!(found.total, Total::Exact(1));
    })
    .await;
}

#[tokio::test]
async fn a_list_takes_one_statement_however_many_rows_refer_elsewhere() {
    each_database(|db| async move {
        let store = store(&db).await;
        let scope = Scope::system();
        let mut topics = Vec::new();
        for name in ["Tea", "Coffee"] {
            let topic = Topic { id: 0, name: name.to_owned() };
            topics.push(store.add(&scope, &topic).await.unwrap());
        }
        let about = |number: usize| Article {
            topic: Some(ForeignKey::new(topics[number % 2].id)),
            second_topic: number.is_multiple_of(3).then(|| ForeignKey::new(topics[0].id)),
            rank: Some(i64::try_from(number).unwrap()),
            ..titled("x")
        };
        add(&store, (0..60).map(about)).await;
        let before = db.statement_count();
        let found = page(&store, &[("sort", "rank")]).await;
        assert_eq!(db.statement_count() - before, 1);
        let index = |name: &str| Article::meta().columns().by_name(name).unwrap().index;
        let (topic, second) = (index("topic"), index("second_topic"));
        assert_eq!(found.rows[0].label(topic), Some("Tea"));
        assert_eq!(found.rows[0].label(second), Some("Tea"));
        assert_eq!(found.rows[1].label(topic), Some("Coffee"));
        assert_eq!(found.rows[1].label(second), None);
        assert_eq!((found.rows.len(), found.total), (50, Total::Exact(60)));
    })
    .await;
}

#[tokio::test]
async fn type_ahead_finds_rows_by_words_of_their_title_and_by_their_key() {
    each_database(|db| async move {
        let store = store(&db).await;
        let scope = Scope::system();
        add(&store, ["Green tea", "Black tea", "Coffee"].map(titled)).await;
        let found = async |text: &str| {
            let found = store.search_titles(Article::meta(), &scope, text, 10).await.unwrap();
            found.into_iter().map(|(_, title)| title).collect::<Vec<_>>()
        };
        assert_eq!(found("TEA").await, ["Black tea", "Green tea"]);
        assert_eq!(found("tea gr").await, ["Green tea"]);
        assert_eq!(found("").await.len(), 3);
        let all = store.search_titles(Article::meta(), &scope, "coffee", 1).await.unwrap();
        let key = fab::models::plain_text(all[0].0.single());
        assert_eq!(found(&key).await, ["Coffee"]);
    })
    .await;
}

#[tokio::test]
async fn a_column_that_the_model_does_not_have_is_refused_not_ignored() {
    each_database(|db| async move {
        let store = store(&db).await;
        let condition = Condition::Not(Box::new(Condition::eq("no_such_column", 1)));
        assert!(store.count(Article::meta(), &Scope::system(), &condition, 9).await.is_err());
    })
    .await;
}
