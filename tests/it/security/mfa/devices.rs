//! Does a trusted browser spare its owner the code, and nobody anything else?

use std::time::Duration;

use fab::models::ActorId;
use fab::security::{By, Ended, MfaLevel, Opened, Password, SecurityError, SecurityOptions};
use fab_tests::databases::each_database;

use super::super::house::{BETTER, GOOD, House, client, each_house, options, password};
use super::phone::Person;

const DAY: i64 = 86_400;

pub(in crate::security) fn trusting() -> SecurityOptions {
    let mut options = options();
    options.mfa.device_life = Some(Duration::from_hours(14 * 24));
    options
}

/// A house that allows trust, on every database.
pub(super) async fn each_trusting<F, Fut>(test: F)
where
    F: Fn(House) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = ()> + Send + 'static,
{
    each_database(move |db| {
        let test = test.clone();
        async move { test(House::with(db, trusting()).await).await }
    })
    .await;
}

impl House {
    pub(super) async fn login_on(&self, username: &str, typed: Password, device: &str) -> Opened {
        let client = client("192.0.2.1");
        self.security.login_on(username, typed, &client, Some(device)).await.unwrap()
    }

    /// The token of a browser that is trusted from now on.
    pub(super) async fn trust(&self, username: &str, person: &Person) -> String {
        let full = self.full(username, person).await;
        self.security.trust_device(&full.session).await.unwrap().expose().to_owned()
    }

    pub(super) async fn is_asked(&self, username: &str, device: &str) -> bool {
        self.login_on(username, password(GOOD), device).await.session.awaits_factor()
    }

