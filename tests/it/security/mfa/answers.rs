//! Which answers open a session?

use fab::security::{Answer, SecurityError, SessionState};

use super::super::house::{GOOD, client, each_house};

#[tokio::test(flavor = "multi_thread")]
async fn half_a_session_becomes_full_under_another_token_by_a_right_code_and_by_nothing_else() {
    each_house(|house| async move {
        let anna = house.person("anna", &["Sales"]).await;
        let half = house.login("anna", GOOD).await.unwrap();
        assert_eq!(half.session.state(), SessionState::Half);
        let from = client("192.0.2.1");
        for wrong in ["", "12345", "abcdef", anna.phone.wrong(house.second()).as_str()] {
            let refused = house.security.answer(&half.session, Answer::Totp(wrong), &from).await;
            assert!(matches!(refused, Err(SecurityError::WrongCode)), "{wrong}: {refused:?}");
        }
        house.clock.advance(1);
        let code = anna.phone.code(house.second());
        let full = house.security.answer(&half.session, Answer::Totp(&code), &from).await.unwrap();
        assert!(full.session.is_full());
        assert_eq!(full.session.user(), Some(anna.id));
        assert_eq!(full.session.methods().collect::<Vec<_>>(), ["password", "totp"]);
        assert_eq!(full.session.proven_at(), Some(full.session.seen_at()));
        assert!(house.security.load(half.token.expose()).await.unwrap().is_none());
        assert!(house.security.load(full.token.expose()).await.unwrap().unwrap().is_full());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_code_opens_a_session_once() {
    each_house(|house| async move {
        let anna = house.person("anna", &[]).await;
        let from = client("192.0.2.1");
        let half = house.login("anna", GOOD).await.unwrap().session;
        let typed = anna.backup_codes[3].to_lowercase().replace('-', " ");
        let full = house.security.answer(&half, Answer::Backup(&typed), &from).await.unwrap();
        assert!(full.session.is_full());
        let standing = house.security.mfa_standing(&full.session).await.unwrap();
        assert_eq!(standing.backup_codes_left, 9);
        let half = house.login("anna", GOOD).await.unwrap().session;
        let again = house.security.answer(&half, Answer::Backup(&typed), &from).await;
        assert!(matches!(again, Err(SecurityError::WrongCode)), "{again:?}");
    })
    .await;
}
