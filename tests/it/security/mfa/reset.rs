//! What if every factor is lost?

use fab::security::{By, LinkPurpose, SecurityError, SessionState};

use super::super::house::{BETTER, GOOD, client, each_house, password};
use super::phone::Phone;

#[tokio::test(flavor = "multi_thread")]
async fn m29_a_reset_takes_a_permission_a_reason_and_a_fresh_proof_and_nobody_resets_their_own() {
    each_house(|house| async move {
        let anna = house.person("anna", &["Sales"]).await;
        house.user("clerk", &["Clerk"]).await;
        let boss = house.admin("boss").await;
        let security = &house.security;
        let boss_session = house.login("boss", GOOD).await.unwrap().session;
        let clerk = house.login("clerk", GOOD).await.unwrap().session;
        let reset = async |user, reason: &str, by: By<'_>| security.reset_factors(user, reason, by).await.err();
        let refused = reset(anna.id, "lost", By::Session(&clerk)).await;
        assert!(matches!(refused, Some(SecurityError::Escalation)), "{refused:?}");
        let refused = reset(boss, "lost", By::Session(&boss_session)).await;
        assert!(matches!(refused, Some(SecurityError::Escalation)), "{refused:?}");
        let refused = reset(anna.id, "  ", By::Session(&boss_session)).await;
        assert!(matches!(refused, Some(SecurityError::Invalid(_))), "{refused:?}");
        house.clock.advance(601);
        let refused = reset(anna.id, "lost", By::Session(&boss_session)).await;
        assert!(matches!(refused, Some(SecurityError::NotFresh)), "{refused:?}");
        let boss_session =
            security.step_up_by_password(&boss_session, password(GOOD)).await.unwrap().session;

        let full = house.full("anna", &anna).await;
        let link = security.reset_factors(anna.id, "phone lost", By::Session(&boss_session)).await.unwrap();
        assert!(security.load(full.token.expose()).await.unwrap().is_none());
        assert!(security.factors(anna.id).await.unwrap().is_empty());
        let written = "SELECT COUNT(*) FROM fab_audit WHERE event = 'factor.reset' AND facts LIKE '%phone lost%'";
        assert_eq!(house.number(written).await, 1);

        // The password alone opens nothing, and sets nothing up.
        let half = house.login("anna", GOOD).await.unwrap().session;
        assert_eq!(half.state(), SessionState::Half);
        assert!(half.must_enrol() && !half.is_full());
        let refused = security.begin_totp(&half, "Mine").await;
        assert!(matches!(refused, Err(SecurityError::NotFresh)), "{refused:?}");
        // Nor does the link with the password of somebody else.
        let other = security.redeem_enrolment(&clerk, link.expose()).await;
        assert!(matches!(other, Err(SecurityError::SessionEnded)), "{other:?}");

        assert!(security.check_link(link.expose(), LinkPurpose::Enrol).await.unwrap());
        let half = security.redeem_enrolment(&half, link.expose()).await.unwrap().session;
        let (_, _, confirmed) = house.enrol(&half, "New phone").await;
        assert!(confirmed.opened.session.is_full() && confirmed.backup_codes.is_some());
        let again = house.login("anna", GOOD).await.unwrap().session;
        assert!(again.awaits_factor());
        let used = security.redeem_enrolment(&again, link.expose()).await;
        assert!(matches!(used, Err(SecurityError::DeadLink)), "{used:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m29_the_link_is_dead_after_a_day_and_the_account_stays_closed() {
    each_house(|house| async move {
        let anna = house.person("anna", &[]).await;
        let link = house.security.reset_factors(anna.id, "lost", By::Program).await.unwrap();
        house.clock.advance(24 * 3_600);
        house.security.sweep_expired().await.unwrap();
        let half = house.login("anna", GOOD).await.unwrap().session;
        let late = house.security.redeem_enrolment(&half, link.expose()).await;
        assert!(matches!(late, Err(SecurityError::DeadLink)), "{late:?}");
        assert!(half.must_enrol() && house.security.begin_totp(&half, "Mine").await.is_err());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m29_a_lost_link_is_replaced_and_where_nothing_was_taken_away_there_is_none() {
    each_house(|house| async move {
        let anna = house.person("anna", &[]).await;
        let otto = house.user("otto", &[]).await;
        let security = &house.security;
        let none = security.reset_factors(otto, "lost", By::Program).await;
        assert!(matches!(none, Err(SecurityError::NoFactors)), "{none:?}");
        let early = security.renew_enrolment_link(anna.id, "lost", By::Program).await;
        assert!(matches!(early, Err(SecurityError::NoFactors)), "{early:?}");
        let lost = security.reset_factors(anna.id, "lost", By::Program).await.unwrap();
        let again = security.reset_factors(anna.id, "lost", By::Program).await;
        assert!(matches!(again, Err(SecurityError::NoFactors)), "{again:?}");
        assert!(security.check_link(lost.expose(), LinkPurpose::Enrol).await.unwrap());
        assert!(security.mfa_standing_of(anna.id).await.unwrap().taken_away);

        house.user("clerk", &["Clerk"]).await;
        let clerk = house.login("clerk", GOOD).await.unwrap().session;
        let refused = security.renew_enrolment_link(anna.id, "mine", By::Session(&clerk)).await;
        assert!(matches!(refused, Err(SecurityError::Escalation)), "{refused:?}");
        let silent = security.renew_enrolment_link(anna.id, " ", By::Program).await;
        assert!(matches!(silent, Err(SecurityError::Invalid(_))), "{silent:?}");
        let link = security.renew_enrolment_link(anna.id, "tore it", By::Program).await.unwrap();
        assert!(!security.check_link(lost.expose(), LinkPurpose::Enrol).await.unwrap());
        let written =
            "SELECT COUNT(*) FROM fab_audit WHERE event = 'link.made' AND facts LIKE '%tore it%'";
        assert_eq!(house.number(written).await, 1);
        let half = house.login("anna", GOOD).await.unwrap().session;
        let half = security.redeem_enrolment(&half, link.expose()).await.unwrap().session;
        house.enrol(&half, "New phone").await;
        let late = security.renew_enrolment_link(anna.id, "lost", By::Program).await;
        assert!(matches!(late, Err(SecurityError::NoFactors)), "{late:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m29_whoever_came_by_a_link_that_was_replaced_sets_nothing_up() {
    each_house(|house| async move {
        let anna = house.person("anna", &[]).await;
        let security = &house.security;
        let stolen = security.reset_factors(anna.id, "lost", By::Program).await.unwrap();
        let half = house.login("anna", GOOD).await.unwrap().session;
        let half = security.redeem_enrolment(&half, stolen.expose()).await.unwrap();
        let begun = security.begin_totp(&half.session, "Theirs").await.unwrap();
        let link = security.renew_enrolment_link(anna.id, "read by others", By::Program).await;
        assert!(security.load(half.token.expose()).await.unwrap().is_none());
        // Nor by what is under way at that moment.
        let code = Phone::of(&begun).code(house.second());
        let refused = security.confirm_factor(&half.session, begun.factor, &code).await;
        assert!(matches!(refused, Err(SecurityError::SessionEnded)), "{refused:?}");
        assert!(security.factors(anna.id).await.unwrap().is_empty());
        let half = house.login("anna", GOOD).await.unwrap().session;
        let half = security.redeem_enrolment(&half, link.unwrap().expose()).await.unwrap().session;
        house.enrol(&half, "Mine").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m30_a_new_password_by_a_link_does_not_pass_by_the_second_factor() {
    each_house(|house| async move {
        let anna = house.person("anna", &[]).await;
        let link = house.security.reset_link(anna.id, By::Program).await.unwrap();
        house
            .security
            .redeem_reset(link.expose(), password(BETTER), &client("192.0.2.1"))
            .await
            .unwrap();
        let half = house.login("anna", BETTER).await.unwrap().session;
        assert!(half.awaits_factor() && !half.is_full());
        house.totp(&half, &anna.phone.code(house.second())).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m31_a_wrong_password_says_nothing_of_second_factors() {
    each_house(|house| async move {
        house.person("anna", &[]).await;
        house.user("otto", &[]).await;
        let names = ["anna", "otto", "stranger"];
        for name in names {
            house.login(name, BETTER).await.unwrap_err();
        }
        let mut seen = Vec::new();
        for name in names {
            let before = house.db.statement_count();
            let error = house.login(name, BETTER).await.unwrap_err();
            seen.push((error.to_string(), house.db.statement_count() - before));
        }
        seen.dedup();
        assert_eq!(seen.len(), 1, "{seen:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m35_everything_about_second_factors_is_on_record_and_nothing_secret_is() {
    each_house(|house| async move {
        let anna = house.person("anna", &[]).await;
        let half = house.half("anna").await;
        let wrong = anna.phone.wrong(house.second());
        house.totp(&half, &wrong).await.unwrap_err();
        house.clock.advance(30);
        let code = anna.phone.code(house.second());
        let full = house.totp(&half, &code).await.unwrap().session;
        let full = house.backup(&full, &anna.backup_codes[0]).await.unwrap().session;
        let full = house.security.rename_factor(&full, anna.factor, "Old").await.unwrap().session;
        house.security.new_backup_codes(&full).await.unwrap();
        house.security.remove_factor(&full, anna.factor).await.unwrap();
        let all: Vec<fab::security::AuditEntry> = house
            .security
            .store()
            .all(&fab::models::Scope::system(), &fab::models::Condition::Everything)
            .await
            .unwrap();
        for event in [
            "factor.added",
            "backup_code.made",
            "sign_in.password",
            "factor.refused",
            "sign_in.ok",
            "sign_in.step_up",
            "backup_code.used",
            "factor.renamed",
            "factor.removed",
        ] {
            use fab::models::Choice as _;
            assert!(all.iter().any(|entry| entry.event.as_str() == event), "{event}");
        }
        for entry in &all {
            let secret = [code.as_str(), wrong.as_str(), anna.backup_codes[0].as_str()];
            assert!(secret.iter().all(|secret| !entry.facts.contains(secret)), "{entry:?}");
        }
        assert!(house.security.verify_audit(None, None).await.unwrap().broken.is_none());
    })
    .await;
}
