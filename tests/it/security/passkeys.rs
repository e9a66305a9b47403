//! Do passkeys hold what they promise? A device in memory, honest at first.

use std::future::Future;

use fab::models::ActorId;
use fab::security::{
    Answer, Client, Confirmed, CsrfBinding, FactorKind, Opened, Security, SecurityError, Session,
    SessionState,
};
use fab::testing::TestDb;
use fab_tests::authenticator::Authenticator;
use fab_tests::databases::each_database;
use serde_json::Value as Json;

use super::house::{GOOD, House, at_once, client, options};

/// Where the site is, by its settings.
pub(super) const SITE: &str = "https://shop.example";
/// The cookie of somebody who is not signed in.
const VISITOR: &str = "a cookie of a visitor";

fn here() -> Client {
    client("192.0.2.1")
}

/// Runs `test` on every database, in a house where passkeys work.
async fn each_site<F, Fut>(test: F)
where
    F: Fn(House) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = ()> + Send + 'static,
{
    each_database(move |db| {
        let test = test.clone();
        async move { test(site(db).await).await }
    })
    .await;
}

async fn site(db: TestDb) -> House {
    let mut options = options();
    options.post.base_url = Some(SITE.to_owned());
    options.rates.sign_in_address.attempts = 100;
    House::with(db, options).await
}

/// Adds a passkey in a fresh session, as the page and the device do together.
pub(super) async fn enrol(
    security: &Security,
    session: &Session,
    device: &mut Authenticator,
) -> Confirmed {
    let asked = security.begin_passkey(session, "Laptop").await.unwrap();
    security.confirm_passkey(session, &device.create(&asked)).await.unwrap()
}

/// Signs in with nothing but the device.
async fn sign_in(security: &Security, device: &mut Authenticator) -> Result<Opened, SecurityError> {
    let visitor = CsrfBinding::Nonce(VISITOR);
    let asked = security.invite_passkey(visitor, &here()).await?;
    security.login_by_passkey(visitor, &device.get(&asked), &here()).await
}

/// Answers with the device in a session.
pub(super) async fn answer(
    security: &Security,
    session: &Session,
    device: &mut Authenticator,
) -> Result<Opened, SecurityError> {
    let asked = security.ask_passkey(session).await?;
    security.answer(session, Answer::Passkey(&device.get(&asked)), &here()).await
}

/// Somebody with a passkey on a device.
async fn person(house: &House, username: &str) -> (ActorId, Session, Authenticator) {
    let user = house.user(username, &["Sales"]).await;
    let mut device = Authenticator::at(SITE);
    let opened = house.login(username, GOOD).await.unwrap();
    let confirmed = enrol(&house.security, &opened.session, &mut device).await;
    (user, confirmed.opened.session, device)
}

fn json(text: &str) -> Json {
    serde_json::from_str(text).unwrap()
}

fn is_wrong(outcome: &Result<Opened, SecurityError>) -> bool {
    matches!(outcome, Err(SecurityError::WrongPasskey))
}

