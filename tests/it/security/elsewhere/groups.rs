//! Which roles come and go with the groups of a provider?

use fab::models::ActorId;
use fab::security::{ADMIN, By};
use fab_tests::issuer::Issuer;
use serde_json::json;

use super::super::house::each_house;
use super::{NOW, Place, provider, roles};

#[tokio::test]
async fn roles_that_the_settings_name_follow_the_groups_and_no_others_do() {
    each_house(async |house| {
        let issuer = Issuer::start(NOW).await;
        let mut acme = provider(&house, "acme", &issuer);
        acme.roles = roles(&[("staff", "Sales"), ("leads", "People"), ("ghosts", "No such role")]);
        let clerk = house.role("Clerk").await;
        let place = Place::new(house, vec![acme]);
        let sign_in = async |groups: serde_json::Value| {
            let arrived = place.sign_in("acme", &issuer, json!({ "groups": groups })).await;
            let session = arrived.unwrap().opened.session;
            let names = session.roles().iter().map(|role| role.name.clone()).collect::<Vec<_>>();
            (session.user().unwrap(), names)
        };
        let (user, held) = sign_in(json!(["staff", "Admin", "ghosts", "other"])).await;
        assert_eq!(held, ["Sales"]);
        let both = [clerk, place.house.role("Sales").await];
        place.security.set_roles(user, &both, By::Program).await.unwrap();
        assert_eq!(sign_in(json!(["leads"])).await.1, ["Clerk", "People"]);
        assert_eq!(sign_in(json!([])).await.1, ["Clerk"]);
        assert_eq!(sign_in(json!("staff")).await.1, ["Clerk", "Sales"]);
        assert_eq!(sign_in(json!(["STAFF"])).await.1, ["Clerk"]);
    })
    .await;
}

#[tokio::test]
async fn at26_the_last_administrator_stays_one_whatever_the_groups_say() {
    each_house(async |house| {
        let issuer = Issuer::start(NOW).await;
        let mut acme = provider(&house, "acme", &issuer);
        acme.roles = roles(&[("root", ADMIN)]);
        let place = Place::new(house, vec![acme]);
        let held = async |groups: serde_json::Value| {
            let arrived = place.sign_in("acme", &issuer, json!({ "groups": groups })).await;
            arrived.unwrap().opened.session.is_admin()
        };
        assert!(held(json!(["root"])).await);
        assert!(held(json!([])).await, "nobody else is left");
        let _: ActorId = place.house.admin("anna").await;
        assert!(!held(json!([])).await);
    })
    .await;
}
