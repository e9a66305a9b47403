//! How does a factor come to count?

use fab::security::{FactorKind, SecurityError, SessionState};

use super::super::house::{GOOD, each_house};
use super::phone::Phone;

#[tokio::test(flavor = "multi_thread")]
async fn m06_a_factor_counts_from_its_first_right_code_on_and_its_secret_is_never_shown_again() {
    each_house(|house| async move {
        let anna = house.user("anna", &["Sales"]).await;
        let opened = house.login("anna", GOOD).await.unwrap();
        let begun = house.security.begin_totp(&opened.session, " Phone ").await.unwrap();
        assert_eq!(begun.name, "Phone");
        assert!(begun.uri.expose().starts_with("otpauth://totp/Shop:anna?"));

        // It is shown again while it is set up, and does not count.
        let again = house.security.pending_totp(&opened.session).await.unwrap();
        assert_eq!(again.as_ref().map(|again| &again.secret), Some(&begun.secret));
        assert!(house.security.factors(anna).await.unwrap().is_empty());
        assert!(house.login("anna", GOOD).await.unwrap().session.is_full());

        let phone = Phone::of(&begun);
        let wrong = phone.wrong(house.second());
        let refused = house.security.confirm_factor(&opened.session, begun.factor, &wrong).await;
        assert!(matches!(refused, Err(SecurityError::WrongCode)), "{refused:?}");
        let code = phone.code(house.second());
        let confirmed =
            house.security.confirm_factor(&opened.session, begun.factor, &code).await.unwrap();
        assert!(confirmed.opened.session.is_full());
        assert_eq!(confirmed.backup_codes.map(|codes| codes.len()), Some(10));

        let factors = house.security.factors(anna).await.unwrap();
        assert_eq!((factors[0].kind, factors[0].name.as_str()), (FactorKind::Totp, "Phone"));
        let session = confirmed.opened.session;
        assert!(house.security.pending_totp(&session).await.unwrap().is_none());
        let standing = house.security.mfa_standing(&session).await.unwrap();
        assert_eq!((standing.factors.len(), standing.backup_codes_left), (1, 10));

        let half = house.login("anna", GOOD).await.unwrap().session;
        assert_eq!(half.state(), SessionState::Half);
        assert!(half.awaits_factor() && !half.is_full() && half.user().is_none());
        assert_eq!(half.claimed_user(), Some(anna));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m06_what_is_being_set_up_belongs_to_one_session_for_ten_minutes() {
    each_house(|house| async move {
        house.user("anna", &[]).await;
        let one = house.login("anna", GOOD).await.unwrap().session;
        let other = house.login("anna", GOOD).await.unwrap().session;
        let begun = house.security.begin_totp(&one, "Phone").await.unwrap();
        let phone = Phone::of(&begun);
        assert!(house.security.pending_totp(&other).await.unwrap().is_none());
        let code = phone.code(house.second());
        let refused = house.security.confirm_factor(&other, begun.factor, &code).await;
        assert!(matches!(refused, Err(SecurityError::EnrolmentExpired)), "{refused:?}");

        // Another one takes its place.
        let second = house.security.begin_totp(&one, "Phone").await.unwrap();
        assert_ne!(second.secret, begun.secret);
        let refused = house.security.confirm_factor(&one, begun.factor, &code).await;
        assert!(matches!(refused, Err(SecurityError::EnrolmentExpired)), "{refused:?}");

        let opened = house.login("anna", GOOD).await.unwrap().session;
        let begun = house.security.begin_totp(&opened, "Phone").await.unwrap();
        house.clock.advance(599);
        assert!(house.security.pending_totp(&opened).await.unwrap().is_some());
        house.clock.advance(1);
        let code = Phone::of(&begun).code(house.second());
        let refused = house.security.confirm_factor(&opened, begun.factor, &code).await;
        assert!(matches!(refused, Err(SecurityError::NotFresh | SecurityError::EnrolmentExpired)));
        assert_eq!(house.security.sweep_expired().await.unwrap(), 2);
        assert_eq!(house.number("SELECT COUNT(*) FROM fab_factors").await, 0);
    })
    .await;
}