#[tokio::test]
async fn m34_a_passkey_is_the_second_factor_from_then_on() {
    each_site(async |house| {
        let (user, session, mut device) = person(&house, "anna").await;
        assert!(session.is_full());
        let factors = house.security.factors(user).await.unwrap();
        assert_eq!((factors.len(), factors[0].kind), (1, FactorKind::Passkey));
        assert_eq!(factors[0].name, "Laptop");

        let opened = house.login("anna", GOOD).await.unwrap();
        assert_eq!(opened.session.state(), SessionState::Half);
        assert!(opened.session.awaits_factor());
        let full = answer(&house.security, &opened.session, &mut device).await.unwrap();
        assert!(full.session.is_full() && house.security.is_fresh(&full.session));
        assert!(house.security.load(opened.token.expose()).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn m34_a_passkey_signs_in_without_a_name_and_counts_as_two_factors() {
    each_site(async |house| {
        let (user, _, mut device) = person(&house, "anna").await;
        let opened = sign_in(&house.security, &mut device).await.unwrap();
        assert_eq!(opened.session.user(), Some(user));
        assert!(opened.session.is_full() && house.security.is_fresh(&opened.session));
        assert_eq!(opened.session.methods().collect::<Vec<_>>(), ["passkey"]);
    })
    .await;
}

#[tokio::test]
async fn m34_the_site_asks_with_a_long_challenge_for_itself_and_names_nobody() {
    each_site(async |house| {
        house.user("anna", &["Sales"]).await;
        let session = house.login("anna", GOOD).await.unwrap().session;
        let mut device = Authenticator::at(SITE);
        let asked = house.security.begin_passkey(&session, "Laptop").await.unwrap();
        let options = json(&asked);
        assert_eq!(options["rp"]["id"], "shop.example");
        // Base64: 32 bytes of challenge, 16 of handle.
        assert!(options["challenge"].as_str().unwrap().len() >= 43);
        assert_eq!(options["user"]["id"].as_str().unwrap().len(), 22);
        assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
        let confirmed =
            house.security.confirm_passkey(&session, &device.create(&asked)).await.unwrap();
        let session = confirmed.opened.session;

        let again = json(&house.security.begin_passkey(&session, "Phone").await.unwrap());
        assert_eq!(again["user"]["id"], options["user"]["id"], "one handle for one person");
        assert_ne!(again["challenge"], options["challenge"]);
        let known = again["excludeCredentials"].as_array().unwrap();
        assert_eq!(known.len(), 1, "the device is told what it holds");

        let visitor = CsrfBinding::Nonce(VISITOR);
        let asked = json(&house.security.invite_passkey(visitor, &here()).await.unwrap());
        assert_eq!(asked["allowCredentials"].as_array().map(Vec::len).unwrap_or_default(), 0);
        assert_eq!(asked["userVerification"], "required");
    })
    .await;
}

#[tokio::test]
async fn at21_an_answer_counts_once_also_when_it_comes_sixteen_times_at_once() {
    each_site(async |house| {
        let (_, _, mut device) = person(&house, "anna").await;
        let visitor = CsrfBinding::Nonce(VISITOR);
        let asked = house.security.invite_passkey(visitor, &here()).await.unwrap();
        let said = device.get(&asked);
        let security = house.security.clone();
        let outcomes = at_once(16, |_| {
            let (security, said) = (security.clone(), said.clone());
            async move {
                let visitor = CsrfBinding::Nonce(VISITOR);
                security.login_by_passkey(visitor, &said, &client("192.0.2.9")).await
            }
        })
        .await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
        let refused = house.security.login_by_passkey(visitor, &said, &here()).await;
        assert!(is_wrong(&refused));

        let half = house.login("anna", GOOD).await.unwrap().session;
        let asked = house.security.ask_passkey(&half).await.unwrap();
        let said = device.get(&asked);
        let outcomes = at_once(16, |_| {
            let (security, said, half) = (security.clone(), said.clone(), half.clone());
            async move { security.answer(&half, Answer::Passkey(&said), &here()).await }
        })
        .await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    })
    .await;
}

#[tokio::test]
async fn at21_a_challenge_belongs_to_one_session_one_visitor_and_one_purpose() {
    each_site(async |house| {
        let (_, session, mut device) = person(&house, "anna").await;
        let security = &house.security;
        let one = house.login("anna", GOOD).await.unwrap().session;
        let other = house.login("anna", GOOD).await.unwrap().session;
        let said = device.get(&security.ask_passkey(&one).await.unwrap());
        let outcome = security.answer(&other, Answer::Passkey(&said), &here()).await;
        assert!(is_wrong(&outcome), "the challenge of another session");

        let (mine, theirs) = (CsrfBinding::Nonce("mine"), CsrfBinding::Nonce("theirs"));
        let said = device.get(&security.invite_passkey(mine, &here()).await.unwrap());
        assert!(is_wrong(&security.login_by_passkey(theirs, &said, &here()).await));
        let half = house.login("anna", GOOD).await.unwrap().session;
        let outcome = security.answer(&half, Answer::Passkey(&said), &here()).await;
        assert!(is_wrong(&outcome), "a challenge for the sign-in");
        assert!(security.login_by_passkey(mine, &said, &here()).await.is_ok(), "it is unused");

        let said = device.get(&security.ask_passkey(&session).await.unwrap());
        let binding = CsrfBinding::Session(&session);
        assert!(is_wrong(&security.login_by_passkey(binding, &said, &here()).await));
    })
    .await;
}

#[tokio::test]
async fn at21_a_challenge_is_good_for_five_minutes() {
    each_site(async |house| {
        let (_, _, mut device) = person(&house, "anna").await;
        let visitor = CsrfBinding::Nonce(VISITOR);
        let asked = house.security.invite_passkey(visitor, &here()).await.unwrap();
        house.clock.advance(5 * 60);
        let outcome = house.security.login_by_passkey(visitor, &device.get(&asked), &here()).await;
        assert!(is_wrong(&outcome));
        assert_eq!(house.number("SELECT COUNT(*) FROM fab_passkey_ceremonies").await, 1);
        house.security.sweep_expired().await.unwrap();
        assert_eq!(house.number("SELECT COUNT(*) FROM fab_passkey_ceremonies").await, 0);
    })
    .await;
}

#[tokio::test]
async fn at21_another_site_cannot_use_a_passkey_of_this_one() {
    each_site(async |house| {
        let (_, _, honest) = person(&house, "anna").await;
        let half = house.login("anna", GOOD).await.unwrap().session;
        for origin in [
            "https://shop.example.evil.test",
            "https://evil.test",
            "http://shop.example",
            "https://shop.example:8443",
            "https://sub.shop.example",
        ] {
            let mut device = Authenticator { origin: origin.to_owned(), ..honest.clone() };
            assert!(is_wrong(&sign_in(&house.security, &mut device).await), "{origin}");
            assert!(is_wrong(&answer(&house.security, &half, &mut device).await), "{origin}");
        }
        let rp_id = Some("evil.test".to_owned());
        let mut device = Authenticator { rp_id, ..honest.clone() };
        assert!(is_wrong(&sign_in(&house.security, &mut device).await));
        assert!(is_wrong(&answer(&house.security, &half, &mut device).await));
        let challenge = Some("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".to_owned());
        let mut device = Authenticator { challenge, ..honest };
        assert!(is_wrong(&sign_in(&house.security, &mut device).await));
    })
    .await;
}

#[tokio::test]
async fn at21_a_passkey_for_another_site_is_not_added() {
    each_site(async |house| {
        house.user("anna", &["Sales"]).await;
        let session = house.login("anna", GOOD).await.unwrap().session;
        let honest = Authenticator::at(SITE);
        let rp_id = Some("evil.test".to_owned());
        for mut device in [
            Authenticator::at("https://evil.test"),
            Authenticator { rp_id, ..honest.clone() },
            Authenticator { verifies: false, ..honest },
        ] {
            let asked = house.security.begin_passkey(&session, "Laptop").await.unwrap();
            let outcome = house.security.confirm_passkey(&session, &device.create(&asked)).await;
            assert!(matches!(outcome, Err(SecurityError::WrongPasskey)), "{device:?}");
        }
        assert_eq!(house.number("SELECT COUNT(*) FROM fab_factors").await, 0);
    })
    .await;
}

#[tokio::test]
async fn at21_a_device_that_does_not_check_its_owner_signs_nobody_in() {
    each_site(async |house| {
        let (_, _, mut device) = person(&house, "anna").await;
        device.verifies = false;
        assert!(is_wrong(&sign_in(&house.security, &mut device).await));
        device.verifies = true;
        assert!(sign_in(&house.security, &mut device).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn at21_a_copied_passkey_is_locked_and_written_down() {
    each_site(async |house| {
        let (user, _, mut device) = person(&house, "anna").await;
        let mut copy = device.clone();
        assert!(sign_in(&house.security, &mut device).await.is_ok());
        assert!(sign_in(&house.security, &mut device).await.is_ok());
        assert!(is_wrong(&sign_in(&house.security, &mut copy).await), "its counter went back");
        let copied = "SELECT COUNT(*) FROM fab_audit WHERE event = 'passkey.copied'";
        assert_eq!(house.number(copied).await, 1);
        assert!(house.security.factors(user).await.unwrap()[0].locked);

        // Nobody can tell which one is the copy: neither opens anything any more.
        assert!(is_wrong(&sign_in(&house.security, &mut device).await));
        assert!(is_wrong(&sign_in(&house.security, &mut copy).await));
        let half = house.login("anna", GOOD).await.unwrap().session;
        assert!(answer(&house.security, &half, &mut device).await.is_err());
        assert_eq!(house.number(copied).await, 1);
    })
    .await;
}

#[tokio::test]
async fn m34_a_device_that_does_not_count_is_no_copy() {
    each_site(async |house| {
        house.user("anna", &["Sales"]).await;
        let session = house.login("anna", GOOD).await.unwrap().session;
        let mut device = Authenticator { counter: None, ..Authenticator::at(SITE) };
        enrol(&house.security, &session, &mut device).await;
        for _ in 0..3 {
            assert!(sign_in(&house.security, &mut device).await.is_ok());
        }
    })
    .await;
}

#[tokio::test]
async fn at21_nobody_enrols_or_signs_in_under_the_handle_of_somebody_else() {
    each_site(async |house| {
        let (_, annas, mut hers) = person(&house, "anna").await;
        let (_, bens, mut his) = person(&house, "ben").await;
        let security = &house.security;

        // What Ben was asked, with Anna's handle in it, in Ben's session and in Anna's.
        let asked = security.begin_passkey(&bens, "Phone").await.unwrap();
        let mut forged = json(&asked);
        forged["user"]["id"] =
            json(&security.begin_passkey(&annas, "Phone").await.unwrap())["user"]["id"].clone();
        let mut device = Authenticator::at(SITE);
        let made = device.create(&forged.to_string());
        let outcome = security.confirm_passkey(&annas, &made).await;
        assert!(matches!(outcome, Err(SecurityError::WrongPasskey)), "Ben's challenge");
        assert!(security.confirm_passkey(&bens, &made).await.is_ok());
        // The device now says that its passkey is Anna's. It is Ben's, and opens nothing of hers.
        assert!(is_wrong(&sign_in(security, &mut device).await));

        let handle = hers.passkeys[0].handle.clone();
        his.passkeys[0].handle = handle;
        assert!(is_wrong(&sign_in(security, &mut his).await));
        let half = house.login("ben", GOOD).await.unwrap().session;
        assert!(is_wrong(&answer(security, &half, &mut his).await));

        // Anna's passkey in Ben's session.
        let asked = security.ask_passkey(&half).await.unwrap();
        let mut forged = json(&asked);
        forged["allowCredentials"] = Json::Array(Vec::new());
        let said = hers.get(&forged.to_string());
        let outcome = security.answer(&half, Answer::Passkey(&said), &here()).await;
        assert!(is_wrong(&outcome));
        assert!(sign_in(security, &mut hers).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn at21_a_registration_counts_once_and_a_passkey_belongs_to_one_person() {
    each_site(async |house| {
        house.user("anna", &["Sales"]).await;
        let session = house.login("anna", GOOD).await.unwrap().session;
        let mut device = Authenticator::at(SITE);
        let asked = house.security.begin_passkey(&session, "Laptop").await.unwrap();
        let made = device.create(&asked);
        let session = house.security.confirm_passkey(&session, &made).await.unwrap().opened.session;
        let again = house.security.confirm_passkey(&session, &made).await;
        assert!(matches!(again, Err(SecurityError::WrongPasskey)));
        assert_eq!(house.number("SELECT COUNT(*) FROM fab_factors").await, 1);
    })
    .await;
}

#[tokio::test]
async fn m22_where_a_role_asks_for_passkeys_nothing_else_is_enough() {
    each_site(async |house| {
        house.user("anna", &["Sales"]).await;
        let session = house.login("anna", GOOD).await.unwrap().session;
        let mut device = Authenticator::at(SITE);
        let codes = enrol(&house.security, &session, &mut device).await.backup_codes.unwrap();
        house.run("UPDATE fab_roles SET mfa_grace_days = 0, mfa = 'phishing_resistant'").await;
        let half = house.login("anna", GOOD).await.unwrap().session;
        let outcome =
            house.security.answer(&half, Answer::Backup(codes[0].expose()), &here()).await;
        assert!(matches!(outcome, Err(SecurityError::PasskeyOnly)), "{outcome:?}");
        let full = answer(&house.security, &half, &mut device).await.unwrap();
        assert!(full.session.is_full());
        house.run("UPDATE fab_roles SET mfa = 'required'").await;
        let half = house.login("anna", GOOD).await.unwrap().session;
        let outcome =
            house.security.answer(&half, Answer::Backup(codes[0].expose()), &here()).await;
        assert!(outcome.unwrap().session.is_full());
    })
    .await;
}
