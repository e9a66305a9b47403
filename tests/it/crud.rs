//! Can rows be listed, shown, added, changed and deleted through the pages, on every database?

use fab::App;
use fab::models::{Condition, Scope};
use fab::prelude::*;
use fab::testing::TestDb;
use fab_tests::client::{Answer, Client};
use fab_tests::databases::each_database;
use fab_tests::site::{ADMINISTRATOR, PASSWORD, Served};

use crate::shop::{Customer, Order, customer, order, shop};

async fn customers(site: &Served) -> Vec<Customer> {
    site.security.store().all(&Scope::system(), &Condition::Everything).await.unwrap()
}

async fn orders(site: &Served) -> Vec<Order> {
    site.security.store().all(&Scope::system(), &Condition::Everything).await.unwrap()
}

/// A served shop with one customer (key 1) and one order of theirs (key 1), and its administrator.
async fn open(db: &TestDb) -> (Served, Client) {
    let site = Served::start(&shop(), db).await;
    let store = site.security.store();
    let ann = store.add(&Scope::system(), &customer("Ann Lee", "north")).await.unwrap();
    store.add(&Scope::system(), &order("A-1", ann.id)).await.unwrap();
    let client = site.administrator().await;
    (site, client)
}

#[track_caller]
fn status(answer: &Answer, wanted: u16) {
    assert_eq!(answer.status, wanted, "{}", answer.body);
}

