//! Does a trusted browser spare those a code whom a provider vouches for, and nothing else?

use fab::security::{AuditEvent, By, MfaLevel, SecurityError};
use fab_tests::databases::each_database;
use fab_tests::issuer::Issuer;
use serde_json::json;

use super::super::house::House;
use super::super::mfa::trusting;
use super::{NOW, Place, provider, roles};

#[tokio::test(flavor = "multi_thread")]
async fn m21_who_came_by_a_provider_and_gave_a_code_may_trust_the_browser() {
    each_database(|db| async move {
        let house = House::with(db, trusting()).await;
        let issuer = Issuer::start(NOW).await;
        let mut acme = provider(&house, "acme", &issuer);
        acme.roles = roles(&[("staff", "Sales")]);
        let mut strong = provider(&house, "strong", &issuer);
        strong.roles.clone_from(&acme.roles);
        strong.second_factor = vec!["mfa".to_owned()];
        let place = Place::under(house, vec![acme, strong], trusting());
        let (house, claims) = (&place.house, json!({"groups": ["staff"]}));
        let arrive = async |name: &str, device: Option<&str>| {
            let mut claims = claims.clone();
            claims["amr"] = json!(["mfa"]);
            place.sign_in_on(name, &issuer, claims, device).await.unwrap().opened.session
        };
        let first = arrive("acme", None).await;
        assert!(first.is_full(), "no factor is set up yet");
        assert_eq!(house.security.offers_trust(&first), None, "there is nothing to spare");
        let (phone, _, _) = house.enrol(&first, "Phone").await;
        house.clock.advance(30);

        let half = arrive("acme", None).await;
        assert!(half.awaits_factor() && house.security.offers_trust(&half).is_some());
        let full = house.totp(&half, &phone.code(house.second())).await.unwrap().session;
        let device = house.security.trust_device(&full).await.unwrap().expose().to_owned();

        let spared = arrive("acme", Some(&device)).await;
        assert!(spared.is_full() && spared.proven_at().is_none());
        assert_eq!(spared.methods().collect::<Vec<_>>(), ["provider", "device"]);
        let last = house.entries().await.pop().unwrap();
        assert_eq!(last.event, AuditEvent::SignInOk);
        assert!(last.facts.contains("provider device"), "{}", last.facts);
        let refused = house.security.new_backup_codes(&spared).await;
        assert!(matches!(refused, Err(SecurityError::NotFresh)), "no fresh proof: {refused:?}");
        let refused = house.security.trust_device(&spared).await;
        assert!(matches!(refused, Err(SecurityError::NotFresh)), "{refused:?}");
        for wrong in ["", "x", &device[1..]] {
            assert!(arrive("acme", Some(wrong)).await.awaits_factor(), "{wrong:?}");
        }
        // Where the provider saw the second factor itself, none of ours is asked for, and nothing is offered.
        let strong = arrive("strong", None).await;
        assert!(strong.is_full());
        assert_eq!(house.security.offers_trust(&strong), None);

        // Whose role asks for passkeys is asked every time.
        house.ask("Sales", MfaLevel::PhishingResistant, 30).await;
        assert!(arrive("acme", Some(&device)).await.awaits_factor());
        house.ask("Sales", MfaLevel::Optional, 0).await;
        assert!(arrive("acme", Some(&device)).await.is_full());
        let user = spared.user().unwrap();
        house.security.distrust_all(user, By::Session(&spared)).await.unwrap();
        assert!(arrive("acme", Some(&device)).await.awaits_factor(), "withdrawn");
    })
    .await;
}
