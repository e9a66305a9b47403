//! Does a token of a program outlive what takes an account back, and does its owner hear of a new one?

use fab::security::{AuditEvent, By, Ended, NewToken, SecurityError, Session};
use fab::testing::TestDb;
use fab_tests::databases::each_database;
use fab_tests::pigeons::read;

use super::house::{BETTER, GOOD, House, WRONG, client, each_house, password};
use super::letters::{house, letters_to, person};
use super::roles::ParsePermission as _;

fn wanted(scopes: &[&str]) -> NewToken {
    let scopes = scopes.iter().map(|scope| scope.parse_permission()).collect();
    NewToken { name: "Nightly backup".to_owned(), scopes, days: 30 }
}

impl House {
    /// A token of the owner of a session that may whatever they may.
    async fn with_token(&self, session: &Session) -> String {
        self.security.make_token(session, wanted(&[])).await.unwrap().expose().clone()
    }

    async fn works(&self, token: &str) -> bool {
        self.security.bearer(token, &client("192.0.2.7")).await.unwrap().is_some()
    }

    /// The token is withdrawn, and that stands in the log, with why.
    async fn withdrawn(&self, token: &str, why: &str) {
        let entries = self.entries().await;
        let of_tokens: Vec<_> =
            entries.iter().filter(|entry| entry.event == AuditEvent::TokenRevoked).collect();
        let last = of_tokens.last().unwrap();
        assert!(last.facts.contains(why) && last.facts.contains("\"tokens\":1"), "{}", last.facts);
        assert!(!self.works(token).await, "{why}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_owner_hears_of_a_new_token_and_never_what_it_is() {
    each_database(|db: TestDb| async move {
        let (house, mail) = house(db).await;
        let sales = house.role("Sales").await;
        person(&house.security, "ann", &[sales]).await;
        let session = house.login("ann", GOOD).await.unwrap().session;
        let told = async |scopes: &[&str], count: usize| {
            let made = house.security.make_token(&session, wanted(scopes)).await.unwrap();
            let letters = letters_to(&mail, "ann@example.com", count).await;
            let (_, said) = read(&letters[count - 1]);
            assert!(said.contains("token for programs was made for your account"), "{said}");
            assert!(said.contains("Nightly backup"), "{said}");
            let (prefix, secret) = made.expose().rsplit_once('_').unwrap();
            assert!(!said.contains(secret) && !said.contains(prefix), "{said}");
            said.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        let said = told(&["customer.list", "order.*"], 1).await;
        assert!(
            said.contains("It may do customer.list order.*, and works until 2023-12-14"),
            "{said}"
        );
        let said = told(&[], 2).await;
        assert!(said.contains("It may do whatever you may do,"), "{said}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at16_an_account_that_is_taken_back_leaves_no_token_behind() {
    each_house(|house| async move {
        let (security, from) = (&house.security, client("192.0.2.1"));
        let anna = house.user("anna", &["Sales"]).await;
        let session = house.login("anna", GOOD).await.unwrap().session;
        let token = house.with_token(&session).await;
        let link = security.reset_link(anna, By::Program).await.unwrap();
        assert!(house.works(&token).await, "a link alone ends nothing");
        security.redeem_reset(link.expose(), password(BETTER), &from).await.unwrap();
        house.withdrawn(&token, "password reset").await;

        let session = house.login("anna", BETTER).await.unwrap().session;
        let token = house.with_token(&session).await;
        security.set_password(anna, password(WRONG), By::Program).await.unwrap();
        house.withdrawn(&token, "password reset").await;

        let session = house.login("anna", WRONG).await.unwrap().session;
        let token = house.with_token(&session).await;
        house.admin("boss").await;
        let boss = house.login("boss", GOOD).await.unwrap().session;
        security.end(anna, Ended::All, By::Session(&boss)).await.unwrap();
        house.withdrawn(&token, "sessions ended").await;

        // Tokens of others go on, and with no token there is nothing to write down.
        let mine = house.with_token(&boss).await;
        let seen = house.last_seq().await;
        security.end(anna, Ended::All, By::Program).await.unwrap();
        assert_eq!(house.events_after(seen).await, [AuditEvent::SessionEnded]);
        assert!(house.works(&mine).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m29_who_takes_the_factors_of_somebody_away_withdraws_their_tokens() {
    each_house(|house| async move {
        let anna = house.user("anna", &["Sales"]).await;
        let session = house.login("anna", GOOD).await.unwrap().session;
        let (_, _, confirmed) = house.enrol(&session, "Phone").await;
        let token = house.with_token(&confirmed.opened.session).await;
        assert!(house.works(&token).await);
        house.security.reset_factors(anna, "lost telephone", By::Program).await.unwrap();
        house.withdrawn(&token, "factors reset").await;
        assert!(house.security.tokens(anna).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_changes_the_own_password_keeps_the_tokens_and_may_withdraw_them_all() {
    each_house(|house| async move {
        let (security, anna) = (&house.security, house.user("anna", &["Sales"]).await);
        let otto = house.user("otto", &[]).await;
        let old = house.login("anna", GOOD).await.unwrap().session;
        let tokens = [house.with_token(&old).await, house.with_token(&old).await];
        let session =
            security.change_password(&old, password(GOOD), password(BETTER)).await.unwrap().session;
        security.end(anna, Ended::AllBut(session.id()), By::Session(&session)).await.unwrap();
        assert!(house.works(&tokens[0]).await && house.works(&tokens[1]).await);
        let refused = security.make_token(&old, wanted(&[])).await;
        assert!(matches!(refused, Err(SecurityError::SessionEnded)), "{refused:?}");

        let other = house.login("otto", GOOD).await.unwrap().session;
        let refused = security.revoke_tokens(anna, By::Session(&other)).await;
        assert!(matches!(refused, Err(SecurityError::Escalation)), "{refused:?}");
        assert_eq!(security.revoke_tokens(otto, By::Session(&other)).await.unwrap(), 0);
        assert_eq!(security.revoke_tokens(anna, By::Session(&session)).await.unwrap(), 2);
        assert!(!house.works(&tokens[0]).await && !house.works(&tokens[1]).await);

        let last = house.with_token(&session).await;
        security.end(anna, Ended::All, By::Session(&session)).await.unwrap();
        assert!(house.works(&last).await, "who ends the own sessions keeps the tokens");
    })
    .await;
}
