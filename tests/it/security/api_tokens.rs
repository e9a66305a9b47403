//! How far does a program get with a token?

use fab::models::ActorId;
use fab::security::{AuditEvent, By, NewToken, SecurityError, Session};

use super::house::{GOOD, House, at_once, client, each_house, password};
use super::roles::ParsePermission as _;

fn wanted(scopes: &[&str], days: u16) -> NewToken {
    let scopes = scopes.iter().map(|scope| scope.parse_permission()).collect();
    NewToken { name: "Backup".to_owned(), scopes, days }
}

impl House {
    async fn bearer(&self, text: &str) -> Option<Session> {
        self.security.bearer(text, &client("192.0.2.7")).await.unwrap()
    }

    async fn token(&self, session: &Session, scopes: &[&str]) -> String {
        let made = self.security.make_token(session, wanted(scopes, 30)).await.unwrap();
        made.expose().clone()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_may_what_it_is_for_and_never_more_than_its_owner_may_now() {
    each_house(|house| async move {
        let anna = house.user("anna", &["Sales", "Clerk"]).await;
        let session = house.login("anna", GOOD).await.unwrap().session;
        let narrow = house.token(&session, &["customer.list", "order.*"]).await;
        let wide = house.token(&session, &[]).await;
        let allows = async |text: &str, permission: &str| {
            let found = house.bearer(text).await.unwrap();
            found.allows(&permission.parse_permission())
        };
        assert!(allows(&narrow, "customer.list").await && allows(&narrow, "order.ship").await);
        assert!(!allows(&narrow, "customer.edit").await && allows(&wide, "customer.edit").await);
        assert!(!allows(&wide, "user.list").await);

        let refused = house.security.make_token(&session, wanted(&["user.list"], 30)).await;
        assert!(matches!(refused, Err(SecurityError::Invalid(_))), "{refused:?}");
        for days in [0, 367] {
            house.security.make_token(&session, wanted(&[], days)).await.unwrap_err();
        }

        // What the person loses, the token loses with it.
        let sales = house.role("Sales").await;
        house.security.set_roles(anna, &[sales], By::Program).await.unwrap();
        assert!(!allows(&wide, "customer.edit").await && allows(&wide, "customer.list").await);
        house.security.set_roles(anna, &[], By::Program).await.unwrap();
        assert!(!allows(&narrow, "customer.list").await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_ends_by_time_by_withdrawal_and_with_its_owner() {
    each_house(|house| async move {
        let anna = house.user("anna", &["Sales"]).await;
        let otto = house.user("otto", &[]).await;
        let session = house.login("anna", GOOD).await.unwrap().session;
        let token = house.token(&session, &[]).await;
        assert!(house.bearer(&token).await.is_some());
        let id = house.security.tokens(anna).await.unwrap()[0].id;
        assert!(!house.security.revoke_token(otto, id, By::Program).await.unwrap());
        house.security.deactivate(anna, By::Program).await.unwrap();
        assert!(house.bearer(&token).await.is_none());
        house.security.activate(anna, By::Program).await.unwrap();
        assert!(house.bearer(&token).await.is_some());
        assert!(house.security.revoke_token(anna, id, By::Program).await.unwrap());
        assert!(house.bearer(&token).await.is_none());

        let session = house.login("anna", GOOD).await.unwrap().session;
        let token = house.token(&session, &[]).await;
        house.clock.advance(30 * 24 * 3600 - 1);
        assert!(house.bearer(&token).await.is_some());
        house.clock.advance(1);
        assert!(house.bearer(&token).await.is_none());
        house.clock.advance(31 * 24 * 3600);
        house.security.sweep_expired().await.unwrap();
        assert!(house.security.tokens(anna).await.unwrap().is_empty());

        let session = house.login("anna", GOOD).await.unwrap().session;
        let token = house.token(&session, &[]).await;
        let key = fab::models::Key::new(vec![fab::models::Value::Int(anna.0)]);
        let (meta, all) =
            (<fab::security::User as fab::models::Model>::meta(), fab::models::Scope::system());
        house.security.store().delete(meta, &all, &key, None).await.unwrap();
        assert!(house.bearer(&token).await.is_none());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_and_the_log_hold_no_token_and_guesses_are_noted_once() {
    each_house(|house| async move {
        let anna = house.user("anna", &["Sales"]).await;
        let session = house.login("anna", GOOD).await.unwrap().session;
        let token = house.token(&session, &[]).await;
        let secret = token.rsplit_once('_').unwrap().1;
        let seen = house.last_seq().await;
        let other = house.token(&session, &[]).await;
        let mixed = format!("{}_{}", &token[..16], &other[17..]);
        for wrong in ["", "x", &token[1..], &mixed, &token.to_uppercase(), session.id()] {
            assert!(house.bearer(wrong).await.is_none(), "{wrong}");
        }
        let events = house.events_after(seen).await;
        assert_eq!(events, [AuditEvent::TokenMade, AuditEvent::SignInFailed]);
        assert!(!format!("{:?}", house.entries().await).contains(secret));
        let found = house.security.tokens(anna).await.unwrap();
        assert!(!format!("{found:?}").contains(secret));
        assert!(token.starts_with(&found[1].prefix));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_use_is_written_once_a_minute_whoever_asks_at_the_same_time() {
    each_house(|house| async move {
        let anna = house.user("anna", &[]).await;
        let session = house.login("anna", GOOD).await.unwrap().session;
        let token = house.token(&session, &[]).await;
        for (wait, statements) in [(0, 2), (59, 1), (1, 2), (0, 1)] {
            house.clock.advance(wait);
            let before = house.db.statement_count();
            house.bearer(&token).await.unwrap();
            assert_eq!(house.db.statement_count() - before, statements, "after {wait}");
        }
        let used = house.security.tokens(anna).await.unwrap()[0].last_used_at.unwrap();
        assert_eq!(used.timestamp(), 1_700_000_060);
        house.clock.advance(120);
        at_once(16, |_| {
            let (security, token) = (house.security.clone(), token.clone());
            async move { security.bearer(&token, &client("192.0.2.7")).await.unwrap().unwrap() }
        })
        .await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_token_nobody_touches_accounts_roles_or_tokens() {
    each_house(|house| async move {
        let boss = house.admin("boss").await;
        let session = house.login("boss", GOOD).await.unwrap().session;
        let token = house.token(&session, &[]).await;
        let program = house.bearer(&token).await.unwrap();
        assert!(program.is_of_a_token() && program.allows(&"user.edit".parse_permission()));
        let by = By::Session(&program);
        let security = &house.security;
        let anna = house.user("anna", &[]).await;
        let admin = house.role("Admin").await;
        for refused in [
            security.set_roles(anna, &[admin], by).await,
            security.set_password(anna, password(GOOD), by).await,
            security.deactivate(anna, by).await,
            security.reset_link(anna, by).await.map(drop),
            security.make_token(&program, wanted(&[], 1)).await.map(drop),
            security.revoke_token(boss, 1, by).await.map(drop),
            security.end(ActorId(boss.0), fab::security::Ended::All, by).await.map(drop),
        ] {
            assert!(matches!(refused, Err(SecurityError::Escalation)), "{refused:?}");
        }
        security.confirm_password(&program, password(GOOD)).await.unwrap_err();
    })
    .await;
}
