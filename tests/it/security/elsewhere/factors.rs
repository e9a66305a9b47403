//! Does a second factor follow whoever vouched for somebody?

use fab::security::{AuditEvent, SessionState};
use fab_tests::issuer::Issuer;
use serde_json::json;

use super::super::house::{House, each_house};
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
