//! Who is asked for a second factor, and from when on?

use fab::security::{MfaLevel, SecurityError, SessionState};

use super::super::house::{GOOD, each_house};

const DAY: i64 = 86_400;

#[tokio::test(flavor = "multi_thread")]
async fn m22_the_strictest_role_counts_and_its_days_begin_with_the_role() {
    each_house(|house| async move {
        house.ask("Sales", MfaLevel::Required, 3).await;
        house.clock.advance(DAY * 10);
        let anna = house.user("anna", &["Clerk", "Sales"]).await;
        let session = house.login("anna", GOOD).await.unwrap().session;
        let standing = house.security.mfa_standing(&session).await.unwrap();
        assert_eq!(standing.level, MfaLevel::Required);
        assert!(session.is_full() && !standing.must_enrol);
        let grace = standing.grace_until.unwrap();
        assert_eq!(grace.timestamp() - house.second(), DAY * 3);
        assert_eq!(session.grace_until(), Some(grace));

        // A second before the end, and at the end.
        house.clock.advance(DAY * 3 - 1);
        let opened = house.login("anna", GOOD).await.unwrap();
        assert!(opened.session.is_full());
        house.clock.advance(1);
        let over = house.security.load(opened.token.expose()).await.unwrap().unwrap();
        assert!(over.must_enrol() && !over.is_full() && over.grants().is_empty());
        assert_eq!(over.state(), SessionState::Full);
        let half = house.login("anna", GOOD).await.unwrap().session;
        assert_eq!(half.state(), SessionState::Half);
        assert!(half.must_enrol() && !half.awaits_factor());

        // Nothing but setting one up is open, and then everything is.
        let (_, _, confirmed) = house.enrol(&half, "Phone").await;
        assert!(confirmed.opened.session.is_full() && !confirmed.opened.session.must_enrol());
        assert_eq!(house.security.mfa_standing_of(anna).await.unwrap().grace_until, None);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m22_a_role_that_begins_to_ask_gives_its_days_to_those_who_hold_it() {
    each_house(|house| async move {
        let anna = house.user("anna", &["Sales", "Clerk"]).await;
        house.clock.advance(DAY * 100);
        house.ask("Sales", MfaLevel::Required, 5).await;
        let standing = house.security.mfa_standing_of(anna).await.unwrap();
        assert_eq!(standing.grace_until.unwrap().timestamp() - house.second(), DAY * 5);
        house.clock.advance(DAY * 4);
        // Saved again, it does not begin again; made stricter, it does, for the stricter part.
        house.ask("Sales", MfaLevel::Required, 5).await;
        let standing = house.security.mfa_standing_of(anna).await.unwrap();
        assert_eq!(standing.grace_until.unwrap().timestamp() - house.second(), DAY);
        house.ask("Clerk", MfaLevel::PhishingResistant, 0).await;
        let standing = house.security.mfa_standing_of(anna).await.unwrap();
        assert_eq!(standing.level, MfaLevel::PhishingResistant);
        assert!(standing.must_enrol);
        house.ask("Clerk", MfaLevel::Off, 0).await;
        assert!(!house.security.mfa_standing_of(anna).await.unwrap().must_enrol);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m22_an_app_is_not_enough_where_a_passkey_is_asked_for() {
    each_house(|house| async move {
        let anna = house.person("anna", &["Sales"]).await;
        house.ask("Sales", MfaLevel::PhishingResistant, 0).await;
        let full = house.full("anna", &anna).await.session;
        assert_eq!(full.state(), SessionState::Full);
        assert!(full.must_enrol() && !full.is_full());
        // They are still who they are: another factor can be set up.
        house.security.begin_totp(&full, "Tablet").await.unwrap();
        let refused = house.security.remove_factor(&full, anna.factor).await;
        assert!(matches!(refused, Err(SecurityError::SessionEnded)), "{refused:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_roles_offer_no_second_factor_none_is_set_up() {
    each_house(|house| async move {
        house.user("anna", &["Sales"]).await;
        house.ask("Sales", MfaLevel::Off, 0).await;
        let session = house.login("anna", GOOD).await.unwrap().session;
        let refused = house.security.begin_totp(&session, "Phone").await;
        assert!(matches!(refused, Err(SecurityError::FactorOff)), "{refused:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_read_by_one_statement_whatever_is_asked_of_its_owner() {
    each_house(|house| async move {
        let anna = house.person("anna", &["Sales", "Clerk"]).await;
        let full = house.full("anna", &anna).await;
        let before = house.db.statement_count();
        house.security.load(full.token.expose()).await.unwrap().unwrap();
        assert_eq!(house.db.statement_count() - before, 1);
    })
    .await;
}
