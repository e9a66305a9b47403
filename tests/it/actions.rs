//! Is something done with exactly the rows that were meant, by those who may, and with all of them or none?

use fab::admin::{Action, ActionError, App};
use fab::db::{Selection, StoreError};
use fab::models::{Change, Condition, Hook, Scope, Violation, Violations};
use fab::prelude::*;
use fab::security::{AuditEntry, RoleSpec};
use fab::testing::TestDb;
use fab_tests::client::{Answer, Client};
use fab_tests::databases::each_database;
use fab_tests::site::Served;

use crate::shop::{Customer, Order, customer, order, shop};

/// A customer whose name begins with `!` stays active.
#[derive(Debug)]
struct Stubborn;

impl Hook for Stubborn {
    fn before_update(&self, change: &mut Change<'_>) -> Result<(), Violations> {
        let name = change.record.get("name").as_text().unwrap_or_default();
        if name.starts_with('!') && change.record.get("active").as_bool() == Some(false) {
            return Err(Violations::at("active", Violation::new("stubborn", "They stay")));
        }
        Ok(())
    }
}

fn app() -> App {
    shop()
        .hook::<Customer>(Stubborn)
        .action::<Customer>(
            Action::new("retire", "Retire", async |customers: Selection| {
                let retire = |customer: &mut Customer| {
                    customer.active = false;
                    Ok(())
                };
                Ok(customers.update::<Customer>(retire).await?.into())
            })
            .question("They get no more letters.")
            .icon("archive"),
        )
        .action::<Customer>(
            Action::new("count", "Count", async |customers: Selection| {
                Ok(customers.count().await?.into())
            })
            .reads(),
        )
        .action::<Order>(Action::new("refuse", "Refuse", async |_| {
            Err(ActionError::refused("Not on a Sunday."))
        }))
        .role(
            RoleSpec::new("Registrar")
                .grant(Customer::LIST)
                .grant(Permission::action("customer", "retire")),
        )
}

/// Four customers, keys 1 to 4: Ann and Bob in the north, Sue and Tom in the south. Tom has an order.
async fn open(db: &TestDb) -> Served {
    let site = Served::start(&app(), db).await;
    let (store, all) = (site.security.store(), Scope::system());
    let mut last = 0;
    for (name, region) in [("Ann", "north"), ("Bob", "north"), ("Sue", "south"), ("Tom", "south")] {
        last = store.add(&all, &customer(name, region)).await.unwrap().id;
    }
    store.add(&all, &order("A-1", last)).await.unwrap();
    site
}

/// The names of those who are still active.
async fn active(site: &Served) -> Vec<String> {
    let condition = Condition::eq("active", true);
    let all: Vec<Customer> = site.security.store().all(&Scope::system(), &condition).await.unwrap();
    let mut names: Vec<String> = all.into_iter().map(|customer| customer.name).collect();
    names.sort();
    names
}

/// The fields that the question sends back.
fn fields(page: &Answer) -> Vec<(String, String)> {
    let (_, form) = page.body.split_once("<form method=\"post\" class=\"fab-bar\"").unwrap();
    let (form, _) = form.split_once("</form>").unwrap();
    let hidden = form.split("<input type=\"hidden\" name=\"").skip(1);
    hidden
        .filter_map(|input| {
            let (name, rest) = input.split_once("\" value=\"")?;
            let (value, _) = rest.split_once('"')?;
            Some((name.to_owned(), value.replace("&amp;", "&")))
        })
        .filter(|(name, _)| name != "_csrf")
        .collect()
}

/// Asks, and goes on.
async fn ask_and_confirm(client: &mut Client, path: &str, form: &[(&str, &str)]) -> Answer {
    client.get("/customers").await;
    let question = client.post(path, form).await;
    assert_eq!(question.status, 200, "{}", question.body);
    confirm(client, path, &question).await
}

async fn confirm(client: &mut Client, path: &str, question: &Answer) -> Answer {
    let sent = fields(question);
    let sent: Vec<(&str, &str)> = sent.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    client.post(path, &sent).await
}

const RETIRE: &str = "/customers/action/retire";
const DELETE: &str = "/customers/action/delete";

