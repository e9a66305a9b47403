//! Which links work once?

use fab::security::{By, LinkPurpose, NewUser, SecurityError};

use fab_tests::databases::each_database;
use fab_tests::site::{PASSWORD, Served};

use super::house::{BETTER, GOOD, House, at_once, client, each_house, password};

fn anna() -> NewUser {
    NewUser { username: "anna".to_owned(), ..NewUser::default() }
}

impl House {
    async fn setup(&self, token: &str, new: NewUser, typed: &str) -> Result<(), SecurityError> {
        let from = client("192.0.2.1");
        self.security.redeem_setup(token, new, password(typed), &from).await.map(drop)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_administrator_comes_in_by_a_link_that_works_once() {
    each_house(|house| async move {
        assert!(house.security.needs_setup().await.unwrap());
        let old = house.security.setup_link().await.unwrap().unwrap();
        let token = house.security.setup_link().await.unwrap().unwrap();
        let works = |token: &str| {
            let (security, token) = (house.security.clone(), token.to_owned());
            async move { security.check_link(&token, LinkPurpose::Setup).await.unwrap() }
        };
        assert!(!works(old.expose()).await && works(token.expose()).await && !works("x").await);

        // What was typed wrongly does not use it up.
        let error = house.setup(token.expose(), anna(), "short").await.unwrap_err();
        assert!(matches!(error, SecurityError::Invalid(_)));
        let from = client("192.0.2.1");
        let opened = house
            .security
            .redeem_setup(token.expose(), anna(), password(GOOD), &from)
            .await
            .unwrap();
        assert!(opened.session.is_admin());
        assert!(!works(token.expose()).await);
        let otto = NewUser { username: "otto".to_owned(), ..NewUser::default() };
        let error = house.setup(token.expose(), otto, GOOD).await.unwrap_err();
        assert!(matches!(error, SecurityError::DeadLink));
        assert!(!house.security.needs_setup().await.unwrap());
        assert!(house.security.setup_link().await.unwrap().is_none());
        let anna = house.security.find_user("anna").await.unwrap().unwrap();
        assert!(anna.last_login_at.is_some(), "the list of users tells that they signed in");
        house.login("anna", GOOD).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_dies_of_age_and_when_an_administrator_is_made_another_way() {
    each_house(|house| async move {
        let token = house.security.setup_link().await.unwrap().unwrap();
        house.clock.advance(24 * 3600);
        let error = house.setup(token.expose(), anna(), GOOD).await.unwrap_err();
        assert!(matches!(error, SecurityError::DeadLink));
        let token = house.security.setup_link().await.unwrap().unwrap();
        let boss = house.admin("boss").await;
        let error = house.setup(token.expose(), anna(), GOOD).await.unwrap_err();
        assert!(matches!(error, SecurityError::DeadLink));
        assert!(!house.security.check_link(token.expose(), LinkPurpose::Setup).await.unwrap());

        let token = house.security.reset_link(boss, By::Program).await.unwrap();
        house.clock.advance(3600);
        let error = house
            .security
            .redeem_reset(token.expose(), password(BETTER), &client("192.0.2.1"))
            .await
            .unwrap_err();
        assert!(matches!(error, SecurityError::DeadLink));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_sixteen_who_redeem_the_setup_link_at_once_one_becomes_administrator() {
    each_house(|house| async move {
        let token = house.security.setup_link().await.unwrap().unwrap();
        let results = at_once(16, |index| {
            let (security, token) = (house.security.clone(), token.clone());
            let new = NewUser { username: format!("user-{index}"), ..NewUser::default() };
            async move {
                let from = client("192.0.2.1");
                security.redeem_setup(token.expose(), new, password(GOOD), &from).await
            }
        })
        .await;
        let refused = results.iter().filter(|r| matches!(r, Err(SecurityError::DeadLink))).count();
        assert_eq!((results.iter().flatten().count(), refused), (1, 15), "{results:?}");
        assert_eq!(house.number("SELECT COUNT(*) FROM fab_users").await, 1);
        assert_eq!(house.number("SELECT COUNT(*) FROM fab_user_roles").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_sixteen_who_redeem_a_reset_link_at_once_one_sets_the_password() {
    each_house(|house| async move {
        let boss = house.admin("boss").await;
        let opened = house.login("boss", GOOD).await.unwrap();
        let token = house.security.reset_link(boss, By::Program).await.unwrap();
        assert!(!house.security.check_link(token.expose(), LinkPurpose::Setup).await.unwrap());
        let results = at_once(16, |_| {
            let (security, token) = (house.security.clone(), token.clone());
            async move {
                let from = client("192.0.2.1");
                security.redeem_reset(token.expose(), password(BETTER), &from).await
            }
        })
        .await;
        let refused = results.iter().filter(|r| matches!(r, Err(SecurityError::DeadLink))).count();
        assert_eq!((results.iter().flatten().count(), refused), (1, 15), "{results:?}");
        assert!(house.security.load(opened.token.expose()).await.unwrap().is_none());
        house.login("boss", BETTER).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn an_administrator_makes_a_link_that_is_shown_once() {
    each_database(|db| async move {
        let site = Served::start(&crate::shop::shop(), &db).await;
        let mut bob = site.person("bob", &["Reader"]).await;
        let key = site.security.find_user("bob").await.unwrap().unwrap().id;
        let mut anna = site.administrator().await;
        let path = format!("/users/{key}/reset-link");
        assert!(anna.get(&format!("/users/{key}")).await.body.contains(&path));
        let question = anna.get(&path).await;
        assert!(question.body.contains("for 1 hour"), "{}", question.body);
        assert!(!question.body.contains("/setup/"), "{}", question.body);
        let made = anna.post(&path, &[]).await;
        assert_eq!(made.status, 200, "{}", made.body);
        assert_eq!(made.header("cache-control"), Some("no-store"));
        assert!(
            made.headers.iter().all(|(_, value)| !value.contains("setup")),
            "{:?}",
            made.headers
        );
        let start = format!("value=\"http://{}/setup/", site.address);
        let (_, rest) = made.body.split_once(&start).unwrap_or_else(|| panic!("{}", made.body));
        let link = format!("/setup/{}", rest.split('"').next().unwrap());
        assert!(!anna.get(&path).await.body.contains("/setup/"), "it is shown once");

        assert_eq!(bob.get("/customers").await.status, 200, "a link alone ends nothing");
        let mut visitor = site.visitor();
        visitor.get(&link).await;
        let typed = [("password", BETTER), ("password_again", BETTER)];
        assert_eq!(visitor.post(&link, &typed).await.status, 303);
        visitor.sign_in("bob", BETTER).await;
        assert_eq!(bob.get("/customers").await.status, 303, "old sessions have ended");
        assert_eq!(visitor.get(&link).await.status, 404, "it works once");
        assert_ne!(BETTER, PASSWORD);
        // Whoever may not edit users makes no links.
        visitor.get("/account/password").await;
        assert_eq!(visitor.post(&path, &[]).await.status, 403);
    })
    .await;
}
