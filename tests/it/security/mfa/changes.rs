//! Who may change what an account is guarded by?

use fab::models::Kind;
use fab::security::{By, MfaLevel, NewToken, SecurityError, SessionState};

use super::super::house::{BETTER, GOOD, at_once, each_house, password};

#[tokio::test(flavor = "multi_thread")]
async fn m05_a_secret_that_is_moved_to_the_row_of_somebody_else_opens_nothing() {
    each_house(|house| async move {
        let anna = house.person("anna", &[]).await;
        let otto = house.person("otto", &[]).await;
        let run = async |sql: &'static str, first: i64, second: i64| {
            let mut writer = house.db.writer();
            let mut parts = sql.split('?');
            writer.push(parts.next().unwrap()).bind(Kind::Int, first.into());
            writer.push(parts.next().unwrap()).bind(Kind::Int, second.into());
            house.db.execute(writer.finish(&[])).await.unwrap();
        };
        // The row as it is, given to somebody else.
        run("UPDATE fab_factors SET user_id = ? WHERE id = ?", otto.id.0, anna.factor).await;
        let half = house.half("otto").await;
        let refused = house.totp(&half, &anna.phone.code(house.second())).await;
        assert!(matches!(refused, Err(SecurityError::WrongCode)), "{refused:?}");
        run("UPDATE fab_factors SET user_id = ? WHERE id = ?", anna.id.0, anna.factor).await;

        // The secret alone.
        house.db.execute(house.db.writer().push(
            "CREATE TABLE moved AS SELECT id, secret FROM fab_factors",
        ).finish(&[])).await.unwrap();
        run(
            "UPDATE fab_factors SET secret = (SELECT m.secret FROM moved m WHERE m.id = ?) WHERE id = ?",
            anna.factor,
            otto.factor,
        )
        .await;
        house.clock.advance(300);
        let half = house.half("otto").await;
        let refused = house.totp(&half, &anna.phone.code(house.second())).await;
        assert!(matches!(refused, Err(SecurityError::WrongCode)), "{refused:?}");
        // Anna's own still works, and so do the backup codes of Otto.
        let full = house.full("anna", &anna).await;
        assert!(full.session.is_full());
        house.backup(&half, &otto.backup_codes[0]).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m19_whatever_guards_the_account_changes_only_after_a_fresh_proof_by_a_factor() {
    each_house(|house| async move {
        let anna = house.person("anna", &["Sales"]).await;
        let full = house.full("anna", &anna).await;
        let security = &house.security;
        assert!(security.is_fresh(&full.session));
        house.clock.advance(600);
        assert!(!security.is_fresh(&full.session) && full.session.is_full());
        let stale = &full.session;
        let new = NewToken { name: "robot".to_owned(), days: 1, scopes: Vec::new() };
        let refusals = [
            security.begin_totp(stale, "Tablet").await.err(),
            security.rename_factor(stale, anna.factor, "Old").await.err(),
            security.remove_factor(stale, anna.factor).await.err(),
            security.unlock_factor(stale, anna.factor).await.err(),
            security.new_backup_codes(stale).await.err(),
            security.change_password(stale, password(GOOD), password(BETTER)).await.err(),
            security.make_token(stale, new).await.err(),
            // The password is no proof where a factor is set up.
            security.step_up_by_password(stale, password(GOOD)).await.err(),
        ];
        for refusal in refusals {
            assert!(matches!(refusal, Some(SecurityError::NotFresh)), "{refusal:?}");
        }
        let fresh = house.totp(stale, &anna.phone.code(house.second())).await.unwrap();
        assert!(security.is_fresh(&fresh.session));
        security.rename_factor(&fresh.session, anna.factor, "Old").await.unwrap();
        assert_eq!(security.factors(anna.id).await.unwrap()[0].name, "Old");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m19_without_a_factor_the_password_is_the_fresh_proof() {
    each_house(|house| async move {
        house.user("anna", &[]).await;
        let opened = house.login("anna", GOOD).await.unwrap();
        house.clock.advance(601);
        let refused = house.security.begin_totp(&opened.session, "Phone").await;
        assert!(matches!(refused, Err(SecurityError::NotFresh)), "{refused:?}");
        let wrong = house.security.step_up_by_password(&opened.session, password(BETTER)).await;
        assert!(matches!(wrong, Err(SecurityError::WrongCredentials)), "{wrong:?}");
        let fresh =
            house.security.step_up_by_password(&opened.session, password(GOOD)).await.unwrap();
        assert!(house.security.load(opened.token.expose()).await.unwrap().is_none(), "M24");
        house.security.begin_totp(&fresh.session, "Phone").await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m20_of_the_last_two_factors_one_stays_when_both_are_removed_at_once() {
    each_house(|house| async move {
        let anna = house.person("anna", &["Sales"]).await;
        let (_, second, confirmed) = house.enrol(&anna.opened.session, "Tablet").await;
        house.ask("Sales", MfaLevel::Required, 0).await;
        let session = confirmed.opened.session;
        let removed = at_once(2, |place| {
            let (security, session) = (house.security.clone(), session.clone());
            let factor = if place == 0 { anna.factor } else { second };
            async move { security.remove_factor(&session, factor).await }
        })
        .await;
        assert_eq!(removed.iter().filter(|done| done.is_ok()).count(), 1, "{removed:?}");
        let left = house.security.factors(anna.id).await.unwrap();
        assert_eq!(left.len(), 1);
        let session = removed.into_iter().find_map(Result::ok).unwrap().session;
        let last = house.security.remove_factor(&session, left[0].id).await;
        assert!(matches!(last, Err(SecurityError::LastFactor)), "{last:?}");
        house.ask("Sales", MfaLevel::Optional, 0).await;
        let opened = house.security.remove_factor(&session, left[0].id).await.unwrap();
        assert!(opened.session.is_full());
        assert_eq!(house.number("SELECT COUNT(*) FROM fab_backup_codes").await, 0);
        assert!(house.login("anna", GOOD).await.unwrap().session.is_full());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m24_m27_every_change_of_a_factor_gives_another_token_and_ends_the_other_sessions() {
    each_house(|house| async move {
        let anna = house.user("anna", &[]).await;
        let other = house.login("anna", GOOD).await.unwrap();
        let opened = house.login("anna", GOOD).await.unwrap();
        let (_, factor, confirmed) = house.enrol(&opened.session, "Phone").await;
        let alive = async |token: &fab::crypto::Token| {
            house.security.load(token.expose()).await.unwrap().is_some()
        };
        assert!(!alive(&other.token).await && !alive(&opened.token).await);
        assert!(alive(&confirmed.opened.token).await);
        let half = house.login("anna", GOOD).await.unwrap();
        let renamed =
            house.security.rename_factor(&confirmed.opened.session, factor, "Old").await.unwrap();
        assert!(!alive(&confirmed.opened.token).await && alive(&renamed.token).await);
        let removed = house.security.remove_factor(&renamed.session, factor).await.unwrap();
        assert!(!alive(&half.token).await && !alive(&renamed.token).await);
        assert!(alive(&removed.token).await);
        assert!(house.security.factors(anna).await.unwrap().is_empty());
        // A session that is over changes nothing.
        let again = house.security.rename_factor(&renamed.session, factor, "New").await;
        assert!(again.is_err());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m25_half_a_session_lives_ten_minutes_and_may_do_nothing_of_its_own() {
    each_house(|house| async move {
        let anna = house.person("anna", &["Sales"]).await;
        let half = house.login("anna", GOOD).await.unwrap();
        let session = &half.session;
        assert_eq!(session.state(), SessionState::Half);
        assert!(session.grants().is_empty() && session.user().is_none() && !session.is_admin());
        let security = &house.security;
        let refusals = [
            security.begin_totp(session, "Mine").await.err(),
            security.remove_factor(session, anna.factor).await.err(),
            security.new_backup_codes(session).await.err(),
            security.change_password(session, password(GOOD), password(BETTER)).await.err(),
            security.confirm_password(session, password(GOOD)).await.err(),
            security.step_up_by_password(session, password(GOOD)).await.err(),
            security.redeem_enrolment(session, "nonsense").await.err(),
        ];
        for refusal in refusals {
            assert!(
                matches!(
                    refusal,
                    Some(
                        SecurityError::SessionEnded
                            | SecurityError::NotFresh
                            | SecurityError::DeadLink
                    )
                ),
                "{refusal:?}"
            );
        }
        house.clock.advance(599);
        assert!(security.load(half.token.expose()).await.unwrap().is_some());
        house.clock.advance(1);
        assert!(security.load(half.token.expose()).await.unwrap().is_none());
        let late = house.totp(session, &anna.phone.code(house.second())).await;
        assert!(matches!(late, Err(SecurityError::SessionEnded)), "{late:?}");
        // A full one lives as long as ever.
        let full = house.full("anna", &anna).await;
        assert_eq!((full.session.expires_at() - full.session.seen_at()).num_minutes(), 120);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m36_a_shorter_password_does_beside_a_second_factor_and_nowhere_else() {
    each_house(|house| async move {
        const SHORT: &str = "kQ7mzR2vX";
        let anna = house.person("anna", &[]).await;
        let otto = house.user("otto", &[]).await;
        let short = |user| house.security.set_password(user, password(SHORT), By::Program);
        assert!(matches!(short(otto).await, Err(SecurityError::Invalid(_))));
        let full = house.full("anna", &anna).await;
        let seven = password(&SHORT[..7]);
        let refused = house.security.change_password(&full.session, password(GOOD), seven).await;
        assert!(matches!(refused, Err(SecurityError::Invalid(_))), "{refused:?}");
        let opened = house
            .security
            .change_password(&full.session, password(GOOD), password(SHORT))
            .await
            .unwrap();
        // It cannot stand alone.
        let alone = house.security.remove_factor(&opened.session, anna.factor).await;
        assert!(matches!(alone, Err(SecurityError::LastFactor)), "{alone:?}");
        let opened = house
            .security
            .change_password(&opened.session, password(SHORT), password(BETTER))
            .await
            .unwrap();
        house.security.remove_factor(&opened.session, anna.factor).await.unwrap();
        assert!(matches!(short(anna.id).await, Err(SecurityError::Invalid(_))));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m40_the_factor_of_somebody_else_is_not_there() {
    each_house(|house| async move {
        let anna = house.person("anna", &[]).await;
        let otto = house.person("otto", &[]).await;
        let full = house.full("otto", &otto).await;
        let security = &house.security;
        for refusal in [
            security.rename_factor(&full.session, anna.factor, "Mine").await.err(),
            security.remove_factor(&full.session, anna.factor).await.err(),
            security.unlock_factor(&full.session, anna.factor).await.err(),
            security.send_code(&full.session, anna.factor).await.err(),
        ] {
            assert!(matches!(refusal, Some(SecurityError::NotFound { .. })), "{refusal:?}");
        }
        let denied = "SELECT COUNT(*) FROM fab_audit WHERE event = 'permission.denied'";
        assert_eq!(house.number(denied).await, 3);
        // AT10: the code of Anna is worth nothing for Otto.
        let half = house.half("otto").await;
        house.clock.advance(300);
        let crossed = house.totp(&half, &anna.phone.code(house.second())).await;
        assert!(matches!(crossed, Err(SecurityError::WrongCode)), "{crossed:?}");
        assert!(house.backup(&half, &anna.backup_codes[0]).await.is_err());
        assert_eq!(security.factors(anna.id).await.unwrap()[0].name, "Phone");
    })
    .await;
}
