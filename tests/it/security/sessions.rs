//! How long does a session live?

use fab::security::{By, Ended, SessionState};

use super::house::{GOOD, House, at_once, client, each_house};
use super::roles::ParsePermission as _;

impl House {
    async fn lives(&self, token: &str) -> bool {
        self.security.load(token).await.unwrap().is_some()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn m26_a_session_ends_when_it_is_idle_and_at_last_however_much_it_is_used() {
    each_house(|house| async move {
        house.user("anna", &[]).await;
        let used = house.login("anna", GOOD).await.unwrap();
        let idle = house.login("anna", GOOD).await.unwrap();
        for _ in 0..5 {
            house.clock.advance(1439);
            assert!(house.lives(used.token.expose()).await);
        }
        assert!(!house.lives(idle.token.expose()).await);
        house.clock.advance(5);
        assert!(!house.lives(used.token.expose()).await);
        assert_eq!(house.security.sweep_expired().await.unwrap(), 2);
        assert_eq!(house.number("SELECT COUNT(*) FROM fab_sessions").await, 0);
        // What was counted for the account and for its address stays for as long as anything counts.
        house.clock.advance(86_400);
        assert_eq!(house.security.sweep_expired().await.unwrap(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_holds_no_token_and_anything_else_opens_nothing() {
    each_house(|house| async move {
        house.user("anna", &[]).await;
        let opened = house.login("anna", GOOD).await.unwrap();
        assert_eq!(opened.session.id().len(), 64);
        assert_ne!(opened.session.id(), opened.token.expose());
        for text in ["", "x", opened.session.id(), "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
            assert!(!house.lives(text).await, "{text}");
        }
        assert!(house.lives(opened.token.expose()).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_loaded_with_roles_and_permissions_in_one_statement() {
    each_house(|house| async move {
        house.user("anna", &["Sales", "Clerk"]).await;
        let sales = house.role("Sales").await;
        let more = ["invoice.list".parse_permission(), "invoice.show".parse_permission()];
        house.security.set_grants(sales, &more, By::Program).await.unwrap();
        let opened = house.login("anna", GOOD).await.unwrap();

        let before = house.db.statement_count();
        let session = house.security.load(opened.token.expose()).await.unwrap().unwrap();
        assert_eq!(house.db.statement_count() - before, 1);
        let names: Vec<&str> = session.roles().iter().map(|role| role.name.as_str()).collect();
        assert_eq!(names, ["Clerk", "Sales"]);
        for (permission, allowed) in [
            ("customer.edit", true),
            ("order.ship", true),
            ("invoice.show", true),
            ("invoice.edit", false),
            ("user.list", false),
        ] {
            assert_eq!(session.allows(&permission.parse_permission()), allowed, "{permission}");
        }
        assert_eq!(session.client(), &client("192.0.2.1"));

        // Once a minute it is noted that the session is used.
        house.clock.advance(61);
        for statements in [2, 1] {
            let before = house.db.statement_count();
            house.security.load(opened.token.expose()).await.unwrap().unwrap();
            assert_eq!(house.db.statement_count() - before, statements);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_session_is_not_brought_back_by_a_request_that_is_still_running() {
    each_house(|house| async move {
        house.user("anna", &[]).await;
        let opened = house.login("anna", GOOD).await.unwrap();
        house.clock.advance(120);
        let (security, token) = (house.security.clone(), opened.token.clone());
        let slow = tokio::spawn(async move {
            for _ in 0..20 {
                security.load(token.expose()).await.unwrap();
            }
        });
        house.security.close(&opened.session).await.unwrap();
        slow.await.unwrap();
        assert!(!house.lives(opened.token.expose()).await);
        house.security.rotate(&opened.session, SessionState::Full).await.unwrap_err();
        assert_eq!(house.number("SELECT COUNT(*) FROM fab_sessions").await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_sixteen_rotations_at_once_one_gets_a_token_and_the_old_one_is_dead() {
    each_house(|house| async move {
        house.user("anna", &[]).await;
        let opened = house.login("anna", GOOD).await.unwrap();
        let results = at_once(16, |_| {
            let (security, session) = (house.security.clone(), opened.session.clone());
            async move { security.rotate(&session, SessionState::Full).await }
        })
        .await;
        let winners: Vec<_> = results.into_iter().flatten().collect();
        assert_eq!(winners.len(), 1);
        assert!(!house.lives(opened.token.expose()).await);
        assert!(house.lives(winners[0].token.expose()).await);
        assert_eq!(winners[0].session.created_at(), opened.session.created_at());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_is_not_full_allows_nothing() {
    each_house(|house| async move {
        house.admin("anna").await;
        let opened = house.login("anna", GOOD).await.unwrap();
        let half =
            house.security.rotate(&opened.session, SessionState::Half).await.unwrap().session;
        assert!(!half.is_full() && !half.is_admin() && half.grants().is_empty());
        assert!(!half.allows(&"user.list".parse_permission()));
        let nobody = house.security.open_anonymous(&client("192.0.2.1")).await.unwrap().session;
        assert_eq!(nobody.state(), SessionState::Anonymous);
        assert!(nobody.user().is_none() && !nobody.is_full());
        for session in [&half, &nobody] {
            let refused =
                house.security.set_roles(opened.session.user().unwrap(), &[], By::Session(session));
            assert!(refused.await.is_err());
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn deactivation_and_the_end_of_all_sessions_work_at_once() {
    each_house(|house| async move {
        let anna = house.user("anna", &[]).await;
        let first = house.login("anna", GOOD).await.unwrap();
        house.security.end(anna, Ended::All, By::Program).await.unwrap();
        assert!(!house.lives(first.token.expose()).await);
        let second = house.login("anna", GOOD).await.unwrap();
        house.security.deactivate(anna, By::Program).await.unwrap();
        assert!(!house.lives(second.token.expose()).await);
        house.security.activate(anna, By::Program).await.unwrap();
        assert!(!house.lives(second.token.expose()).await);
        house.login("anna", GOOD).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn people_see_their_own_sessions_and_close_no_others() {
    each_house(|house| async move {
        let anna = house.user("anna", &[]).await;
        let otto = house.user("otto", &[]).await;
        let first = house.login("anna", GOOD).await.unwrap();
        house.clock.advance(61);
        let second = house.login("anna", GOOD).await.unwrap();
        let other = house.login("otto", GOOD).await.unwrap();
        let ids: Vec<String> =
            house.security.list(anna).await.unwrap().into_iter().map(|info| info.id).collect();
        assert_eq!(ids, [second.session.id(), first.session.id()]);
        let end = |id| house.security.end(anna, Ended::One(id), By::Session(&second.session));
        assert_eq!(end(other.session.id()).await.unwrap(), 0);
        assert_eq!(end(first.session.id()).await.unwrap(), 1);
        assert_eq!(house.security.list(anna).await.unwrap().len(), 1);
        assert_eq!(house.security.list(otto).await.unwrap().len(), 1);
    })
    .await;
}
