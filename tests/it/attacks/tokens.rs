//! What opens a token of a program that is old, stolen, guessed or too wide?

use fab::db::SqlWriter;
use fab::models::ActorId;
use fab::security::{ADMIN, By, NewToken};
use fab_tests::client::Client;
use fab_tests::databases::each_database;
use fab_tests::site::{ADMINISTRATOR, PASSWORD, Served};

use crate::attacks::{open, sign_in};

async fn ask(site: &Served, token: &str, path: &str) -> u16 {
    let header = format!("Authorization: Bearer {token}\r\n");
    site.visitor().request("GET", path, &header, "").await.status
}

async fn token_of(site: &Served, username: &str, scopes: &[&str]) -> String {
    let password = fab::security::Password::new(PASSWORD.to_owned());
    let opened =
        site.security.login(username, password, &fab::security::Client::default()).await.unwrap();
    let wanted = NewToken {
        name: "nightly".to_owned(),
        scopes: scopes
            .iter()
            .map(|scope| fab::prelude::Permission::parse(scope).unwrap())
            .collect(),
        days: 1,
    };
    let made = site.security.make_token(&opened.session, wanted).await.unwrap();
    made.expose().to_owned()
}

const ROWS: &str = "/customers/search?q=";

#[tokio::test]
async fn at24_a_token_opens_nothing_once_its_time_is_over() {
    each_database(|db| async move {
        let site = open(&db).await;
        let token = token_of(&site, ADMINISTRATOR, &["customer.list"]).await;
        assert_eq!(ask(&site, &token, ROWS).await, 200);
        let statement = SqlWriter::new(db.dialect())
            .push("UPDATE fab_api_tokens SET expires_at = created_at")
            .finish(&[]);
        assert_eq!(db.execute(statement).await.unwrap(), 1);
        assert_eq!(ask(&site, &token, ROWS).await, 401);
    })
    .await;
}

#[tokio::test]
async fn at24_a_token_may_no_more_than_its_owner_at_that_moment() {
    each_database(|db| async move {
        let site = open(&db).await;
        site.person("rita", &["Reader"]).await;
        let token = token_of(&site, "rita", &[]).await;
        assert_eq!(ask(&site, &token, ROWS).await, 200);
        assert_eq!(ask(&site, &token, "/orders/search?q=").await, 403);
        let user = site.security.find_user("rita").await.unwrap().unwrap().id;
        site.security.set_roles(ActorId(user), &[], By::Program).await.unwrap();
        assert_eq!(ask(&site, &token, ROWS).await, 403, "the role is gone");
        site.security.deactivate(ActorId(user), By::Program).await.unwrap();
        assert_eq!(ask(&site, &token, ROWS).await, 401, "the owner is gone");
    })
    .await;
}

#[tokio::test]
async fn at24_guessed_halves_and_tokens_in_addresses_open_nothing() {
    each_database(|db| async move {
        let site = open(&db).await;
        let token = token_of(&site, ADMINISTRATOR, &[]).await;
        let (known, secret) = token.rsplit_once('_').unwrap();
        let other = "0".repeat(known.len() - "fab_".len());
        for guess in [
            format!("{known}_{}", "A".repeat(secret.len())),
            format!("fab_{other}_{secret}"),
            format!("{known}_"),
            known.to_owned(),
            token.to_uppercase(),
            format!("{token}A"),
        ] {
            assert_eq!(ask(&site, &guess, ROWS).await, 401, "{guess}");
        }
        let mut client: Client = site.visitor();
        let answer = client.get(&format!("{ROWS}&access_token={token}")).await;
        assert_eq!(answer.status, 400);
        let rows = SqlWriter::new(db.dialect())
            .push("SELECT hash FROM fab_api_tokens")
            .finish(&[fab::models::Kind::Text]);
        let kept = format!("{:?}", db.fetch(rows).await.unwrap());
        assert!(!kept.contains(secret), "the database holds the token itself");
    })
    .await;
}

#[tokio::test]
async fn at26_nobody_rises_by_a_page_of_their_own() {
    each_database(|db| async move {
        let site = open(&db).await;
        let admin_role = {
            let roles = site.security.roles().await.unwrap();
            roles.into_iter().find(|role| role.name == ADMIN).unwrap().id
        };
        site.person("rita", &["Reader"]).await;
        let user = site.security.find_user("rita").await.unwrap().unwrap().id;
        let mut rita = site.visitor();
        assert_eq!(sign_in(&mut rita, "rita", PASSWORD).await.status, 303);
        rita.get("/account/password").await;
        let id = admin_role.to_string();
        for path in [
            format!("/users/{user}/roles"),
            format!("/roles/{id}/grants"),
            format!("/users/{user}/edit"),
        ] {
            let answer = rita.post(&path, &[("role", &id), ("roles", &id), ("active", "on")]).await;
            assert_eq!(answer.status, 403, "{path}");
        }
        assert_eq!(rita.get("/users").await.status, 403);
    })
    .await;
}