#[tokio::test]
async fn an_action_is_done_to_the_ticked_rows_after_a_question() {
    each_database(|db| async move {
        let site = open(&db).await;
        let mut anna = site.administrator().await;
        let list = anna.get("/customers?sort=-name").await;
        assert!(
            list.body.contains("name=\"key\" autocomplete=\"off\" form=\"ticked\" value=\"2\"")
        );
        assert!(list.body.contains("formaction=\"/customers/action/retire\""), "{}", list.body);
        let ticked = [("key", "1"), ("key", "3"), ("state", "?sort=-name")];
        let question = anna.post(RETIRE, &ticked).await;
        assert_eq!(question.status, 200, "{}", question.body);
        for wanted in
            ["<strong>2 customers</strong>", "They get no more letters.", ">Ann<", ">Sue<"]
        {
            assert!(question.body.contains(wanted), "{wanted}: {}", question.body);
        }
        assert_eq!(active(&site).await.len(), 4, "it only asked");

        let done = confirm(&mut anna, RETIRE, &question).await;
        assert_eq!((done.status, done.location()), (303, "/customers?sort=-name"));
        assert_eq!(active(&site).await, ["Bob", "Tom"]);
        let list = anna.get(done.location()).await;
        assert!(list.body.contains("Retire: 2 customers."), "{}", list.body);
    })
    .await;
}

#[tokio::test]
async fn an_action_is_done_to_all_that_match_on_whatever_page() {
    each_database(|db| async move {
        let site = open(&db).await;
        let mut anna = site.administrator().await;
        let list = anna.get("/customers?f.region.eq=south&size=1").await;
        assert!(list.body.contains("With all 2 that match, on all pages"), "{}", list.body);
        let form = [("all", "yes"), ("key", "1"), ("state", "?f.region.eq=south&size=1&page=2")];
        let done = ask_and_confirm(&mut anna, RETIRE, &form).await;
        assert_eq!(
            (done.status, done.location()),
            (303, "/customers?f.region.eq=south&size=1&page=2")
        );
        assert_eq!(active(&site).await, ["Ann", "Bob"]);
    })
    .await;
}

#[tokio::test]
async fn rows_outside_the_scope_are_never_touched() {
    each_database(|db| async move {
        let site = open(&db).await;
        let mut nora = site.person("nora", &["North"]).await;
        let done = ask_and_confirm(&mut nora, RETIRE, &[("all", "yes")]).await;
        assert_eq!(done.status, 303);
        assert_eq!(active(&site).await, ["Sue", "Tom"]);
        nora.get("/customers").await;
        let question = nora.post(DELETE, &[("key", "1"), ("key", "3")]).await;
        assert!(question.body.contains("<strong>1 customer</strong>"), "{}", question.body);
        assert!(question.body.contains("1 of the ticked rows is not there"), "{}", question.body);
        let gone = nora.post(DELETE, &[("key", "3"), ("confirmed", "yes"), ("count", "1")]).await;
        assert_eq!(gone.status, 303);
        let list = nora.get("/customers").await;
        assert!(list.body.contains("None of these rows is there any more."), "{}", list.body);
        assert_eq!(active(&site).await, ["Sue", "Tom"]);
    })
    .await;
}

#[tokio::test]
async fn who_does_not_hold_the_permission_is_not_offered_it_and_cannot_do_it() {
    each_database(|db| async move {
        let site = open(&db).await;
        let mut rita = site.person("rita", &["Reader"]).await;
        let list = rita.get("/customers").await;
        assert!(!list.body.contains("/action/") && !list.body.contains("name=\"key\""));
        let mut greg = site.person("greg", &["Registrar"]).await;
        let list = greg.get("/customers").await;
        assert!(list.body.contains(RETIRE) && !list.body.contains(DELETE), "{}", list.body);
        let form = [("all", "yes"), ("confirmed", "yes"), ("count", "4")];
        rita.get("/account/password").await;
        assert_eq!(rita.post(RETIRE, &form).await.status, 403);
        assert_eq!(greg.post(DELETE, &form).await.status, 403);
        assert_eq!(greg.post("/customers/action/nothing", &form).await.status, 404);
        assert_eq!(active(&site).await.len(), 4);
        assert_eq!(greg.post(RETIRE, &form).await.status, 303);
        assert_eq!(active(&site).await.len(), 0);
    })
    .await;
}

