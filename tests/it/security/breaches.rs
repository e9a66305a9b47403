//! May somebody choose a password that leaked elsewhere, and what happens while nobody can say?

use std::sync::Arc;

use fab::clock::SystemClock;
use fab::security::{By, HandOver, NewUser, SecurityError, SecurityOptions};
use fab::services::breaches::{BreachSettings, Breaches};
use fab::services::resilience::GuardSettings;
use fab::testing::TestDb;
use fab_tests::databases::each_database;
use fab_tests::provider::{Provider, Reply};
use fab_tests::site::{PASSWORD, Served};

use super::house::{BETTER, GOOD, House, client, options, password};

/// Known from elsewhere.
const LEAKED: &str = "six purple otters swim";
/// Its SHA-1 without the five digits that are sent.
const REST: &str = "33A6271F8D09F393DEA19341D3D53B8F69B";

/// A service whose every range holds the leaked password.
async fn service() -> Provider {
    let body = format!("{REST}:17\r\n");
    Provider::plain(move |_| Reply::Answer(200, "", body.clone())).await
}

fn asking(provider: &Provider, options: SecurityOptions) -> SecurityOptions {
    let mut settings = BreachSettings::new(format!("http://{}", provider.address()));
    // A busy machine may need longer than a person waits.
    settings.guard = GuardSettings::default();
    let list = Breaches::new(settings, Arc::new(SystemClock)).unwrap();
    let mut options = options;
    options.breaches = Some(Arc::new(list));
    options
}

fn is_breached(error: &SecurityError) -> bool {
    let SecurityError::Invalid(violations) = error else { return false };
    violations.of("password").iter().any(|violation| violation.code() == "breached")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_breached_password_is_refused_wherever_one_is_chosen() {
    each_database(|db: TestDb| async move {
        let provider = service().await;
        let house = House::with(db, asking(&provider, options())).await;
        let from = client("192.0.2.1");
        let refused =
            |outcome: Result<(), SecurityError>| assert!(is_breached(&outcome.unwrap_err()));

        let token = house.security.setup_link().await.unwrap().unwrap();
        let anna = || NewUser { username: "anna".to_owned(), ..NewUser::default() };
        let tried =
            house.security.redeem_setup(token.expose(), anna(), password(LEAKED), &from).await;
        refused(tried.map(drop));
        house.security.redeem_setup(token.expose(), anna(), password(GOOD), &from).await.unwrap();
        let anna = house.security.find_user("anna").await.unwrap().unwrap();
        let anna = fab::models::ActorId(anna.id);

        refused(house.security.set_password(anna, password(LEAKED), By::Program).await);
        let otto = NewUser { username: "otto".to_owned(), ..NewUser::default() };
        let made =
            house.security.create_user(otto.clone(), Some(password(LEAKED)), &[], By::Program);
        refused(made.await.map(drop));
        let otto = house.security.create_user(otto, None, &[], By::Program).await.unwrap();
        let otto = fab::models::ActorId(otto.id);
        let link = house.security.make_link(otto, HandOver::Show, By::Program).await.unwrap();
        let link = link.token.unwrap();
        refused(house.security.redeem_invitation(link.expose(), password(LEAKED), &from).await);
        house.security.redeem_invitation(link.expose(), password(GOOD), &from).await.unwrap();
        let opened = house.login("otto", GOOD).await.unwrap();
        let asked = provider.asked().len();
        let tried = house
            .security
            .change_password(&opened.session, password(BETTER), password(LEAKED))
            .await;
        // Nobody outside is asked before the old password is known to be right, nor about what is no password anyway.
        assert!(matches!(tried.unwrap_err(), SecurityError::WrongCredentials));
        let tried = house
            .security
            .change_password(&opened.session, password(GOOD), password("short"))
            .await;
        assert!(matches!(tried.unwrap_err(), SecurityError::Invalid(_)));
        assert_eq!(provider.asked().len(), asked);
        let tried =
            house.security.change_password(&opened.session, password(GOOD), password(LEAKED)).await;
        refused(tried.map(drop));
        house
            .security
            .change_password(&opened.session, password(GOOD), password(BETTER))
            .await
            .unwrap();

        let checks = house.security.breach_checks();
        assert_eq!((checks.known, checks.unknown, checks.unanswered), (5, 3, 0));
        assert!(house.security.circuits().find("breaches").is_some());
    })
    .await;
}

#[tokio::test]
async fn a_list_that_is_down_keeps_nobody_from_a_new_password() {
    let db = TestDb::sqlite().await.unwrap();
    let provider = Provider::plain(|_| Reply::Answer(503, "", "no".to_owned())).await;
    let house = House::with(db, asking(&provider, options())).await;
    let anna = house.admin("anna").await;
    for round in 0..14 {
        let next = password(if round % 2 == 0 { LEAKED } else { BETTER });
        house.security.set_password(anna, next, By::Program).await.unwrap();
    }
    // The built-in list goes on to judge, and the service is left alone after a while.
    let weak = house.security.set_password(anna, password("passwordpassword"), By::Program).await;
    assert!(matches!(weak, Err(SecurityError::Invalid(_))), "{weak:?}");
    let checks = house.security.breach_checks();
    assert_eq!((checks.known, checks.unanswered), (0, 15));
    assert!(provider.asked().len() < 14, "{}", provider.asked().len());
}

#[tokio::test]
async fn somebody_who_chooses_a_breached_password_reads_why_and_what_to_do() {
    let db = TestDb::sqlite().await.unwrap();
    let provider = service().await;
    let app = crate::shop::shop();
    let site = Served::start_secured(&app, &db, asking(&provider, options())).await;
    let mut anna = site.administrator().await;
    anna.get("/account/password").await;
    let change = [("current", PASSWORD), ("password", LEAKED), ("password_again", LEAKED)];
    let answer = anna.post("/account/password", &change).await;
    assert_eq!(answer.status, 422);
    assert!(answer.body.contains("in lists that attackers try"), "{}", answer.body);
    assert!(!answer.body.contains(LEAKED));
    drop(provider);
    anna.get("/account/password").await;
    let answer = anna.post("/account/password", &change).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
}
