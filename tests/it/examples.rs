//! Do the examples work on every database, seen through the pages?

use fab::cli::Call;
use fab::models::{Condition, Scope};
use fab::testing::TestDb;
use fab_tests::databases::each_database;
use fab_tests::site::{KEYS, Served};

#[tokio::test]
async fn every_table_of_the_back_office_is_filled_and_every_page_opens() {
    each_database(async |db: TestDb| {
        let app = backoffice::app();
        let (call, transcript) = Call::captured(["backoffice", "seed", "30"]);
        let call = call.variables([
            ("FAB_MODE", "development"),
            ("FAB_DATABASE_URL", db.url()),
            ("FAB_SECRET_KEY", KEYS),
            ("FAB_KEYS", KEYS),
        ]);
        app.clone().run_from(call).await.unwrap();
        assert!(!transcript.text().contains("no more"), "{}", transcript.text());

        let served = Served::start(&app, &db).await;
        let mut client = served.administrator().await;
        for model in app.own_models() {
            let scope = Scope::system();
            let store = served.security.store();
            let rows = store.find(model, &scope, &Condition::Everything, &[], 1).await.unwrap();
            let row = format!("/{}/{}", model.slug, rows[0].key().to_segment());
            for path in [
                format!("/{}", model.slug),
                format!("/{}/add", model.slug),
                format!("{row}/edit"),
                format!("{row}/delete"),
                row,
            ] {
                let answer = client.get(&path).await;
                assert_eq!(answer.status, 200, "{path} on {:?}", db.dialect());
            }
        }
        let mut payroll = served.person("paula", &["Payroll"]).await;
        assert!(payroll.get("/employees/1").await.body.contains("/reveal/bank_account"));
        let shown = payroll.post("/employees/1/reveal/bank_account", &[]).await;
        assert_eq!(shown.status, 200, "{}", shown.body);
        assert!(!shown.body.contains("cannot be opened"), "{}", shown.body);
        let mut personnel = served.person("pete", &["Personnel"]).await;
        assert!(!personnel.get("/employees/1").await.body.contains("reveal"));
        assert_eq!(personnel.post("/employees/1/reveal/bank_account", &[]).await.status, 403);
        let form = [("all", "yes"), ("confirmed", "yes"), ("count", "30")];
        let counted = client.post("/invoices/action/remind", &form).await;
        assert_eq!(counted.status, 303, "{}", counted.body);
    })
    .await;
}

#[tokio::test]
async fn a_sales_person_sees_their_own_customers() {
    let db = TestDb::sqlite().await.unwrap();
    let app = backoffice::app();
    let served = Served::start(&app, &db).await;
    let mut client = served.person("sally", &["Sales"]).await;
    assert!(client.get("/customers").await.body.contains("No customers"));
    assert_eq!(client.get("/warehouses").await.status, 403);
}