#[tokio::test]
async fn if_one_row_is_refused_none_is_changed() {
    each_database(|db| async move {
        let site = open(&db).await;
        let store = site.security.store();
        store.add(&Scope::system(), &customer("!Zoe", "north")).await.unwrap();
        let mut anna = site.administrator().await;
        let refused = ask_and_confirm(&mut anna, RETIRE, &[("all", "yes")]).await;
        assert_eq!(refused.status, 422, "{}", refused.body);
        assert!(refused.body.contains("because of “!Zoe”"), "{}", refused.body);
        assert!(refused.body.contains("They stay"), "{}", refused.body);
        assert_eq!(active(&site).await.len(), 5);

        let refused = ask_and_confirm(&mut anna, DELETE, &[("key", "1"), ("key", "4")]).await;
        assert_eq!(refused.status, 409, "{}", refused.body);
        assert!(refused.body.contains("because of “Tom”: 1 order refer"), "{}", refused.body);
        assert_eq!(active(&site).await.len(), 5);

        let done = ask_and_confirm(&mut anna, DELETE, &[("key", "1"), ("key", "2")]).await;
        assert_eq!(done.status, 303, "{}", done.body);
        let list = anna.get(done.location()).await;
        assert!(list.body.contains("2 customers were deleted."), "{}", list.body);
        assert_eq!(active(&site).await, ["!Zoe", "Sue", "Tom"]);
    })
    .await;
}

/// What the audit log says of actions: how many rows, and what else.
async fn on_record(site: &Served) -> Vec<String> {
    let condition = Condition::eq("event", "action.run");
    let all = site.security.store().all::<AuditEntry>(&Scope::system(), &condition).await.unwrap();
    all.into_iter().map(|entry| entry.facts).collect()
}