    pub(super) async fn devices(&self) -> i64 {
        self.number("SELECT COUNT(*) FROM fab_trusted_devices").await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn m21_no_browser_is_trusted_unless_the_site_allows_it() {
    each_house(|house| async move {
        let anna = house.person("anna", &["Sales"]).await;
        let full = house.full("anna", &anna).await.session;
        assert_eq!(house.security.offers_trust(&full), None);
        let refused = house.security.trust_device(&full).await;
        assert!(matches!(refused, Err(SecurityError::NotFresh)), "{refused:?}");
        assert_eq!(house.devices().await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m21_trust_that_the_site_takes_back_or_shortens_is_over() {
    each_trusting(|house| async move {
        let anna = house.person("anna", &["Sales"]).await;
        let device = house.trust("anna", &anna).await;
        let asked = async |life: Option<Duration>| {
            let mut options = trusting();
            options.mfa.device_life = life;
            let security = super::super::house::open(&house.db, &house.clock, options);
            let from = client("192.0.2.1");
            let opened = security.login_on("anna", password(GOOD), &from, Some(&device)).await;
            opened.unwrap().session.awaits_factor()
        };
        house.clock.advance(DAY * 2);
        assert!(!asked(Some(Duration::from_hours(14 * 24))).await);
        assert!(asked(Some(Duration::from_hours(24))).await);
        assert!(asked(Some(Duration::ZERO)).await);
        assert!(asked(None).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m21_a_trusted_browser_spares_the_code_at_the_sign_in_and_no_fresh_proof() {
    each_trusting(|house| async move {
        let anna = house.person("anna", &["Sales"]).await;
        let device = house.trust("anna", &anna).await;
        let opened = house.login_on("anna", password(GOOD), &device).await;
        let session = opened.session;
        assert!(session.is_full() && session.proven_at().is_none());
        assert_eq!(session.methods().collect::<Vec<_>>(), ["password", "device"]);
        let security = &house.security;
        assert!(!security.is_fresh(&session));
        let refusals = [
            security.remove_factor(&session, anna.factor).await.err(),
            security.new_backup_codes(&session).await.err(),
            security.begin_totp(&session, "Tablet").await.err(),
            security.change_password(&session, password(GOOD), password(BETTER)).await.err(),
            security.step_up_by_password(&session, password(GOOD)).await.err(),
            security.trust_device(&session).await.err(),
        ];
        for refusal in refusals {
            assert!(matches!(refusal, Some(SecurityError::NotFresh)), "{refusal:?}");
        }
        house.clock.advance(30);
        let fresh = house.totp(&session, &anna.phone.code(house.second())).await.unwrap();
        assert!(security.is_fresh(&fresh.session));
        // The password is asked for all the same.
        let from = client("192.0.2.1");
        let wrong = security.login_on("anna", password(BETTER), &from, Some(&device)).await;
        assert!(matches!(wrong, Err(SecurityError::WrongCredentials)), "{wrong:?}");
        let told = "SELECT COUNT(*) FROM fab_audit WHERE event = 'device.trusted'";
        assert_eq!(house.number(told).await, 1);
        // The database holds no token.
        let listed = security.trusted_devices(anna.id).await.unwrap();
        assert!(listed[0].id != device && listed[0].keeps(&device));
        assert_eq!(listed[0].client.user_agent.as_deref(), Some("Tester/1.0"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m21_where_a_role_asks_for_passkeys_no_browser_is_trusted() {
    each_trusting(|house| async move {
        let anna = house.person("anna", &["Sales", "Clerk"]).await;
        let device = house.trust("anna", &anna).await;
        assert!(!house.is_asked("anna", &device).await);
        house.ask("Clerk", MfaLevel::PhishingResistant, 30).await;
        assert!(house.is_asked("anna", &device).await, "trusted before, and asked");
        let full = house.full("anna", &anna).await.session;
        assert!(full.is_full(), "the days of grace are not over");
        assert_eq!(house.security.offers_trust(&full), None);
        let refused = house.security.trust_device(&full).await;
        assert!(matches!(refused, Err(SecurityError::NotFresh)), "{refused:?}");
        // A role that asks for any factor has what it asks for.
        house.ask("Clerk", MfaLevel::Required, 0).await;
        assert!(!house.is_asked("anna", &device).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m21_at15_a_token_of_another_user_or_a_changed_one_is_ignored() {
    each_trusting(|house| async move {
        let anna = house.person("anna", &["Sales"]).await;
        house.person("otto", &["Sales"]).await;
        let device = house.trust("anna", &anna).await;
        assert!(house.is_asked("otto", &device).await, "copied to somebody else");
        let mut last = device.clone();
        let end = if last.pop() == Some('A') { 'B' } else { 'A' };
        last.push(end);
        let hash = house.security.trusted_devices(anna.id).await.unwrap()[0].id.clone();
        for wrong in ["", "x", &last, &device[1..], &format!("{device}A"), &hash, "\0", "' OR 1=1"]
        {
            assert!(house.is_asked("anna", wrong).await, "{wrong:?}");
        }
        assert!(!house.is_asked("anna", &device).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m21_at15_trust_ends_by_itself_and_is_swept() {
    each_trusting(|house| async move {
        let anna = house.person("anna", &["Sales"]).await;
        let device = house.trust("anna", &anna).await;
        house.clock.advance(DAY * 14 - 1);
        assert!(!house.is_asked("anna", &device).await, "using it makes it no longer");
        house.clock.advance(1);
        assert!(house.is_asked("anna", &device).await);
        assert!(house.security.trusted_devices(anna.id).await.unwrap().is_empty());
        assert_eq!(house.devices().await, 1);
        house.security.sweep_expired().await.unwrap();
        assert_eq!(house.devices().await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m21_at15_a_browser_is_withdrawn_by_its_owner_and_by_no_stranger() {
    each_trusting(|house| async move {
        let anna = house.person("anna", &["Sales"]).await;
        let otto = house.person("otto", &["Sales"]).await;
        let device = house.trust("anna", &anna).await;
        let other = house.trust("anna", &anna).await;
        let listed = house.security.trusted_devices(anna.id).await.unwrap();
        let id = &listed.iter().find(|one| one.keeps(&device)).unwrap().id;
        let theirs = house.full("otto", &otto).await.session;
        let refused = house.security.distrust(otto.id, id, By::Session(&theirs)).await;
        assert!(matches!(refused, Err(SecurityError::NotFound { .. })), "{refused:?}");
        let own = house.login_on("anna", password(GOOD), &device).await.session;
        house.security.distrust(anna.id, id, By::Session(&own)).await.unwrap();
        assert!(house.is_asked("anna", &device).await);
        assert!(!house.is_asked("anna", &other).await, "the other one stays");
        let told = "SELECT COUNT(*) FROM fab_audit WHERE event = 'device.distrusted'";
        assert_eq!(house.number(told).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m21_nobody_trusts_more_browsers_than_the_site_allows_and_the_oldest_makes_room() {
    each_database(|db| async move {
        let mut options = trusting();
        options.mfa.most_devices = 2;
        let house = House::with(db, options).await;
        let anna = house.person("anna", &["Sales"]).await;
        let otto = house.person("otto", &["Sales"]).await;
        let others = house.trust("otto", &otto).await;
        let oldest = house.trust("anna", &anna).await;
        let second = house.trust("anna", &anna).await;
        assert!(!house.is_asked("anna", &oldest).await, "two are allowed");
        let newest = house.trust("anna", &anna).await;
        assert!(house.is_asked("anna", &oldest).await, "although it was the last that was used");
        for kept in [&second, &newest] {
            assert!(!house.is_asked("anna", kept).await);
        }
        assert!(!house.is_asked("otto", &others).await, "those of somebody else do not count");
        assert_eq!(house.security.trusted_devices(anna.id).await.unwrap().len(), 2);
        let told = "SELECT COUNT(*) FROM fab_audit WHERE event = 'device.distrusted' AND facts LIKE '%too many%'";
        assert_eq!(house.number(told).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m21_all_browsers_are_withdrawn_at_once_by_their_owner_or_by_who_may() {
    each_trusting(|house| async move {
        let anna = house.person("anna", &["Sales"]).await;
        let otto = house.person("otto", &["Sales"]).await;
        let kept = house.trust("otto", &otto).await;
        let devices = [house.trust("anna", &anna).await, house.trust("anna", &anna).await];
        let theirs = house.full("otto", &otto).await.session;
        let security = &house.security;
        let own = house.login_on("anna", password(GOOD), &devices[0]).await.session;
        assert_eq!(security.distrust_all(anna.id, By::Session(&own)).await.unwrap(), 2);
        for device in &devices {
            assert!(house.is_asked("anna", device).await);
        }
        assert!(!house.is_asked("otto", &kept).await);
        assert_eq!(security.distrust_all(anna.id, By::Session(&own)).await.unwrap(), 0);
        let told = "SELECT COUNT(*) FROM fab_audit WHERE event = 'device.distrusted'";
        assert_eq!(house.number(told).await, 1, "nothing to tell where there was none");
        let boss = house.admin("boss").await;
        let refused = security.distrust_all(boss, By::Session(&theirs)).await;
        assert!(matches!(refused, Err(SecurityError::Escalation)), "{refused:?}");
    })
    .await;
}

impl House {
    /// Somebody who trusts a browser, a fresh session of theirs, and the token.
    async fn trusting(&self, username: &str) -> (Person, Opened, String) {
        let person = self.person(username, &["Sales"]).await;
        let device = self.trust(username, &person).await;
        assert!(!self.is_asked(username, &device).await, "{username}");
        let full = self.full(username, &person).await;
        (person, full, device)
    }

    /// Their owner is asked for a code again, and no browser is listed.
    async fn trusts_none(&self, what: &str, username: &str, now: &str, device: &str) {
        let session = self.login_on(username, password(now), device).await.session;
        assert!(!session.is_full(), "{what}");
        let user = session.claimed_user().unwrap();
        let left = self.security.trusted_devices(user).await.unwrap();
        assert!(left.is_empty(), "{what}: {left:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn m21_at15_another_password_ends_all_trust() {
    each_trusting(|house| async move {
        let security = &house.security;
        let (_, full, device) = house.trusting("anna").await;
        let (old, new) = (password(GOOD), password(BETTER));
        security.change_password(&full.session, old, new).await.unwrap();
        house.trusts_none("changed", "anna", BETTER, &device).await;
        let (person, _, device) = house.trusting("otto").await;
        security.set_password(person.id, password(BETTER), By::Program).await.unwrap();
        house.trusts_none("set", "otto", BETTER, &device).await;
        let (person, _, device) = house.trusting("emma").await;
        let link = security.reset_link(person.id, By::Program).await.unwrap();
        let from = client("192.0.2.1");
        security.redeem_reset(link.expose(), password(BETTER), &from).await.unwrap();
        house.trusts_none("by a link", "emma", BETTER, &device).await;
        assert_eq!(house.devices().await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m21_at15_any_change_of_the_factors_ends_all_trust() {
    each_trusting(|house| async move {
        let security = &house.security;
        let (_, full, device) = house.trusting("anna").await;
        house.enrol(&full.session, "Tablet").await;
        house.trusts_none("added", "anna", GOOD, &device).await;
        let (person, full, device) = house.trusting("otto").await;
        let (_, _, done) = house.enrol(&full.session, "Tablet").await;
        let session = done.opened.session;
        security.trust_device(&session).await.unwrap();
        security.remove_factor(&session, person.factor).await.unwrap();
        house.trusts_none("removed", "otto", GOOD, &device).await;
        let (person, full, device) = house.trusting("emma").await;
        security.unlock_factor(&full.session, person.factor).await.unwrap();
        house.trusts_none("unlocked", "emma", GOOD, &device).await;
        let (_, full, device) = house.trusting("ida").await;
        security.new_backup_codes(&full.session).await.unwrap();
        house.trusts_none("backup codes", "ida", GOOD, &device).await;
        let (person, _, device) = house.trusting("lea").await;
        security.reset_factors(person.id, "lost", By::Program).await.unwrap();
        house.trusts_none("reset", "lea", GOOD, &device).await;
        assert_eq!(house.devices().await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m21_at15_ending_all_sessions_and_closing_the_account_end_all_trust() {
    each_trusting(|house| async move {
        let security = &house.security;
        let (person, _, device) = house.trusting("anna").await;
        security.end(person.id, Ended::All, By::Program).await.unwrap();
        house.trusts_none("all", "anna", GOOD, &device).await;
        let (person, full, device) = house.trusting("otto").await;
        let others = Ended::AllBut(full.session.id());
        security.end(person.id, others, By::Program).await.unwrap();
        house.trusts_none("all others", "otto", GOOD, &device).await;
        let (person, _, device) = house.trusting("emma").await;
        security.deactivate(person.id, By::Program).await.unwrap();
        security.activate(person.id, By::Program).await.unwrap();
        house.trusts_none("closed", "emma", GOOD, &device).await;
        assert_eq!(house.devices().await, 0);
        let (person, _, device) = house.trusting("ida").await;
        switch(&house, person.id, false).await;
        switch(&house, person.id, true).await;
        house.trusts_none("closed in its form", "ida", GOOD, &device).await;
    })
    .await;
}

/// Closes or opens an account as its form does.
async fn switch(house: &House, user: ActorId, active: bool) {
    use fab::db::Update;
    use fab::models::{Model as _, Scope};
    use fab::security::User;
    let store = house.security.store();
    let key = house.security.user(user).await.unwrap().to_record().key();
    let place = User::meta().columns().by_name("active").unwrap().index;
    let values = vec![(place, active.into())];
    let change = Update { model: User::meta(), values, version: None };
    store.update(&Scope::system(), &key, change).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn m21_a_session_that_did_not_begin_with_the_password_or_ended_trusts_nothing() {
    each_trusting(|house| async move {
        let anna = house.person("anna", &["Sales"]).await;
        let half = house.half("anna").await;
        let refused = house.security.trust_device(&half).await;
        assert!(matches!(refused, Err(SecurityError::SessionEnded)), "{refused:?}");
        let full = house.full("anna", &anna).await.session;
        house.clock.advance(600);
        let stale = house.security.trust_device(&full).await;
        assert!(matches!(stale, Err(SecurityError::NotFresh)), "{stale:?}");
        let full = house.full("anna", &anna).await.session;
        house.security.end(anna.id, Ended::All, By::Program).await.unwrap();
        let ended = house.security.trust_device(&full).await;
        assert!(matches!(ended, Err(SecurityError::SessionEnded)), "{ended:?}");
        // Without a factor there is nothing to spare.
        house.user("otto", &["Sales"]).await;
        let alone = house.login("otto", GOOD).await.unwrap().session;
        assert_eq!(house.security.offers_trust(&alone), None);
    })
    .await;
}
