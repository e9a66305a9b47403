//! Does a second factor follow whoever vouched for somebody?

use fab::security::{AuditEvent, MfaLevel, SessionState};
use fab_tests::authenticator::Authenticator;
use fab_tests::databases::each_database;
use fab_tests::issuer::Issuer;
use serde_json::json;

use super::super::house::{House, each_house, options};
use super::super::passkeys::{SITE, answer, enrol};
use super::{NOW, Place, client, provider, roles};

/// The role Sales asks for a second factor from now on.
async fn required(house: &House) {
    let sql = "UPDATE fab_roles SET mfa = 'required', mfa_grace_days = 0 WHERE name = 'Sales'";
    house
        .db
        .execute(fab::db::SqlWriter::new(house.db.dialect()).push(sql).finish(&[]))
        .await
        .unwrap();
}

#[tokio::test]
async fn at57_a_provider_is_no_way_around_a_second_factor_unless_the_settings_say_so() {
    each_house(async |house| {
        required(&house).await;
        let issuer = Issuer::start(NOW).await;
        let mut plain = provider(&house, "plain", &issuer);
        plain.roles = roles(&[("staff", "Sales")]);
        let mut strong = provider(&house, "strong", &issuer);
        strong.roles.clone_from(&plain.roles);
        strong.second_factor = vec!["mfa".to_owned(), "acr:gold".to_owned()];
        let place = Place::new(house, vec![plain, strong]);
        let state = async |name: &str, mut claims: serde_json::Value| {
            claims["groups"] = json!(["staff"]);
            let session = place.sign_in(name, &issuer, claims).await.unwrap().opened.session;
            assert_eq!(session.is_full(), session.state() == SessionState::Full);
            (session.state(), session.grants().is_empty())
        };
        let half = (SessionState::Half, true);
        assert_eq!(state("plain", json!({"amr": ["mfa"], "acr": "gold"})).await, half);
        assert_eq!(state("strong", json!({"amr": ["pwd"], "acr": "silver"})).await, half);
        assert_eq!(state("strong", json!({"amr": ["acr:gold"]})).await, half);
        let last = place.house.entries().await.pop().unwrap();
        assert_eq!(last.event, AuditEvent::PasswordAccepted);
        let full = (SessionState::Full, false);
        assert_eq!(state("strong", json!({"amr": ["pwd", "mfa"]})).await, full);
        assert_eq!(state("strong", json!({"acr": "gold"})).await, full);
    })
    .await;
}

#[tokio::test]
async fn at57_a_proxy_is_no_way_around_a_second_factor() {
    each_house(async |house| {
        required(&house).await;
        house.user("anna", &["Sales"]).await;
        house.user("bob", &["Clerk"]).await;
        let place = Place::new(house, Vec::new());
        let peer = client("192.0.2.1");
        let opened = place.security.login_by_proxy("anna", &peer).await.unwrap();
        assert_eq!(opened.session.state(), SessionState::Half);
        let opened = place.security.login_by_proxy("Bob", &peer).await.unwrap();
        assert!(opened.session.is_full());
    })
    .await;
}

#[tokio::test]
async fn at57_where_a_role_asks_for_passkeys_the_word_of_a_provider_does_for_none() {
    each_database(|db| async move {
        let mut set = options();
        set.post.base_url = Some(SITE.to_owned());
        let house = House::with(db, set.clone()).await;
        let issuer = Issuer::start(NOW).await;
        let mut strong = provider(&house, "strong", &issuer);
        strong.roles = roles(&[("staff", "Sales")]);
        strong.second_factor = vec!["mfa".to_owned()];
        let place = Place::under(house, vec![strong], set);
        let house = &place.house;
        let arrive = async |name: &str| {
            let claims = json!({
                "sub": name, "preferred_username": name, "groups": ["staff"], "amr": ["mfa"],
            });
            place.sign_in("strong", &issuer, claims).await.unwrap().opened.session
        };
        // Anna has a passkey here, bob has none.
        let mut device = Authenticator::at(SITE);
        enrol(&house.security, &arrive("anna").await, &mut device).await;
        arrive("bob").await;

        // Any second factor is enough: that of the provider too.
        house.ask("Sales", MfaLevel::Required, 0).await;
        for name in ["anna", "bob"] {
            let session = arrive(name).await;
            assert!(session.is_full() && !session.must_enrol(), "{name}");
            assert_eq!(session.methods().collect::<Vec<_>>(), ["provider_mfa"]);
        }

        // Only a passkey is: who has one is asked for it, and who has none has some days left.
        house.ask("Sales", MfaLevel::PhishingResistant, 30).await;
        let half = arrive("anna").await;
        assert!(half.awaits_factor() && half.needs_passkey() && half.grants().is_empty());
        let full = answer(&house.security, &half, &mut device).await.unwrap().session;
        assert!(full.is_full() && house.security.is_fresh(&full));
        let bob = arrive("bob").await;
        assert!(bob.is_full() && bob.grace_until().is_some());

        // After them nothing else is open to who has none.
        house.ask("Sales", MfaLevel::PhishingResistant, 0).await;
        let bob = arrive("bob").await;
        assert_eq!((bob.state(), bob.must_enrol()), (SessionState::Half, true));
        assert!(bob.grants().is_empty());
        let mut device = Authenticator::at(SITE);
        let bob = enrol(&house.security, &bob, &mut device).await.opened.session;
        assert!(bob.is_full() && !bob.must_enrol());
    })
    .await;
}