#[tokio::test]
async fn an_action_is_on_record_once_in_the_transaction_of_its_changes_or_nothing_is_changed() {
    each_database(async |db: TestDb| {
        let site = open(&db).await;
        let mut client = site.administrator().await;
        let done = ask_and_confirm(&mut client, RETIRE, &[("key", "1"), ("key", "2")]).await;
        assert_eq!(done.status, 303, "{}", done.body);
        let noted = on_record(&site).await;
        assert_eq!(noted, [r#"{"action":"retire","rows":2}"#]);
        // One that changes nothing is on record as well.
        client.get("/customers").await;
        let counted = client.post("/customers/action/count", &[("key", "1")]).await;
        assert_eq!(counted.status, 303, "{}", counted.body);
        assert_eq!(on_record(&site).await.len(), 2);

        let away = |from, to| {
            let mut writer = db.writer();
            writer.push("ALTER TABLE ").ident(from).push(" RENAME TO ").ident(to).finish(&[])
        };
        client.get("/customers").await;
        let question = client.post(RETIRE, &[("key", "3")]).await;
        db.execute(away("fab_audit", "fab_audit_away")).await.unwrap();
        let failed = confirm(&mut client, RETIRE, &question).await;
        db.execute(away("fab_audit_away", "fab_audit")).await.unwrap();
        assert_eq!(failed.status, 500, "{}", failed.body);
        assert_eq!(active(&site).await, ["Sue", "Tom"], "what cannot be written down is not done");
        assert_eq!(on_record(&site).await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn rows_that_came_or_went_after_the_question_are_asked_about_again() {
    each_database(|db| async move {
        let site = open(&db).await;
        let store = site.security.store();
        let mut anna = site.administrator().await;
        anna.get("/customers").await;
        let form = [("all", "yes"), ("state", "?f.region.eq=south")];
        let question = anna.post(RETIRE, &form).await;
        store.add(&Scope::system(), &customer("Uma", "south")).await.unwrap();
        let again = confirm(&mut anna, RETIRE, &question).await;
        assert_eq!(again.status, 409, "{}", again.body);
        assert!(again.body.contains("<strong>3 customers</strong>"), "{}", again.body);
        assert_eq!(active(&site).await.len(), 5);
        assert_eq!(confirm(&mut anna, RETIRE, &again).await.status, 303);
        assert_eq!(active(&site).await, ["Ann", "Bob"]);

        // What comes between the count and the change is seen under the lock.
        let selection =
            Selection::new(store, Customer::meta(), &Scope::system(), Condition::Everything);
        let late = selection.clone().expecting(4).delete().await;
        assert!(matches!(late, Err(StoreError::OtherRows { expected: 4, found: 5 })), "{late:?}");
    })
    .await;
}

#[tokio::test]
async fn a_form_that_makes_no_sense_changes_nothing() {
    let db = TestDb::sqlite().await.unwrap();
    let site = open(&db).await;
    let mut anna = site.administrator().await;
    anna.get("/customers").await;
    let nothing = anna.post(RETIRE, &[("state", "?page=2")]).await;
    assert_eq!((nothing.status, nothing.location()), (303, "/customers?page=2"));
    assert!(anna.get("/customers").await.body.contains("Tick the customers first"));
    for form in [
        &[("key", "1x")][..],
        &[("key", "1"), ("confirmed", "yes")],
        &[("key", "1"), ("confirmed", "yes"), ("count", "-1")],
        &[("all", "yes"), ("state", "?f.customer.eq=%zz")],
    ] {
        assert_eq!(anna.post(RETIRE, form).await.status, 400, "{form:?}");
    }
    // All that match a filter that cannot be read would be all rows.
    let form = [("all", "yes"), ("state", "?f.customer.eq=nobody")];
    assert_eq!(anna.post("/orders/action/delete", &form).await.status, 400);
    assert_eq!(anna.get(RETIRE).await.status, 405);
    assert_eq!(active(&site).await.len(), 4);
}

#[tokio::test]
async fn an_action_that_only_reads_does_not_ask_and_one_may_refuse_in_its_own_words() {
    each_database(|db| async move {
        let site = open(&db).await;
        let mut anna = site.administrator().await;
        let shown = anna.get("/customers/2").await;
        assert!(shown.body.contains("formaction=\"/customers/action/count\""), "{}", shown.body);
        assert!(!shown.body.contains(DELETE), "{}", shown.body);
        let from_row = [("key", "2"), ("from", "row")];
        let counted = anna.post("/customers/action/count", &from_row).await;
        assert_eq!((counted.status, counted.location()), (303, "/customers/2"));
        let shown = anna.get("/customers/2").await;
        assert!(shown.body.contains("Count: 1 customer."), "{}", shown.body);
        let path = "/orders/action/refuse";
        let question = anna.post(path, &[("key", "1"), ("from", "row")]).await;
        let refused = confirm(&mut anna, path, &question).await;
        assert_eq!(refused.status, 422);
        assert!(refused.body.contains("Not on a Sunday."), "{}", refused.body);
    })
    .await;
}

#[tokio::test]
async fn a_change_of_many_rows_counts_versions_and_leaves_other_fields_alone() {
    each_database(|db| async move {
        let site = open(&db).await;
        let (store, all) = (site.security.store(), Scope::system());
        let selection = Selection::new(store, Order::meta(), &all, Condition::Everything);
        let note = |order: &mut Order| {
            order.note = Some(format!("was {}", order.number));
            order.version = 77;
            Ok(())
        };
        assert_eq!(selection.update::<Order>(note).await.unwrap(), 1);
        let orders: Vec<Order> = store.all(&all, &Condition::Everything).await.unwrap();
        assert_eq!(orders[0].note.as_deref(), Some("was A-1"));
        assert_eq!(orders[0].version, 2);
        assert_eq!(orders[0].total, order("", 0).total);
    })
    .await;
}

#[tokio::test]
async fn roles_grant_actions_and_the_routes_name_them() {
    let db = TestDb::sqlite().await.unwrap();
    let site = open(&db).await;
    let mut anna = site.administrator().await;
    let roles = site.security.roles().await.unwrap();
    let reader = roles.iter().find(|role| role.name == "Reader").unwrap();
    let grants = format!("/roles/{}/grants", reader.id);
    let page = anna.get(&grants).await;
    assert!(page.body.contains("value=\"customer.retire\""), "{}", page.body);
    assert!(!page.body.contains("value=\"customer.nothing\""), "{}", page.body);
    let boxes = [("grant", "customer.retire"), ("grant", "customer.nothing")];
    assert_eq!(anna.post(&grants, &boxes).await.status, 303);
    let page = anna.get(&grants).await;
    assert!(page.body.contains("value=\"customer.retire\" checked"), "{}", page.body);
    let mut rita = site.person("rita", &["Reader"]).await;
    assert!(rita.get("/customers").await.body.contains(RETIRE));

    let routes = app().routes().unwrap();
    let retire = routes.iter().find(|route| route.path == RETIRE).unwrap();
    assert_eq!((retire.method, retire.needs.as_str()), ("POST", "customer.retire"));
    assert!(!routes.iter().any(|route| route.path == "/reports/action/delete"));
}