#[tokio::test]
async fn a_row_is_added_shown_changed_and_deleted() {
    each_database(|db| async move {
        let (site, mut client) = open(&db).await;
        client.get("/customers/add").await;
        let fields = [
            ("name", "Bob <Stone>"),
            ("email", "bob@example.com"),
            ("region", "south"),
            ("active", "false"),
            ("active", "true"),
        ];
        let added = client.post("/customers/add", &fields).await;
        status(&added, 303);
        assert_eq!(added.location(), "/customers/2");

        let shown = client.get("/customers/2").await;
        status(&shown, 200);
        assert!(shown.body.contains("Bob &lt;Stone&gt;"), "{}", shown.body);
        assert!(shown.body.contains("was added"), "{}", shown.body);
        assert!(!client.get("/customers/2").await.body.contains("was added"));

        let form = client.get("/customers/2/edit").await;
        assert!(form.body.contains("value=\"bob@example.com\""), "{}", form.body);
        let changed = client
            .post("/customers/2/edit", &[("name", "Bob"), ("email", ""), ("active", "false")]);
        status(&changed.await, 303);
        let bob = customers(&site).await.remove(1);
        let wanted = Customer { id: 2, active: false, ..customer("Bob", "south") };
        assert_eq!(bob, wanted);

        status(&client.get("/customers/2/delete").await, 200);
        let deleted = client.post("/customers/2/delete", &[]).await;
        status(&deleted, 303);
        assert_eq!(deleted.location(), "/customers");
        status(&client.get("/customers/2").await, 404);
        assert_eq!(customers(&site).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_list_shows_rows_with_the_titles_they_refer_to() {
    each_database(|db| async move {
        let (_site, mut client) = open(&db).await;
        let list = client.get("/orders").await;
        status(&list, 200);
        for word in ["A-1", "Ann Lee", "12.50"] {
            assert!(list.body.contains(word), "{word}: {}", list.body);
        }
        let found = client.get("/customers?q=ann").await;
        assert!(found.body.contains("Ann Lee"));
        let none = client.get("/customers?f.name.eq=nobody&sort=-name&size=5").await;
        status(&none, 200);
        assert!(!none.body.contains("Ann Lee"), "{}", none.body);
    })
    .await;
}

#[tokio::test]
async fn what_was_typed_stands_in_the_form_again_with_everything_that_is_wrong() {
    each_database(|db| async move {
        let (site, mut client) = open(&db).await;
        client.get("/orders/add").await;
        let fields = [
            ("number", "A-1"),
            ("customer", "x7"),
            ("total_amount", "12,5"),
            ("total_currency", "EUR"),
            ("note", "\"quoted\" & <b>"),
        ];
        let answer = client.post("/orders/add", &fields).await;
        status(&answer, 422);
        for typed in ["x7", "12,5", "&quot;quoted&quot; &amp; &lt;b&gt;"] {
            assert!(answer.body.contains(typed), "{typed}: {}", answer.body);
        }
        for said in ["Enter a whole number", "Enter an amount with a point"] {
            assert!(answer.body.contains(said), "{said}: {}", answer.body);
        }
        assert!(answer.body.contains("<title>Error: "), "{}", answer.body);

        let fields = [
            ("number", "A-1"),
            ("customer", "1"),
            ("total_amount", "12.5"),
            ("total_currency", "EUR"),
        ];
        let taken = client.post("/orders/add", &fields).await;
        status(&taken, 422);
        assert!(taken.body.contains("already taken"), "{}", taken.body);

        let nowhere = [
            ("number", "A-2"),
            ("customer", "99"),
            ("total_amount", "1"),
            ("total_currency", "EUR"),
        ];
        let nowhere = client.post("/orders/add", &nowhere).await;
        status(&nowhere, 422);
        assert!(nowhere.body.contains("Choose an existing customer"), "{}", nowhere.body);
        assert_eq!(orders(&site).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn blank_means_required_or_the_default_or_nothing() {
    each_database(|db| async move {
        let (site, mut client) = open(&db).await;
        client.get("/customers/add").await;
        let blank = client
            .post(
                "/customers/add",
                &[("name", ""), ("email", ""), ("region", ""), ("active", "false")],
            )
            .await;
        status(&blank, 422);
        assert!(blank.body.contains("Enter a value"), "{}", blank.body);
        let named = [("name", "Cy"), ("email", ""), ("region", ""), ("active", "false")];
        status(&client.post("/customers/add", &named).await, 303);
        let cy = customers(&site).await.pop().unwrap();
        assert_eq!((cy.email, cy.region.as_str(), cy.active), (None, "north", false));
    })
    .await;
}

#[tokio::test]
async fn columns_that_no_form_offers_cannot_be_set() {
    each_database(|db| async move {
        let (site, mut client) = open(&db).await;
        client.get("/customers/add").await;
        let fields = [("id", "77"), ("name", "Mallory"), ("balance", "1000000"), ("is_admin", "1")];
        status(&client.post("/customers/add", &fields).await, 303);
        let fields = [("id", "78"), ("name", "Mallory"), ("balance", "1000000")];
        status(&client.post("/customers/2/edit", &fields).await, 303);
        let mallory = customers(&site).await.pop().unwrap();
        assert_eq!((mallory.id, mallory.balance), (2, 0));

        client.get("/orders/1/edit").await;
        let read = orders(&site).await.remove(0).version;
        let fields = [("_version", &*read.to_string()), ("number", "A-9"), ("version", "50")];
        status(&client.post("/orders/1/edit", &fields).await, 303);
        assert_eq!(orders(&site).await.remove(0).version, read + 1);
    })
    .await;
}

#[tokio::test]
async fn a_change_based_on_an_old_row_is_refused_with_theirs_and_yours() {
    each_database(|db| async move {
        let (site, mut client) = open(&db).await;
        client.get("/orders/1/edit").await;
        let read = orders(&site).await.remove(0).version;
        let (old, new) = (read.to_string(), (read + 1).to_string());
        let theirs = [("_version", &*old), ("number", "THEIRS"), ("note", "their words")];
        status(&client.post("/orders/1/edit", &theirs).await, 303);
        let mine = [("_version", &*old), ("number", "MINE"), ("note", "my words")];
        let refused = client.post("/orders/1/edit", &mine).await;
        status(&refused, 409);
        for word in ["THEIRS", "MINE", "their words", "my words"] {
            assert!(refused.body.contains(word), "{word}: {}", refused.body);
        }
        assert_eq!(orders(&site).await.remove(0).number, "THEIRS");
        let again = [("_version", &*new), ("number", "MINE")];
        status(&client.post("/orders/1/edit", &again).await, 303);
        assert_eq!(orders(&site).await.remove(0).number, "MINE");

        let without = client.post("/orders/1/edit", &[("number", "BLIND")]).await;
        status(&without, 400);
        let stale = client.post("/orders/1/delete", &[("_version", &*old)]).await;
        status(&stale, 303);
        assert_eq!(stale.location(), "/orders/1/delete");
        assert_eq!(orders(&site).await.remove(0).number, "MINE");
    })
    .await;
}

#[tokio::test]
async fn a_row_that_others_refer_to_stays_and_they_are_named() {
    each_database(|db| async move {
        let (site, mut client) = open(&db).await;
        let question = client.get("/customers/1/delete").await;
        status(&question, 200);
        assert!(question.body.contains("A-1"), "{}", question.body);
        let refused = client.post("/customers/1/delete", &[]).await;
        status(&refused, 409);
        assert!(refused.body.contains("A-1"), "{}", refused.body);
        assert_eq!(customers(&site).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_foreign_key_is_found_by_typing_ahead() {
    each_database(|db| async move {
        let (_site, mut client) = open(&db).await;
        let found = client.get("/customers/search?q=an&limit=5").await;
        status(&found, 200);
        assert_eq!(found.header("content-type"), Some("application/json"));
        let found: serde_json::Value = serde_json::from_str(&found.body).unwrap();
        assert_eq!(found, serde_json::json!({ "rows": [{ "key": "1", "title": "Ann Lee" }] }));
        let none = client.get("/customers/search?q=zzz").await;
        assert_eq!(none.body, r#"{"rows":[]}"#);
    })
    .await;
}

#[tokio::test]
async fn a_foreign_key_is_chosen_on_a_page_that_keeps_what_was_typed() {
    each_database(|db| async move {
        let (site, mut client) = open(&db).await;
        client.get("/orders/add").await;
        let typed = [
            ("number", "A-2"),
            ("total_amount", "not yet"),
            ("total_currency", "EUR"),
            ("_pick", "customer"),
            ("_q", "lee"),
        ];
        let page = client.post("/orders/add", &typed).await;
        status(&page, 200);
        for word in ["Ann Lee", "customer:1", "value=\"A-2\"", "value=\"not yet\""] {
            assert!(page.body.contains(word), "{word}: {}", page.body);
        }
        let taken = [
            ("number", "A-2"),
            ("total_amount", "not yet"),
            ("total_currency", "EUR"),
            ("_take", "customer:1"),
        ];
        let form = client.post("/orders/add", &taken).await;
        status(&form, 200);
        for word in ["Ann Lee", "value=\"A-2\"", "value=\"not yet\""] {
            assert!(form.body.contains(word), "{word}: {}", form.body);
        }
        assert_eq!(orders(&site).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn one_may_go_on_to_another_row_or_stay_at_this_one() {
    each_database(|db| async move {
        let (_site, mut client) = open(&db).await;
        client.get("/customers/add").await;
        let another = client.post("/customers/add", &[("name", "A"), ("_then", "add")]).await;
        assert_eq!(another.location(), "/customers/add");
        let stay = client.post("/customers/add", &[("name", "B"), ("_then", "edit")]).await;
        assert_eq!(stay.location(), "/customers/3/edit");
        let filled = client.get("/orders/add?customer=1&version=9&id=4").await;
        assert!(filled.body.contains("Ann Lee"), "{}", filled.body);
    })
    .await;
}

#[tokio::test]
async fn pages_keep_their_budget_of_statements() {
    each_database(|db| async move {
        let (_site, mut client) = open(&db).await;
        for (path, budget) in [
            ("/orders", 3),
            ("/orders?page=1&sort=-number&q=a", 3),
            ("/orders?f.customer.eq=1", 3),
            ("/orders/1/edit", 2),
            ("/customers/1/edit", 2),
            ("/orders/add", 1),
            ("/", 1),
            ("/healthz", 0),
        ] {
            client.get(path).await;
            let before = db.statement_count();
            status(&client.get(path).await, 200);
            let used = db.statement_count() - before;
            assert!(used <= budget, "{path} took {used} statements");
        }
    })
    .await;
}

#[tokio::test]
async fn addresses_of_no_row_are_not_found() {
    each_database(|db| async move {
        let (_site, mut client) = open(&db).await;
        for path in [
            "/customers/99",
            "/customers/x",
            "/customers/1,2",
            "/customers/~zz",
            "/nothing",
            "/a/b/c",
        ] {
            status(&client.get(path).await, 404);
        }
        status(&client.get("/reports").await, 200);
        status(&client.get("/reports/add").await, 404);
    })
    .await;
}

/// The hidden fields of the form that is sent to `action`.
fn hidden(page: &Answer, action: &str) -> Vec<(String, String)> {
    let (_, form) = page.body.split_once(&format!("action=\"{action}\"")).unwrap();
    let (form, _) = form.split_once("</form>").unwrap();
    let fields = form.split("<input type=\"hidden\" name=\"").skip(1).map(|input| {
        let (name, rest) = input.split_once("\" value=\"").unwrap();
        (
            name.to_owned(),
            rest.split('"').next().unwrap().replace("&quot;", "\"").replace("&amp;", "&"),
        )
    });
    fields.filter(|(name, _)| name != "_csrf").collect()
}

fn refs(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

#[tokio::test]
async fn what_was_typed_when_the_session_ended_comes_back_after_signing_in() {
    each_database(|db| async move {
        let (site, mut client) = open(&db).await;
        client.get("/customers/1/edit").await;
        let mut other = site.administrator().await;
        let token = other.get("/").await;
        assert_eq!(token.status, 200);
        client.set_cookie("fab_session", "ended");
        let fields = [("name", "Ann & \"Bo\" é"), ("region", "south"), ("active", "true")];
        let ended = client.post("/customers/1/edit", &fields).await;
        status(&ended, 401);
        assert!(ended.body.contains("Your session has ended"), "{}", ended.body);
        assert_eq!(customers(&site).await[0].name, "Ann Lee");
        assert!(!ended.body.contains("Ann Lee"), "nothing of the inside: {}", ended.body);

        // A wrong password loses nothing either.
        let (_, csrf) = ended.body.split_once("name=\"_csrf\" value=\"").unwrap();
        let csrf = csrf.split('"').next().unwrap().to_owned();
        let with_token = |fields: &[(String, String)], password: &str| {
            let mut fields = fields.to_vec();
            fields.extend(
                [("username", ADMINISTRATOR), ("password", password), ("_csrf", csrf.as_str())]
                    .map(|(name, value)| (name.to_owned(), value.to_owned())),
            );
            fields
        };
        let carried = hidden(&ended, "/login");
        let wrong = client.post("/login", &refs(&with_token(&carried, "wrong"))).await;
        status(&wrong, 422);
        assert_eq!(hidden(&wrong, "/login"), carried);
        let resumed = client.post("/login", &refs(&with_token(&carried, PASSWORD))).await;
        status(&resumed, 200);
        let form = hidden(&resumed, "/customers/1/edit");
        assert_eq!(customers(&site).await[0].name, "Ann Lee", "it is shown before it is saved");
        client.get("/customers/1/edit").await;
        let mut again = form.clone();
        again.push(("_again".to_owned(), "yes".to_owned()));
        let shown = client.post("/customers/1/edit", &refs(&again)).await;
        status(&shown, 200);
        assert!(shown.body.contains("value=\"Ann &amp; &quot;Bo&quot; é\""), "{}", shown.body);
        assert_eq!(customers(&site).await[0].name, "Ann Lee");
        status(&client.post("/customers/1/edit", &refs(&form)).await, 303);
        assert_eq!(customers(&site).await[0].name, fields[0].1);
    })
    .await;
}

#[tokio::test]
async fn passwords_and_forms_from_elsewhere_are_not_kept_when_a_session_ended() {
    let db = TestDb::sqlite().await.unwrap();
    let (site, mut client) = open(&db).await;
    client.set_cookie("fab_session", "ended");
    let typed = [("current", "s3cret"), ("password", "s3cret"), ("password_again", "s3cret")];
    let ended = client.post("/account/password", &typed).await;
    status(&ended, 401);
    assert!(!ended.body.contains("s3cret"), "{}", ended.body);
    let long = "x".repeat(20_000);
    let ended = client.post("/customers/add", &[("name", &long)]).await;
    status(&ended, 401);
    assert!(!ended.body.contains("xxxx"), "it would not fit into the form that carries it");
    let headers = "Origin: http://elsewhere.example\r\nSec-Fetch-Site: cross-site\r\n\
                   Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 10\r\n";
    let forged = client.request("POST", "/customers/add", headers, "name=s3cre").await;
    status(&forged, 401);
    assert!(!forged.body.contains("s3cre"), "{}", forged.body);
    // The page that asks to sign in carries nothing into any other form.
    let mut visitor = site.visitor();
    visitor.get("/login").await;
    let fields = [
        ("username", ADMINISTRATOR),
        ("password", PASSWORD),
        ("next", "/customers/1/delete"),
        ("typed", "confirmed=yes"),
    ];
    let answer = visitor.post("/login", &fields).await;
    assert_eq!((answer.status, answer.location()), (303, "/customers/1/delete"));
}

#[derive(Debug, AdminModel, Encrypted)]
struct Locker {
    #[admin(key)]
    id: i64,
    owner: String,
    #[encrypted]
    combination: Secret<String>,
}

#[tokio::test]
async fn what_was_typed_for_a_sealed_field_is_not_carried_through_signing_in() {
    let db = TestDb::sqlite().await.unwrap();
    let site = Served::start(&App::new("Gym").model::<Locker>(), &db).await;
    let mut client = site.visitor();
    client.set_cookie("fab_session", "ended");
    let ended =
        client.post("/lockers/add", &[("owner", "Ann"), ("combination", "canary-7731")]).await;
    status(&ended, 401);
    assert!(ended.body.contains("owner=Ann"), "{}", ended.body);
    assert!(!ended.body.contains("canary-7731"), "{}", ended.body);
}
