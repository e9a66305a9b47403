//! Does what matters ask once more who it is, and keep what was typed meanwhile?

use fab::crypto::AppSecret;
use fab::models::{ActorId, Kind, Value};
use fab::security::{By, HandOver, NewUser, PasswordCost, SecurityOptions};
use fab_tests::databases::each_database;
use fab_tests::pigeons::Pigeons;
use fab_tests::site::PASSWORD;

use super::{Person, Site, between, each_site, hidden, pairs};

/// Longer than a proof is fresh.
const LATER: i64 = 11 * 60;

async fn stale(site: &Site) -> Person {
    let mut person = site.person_with_phone("bo", &["Clerk"]).await;
    assert_eq!(person.client.get("/treasures/1/edit").await.status, 200, "fresh from the wizard");
    site.clock.advance(LATER);
    person
}

#[tokio::test]
async fn m19_what_a_model_marks_asks_for_a_fresh_proof_and_nothing_else_does() {
    each_site(|site| async move {
        let mut bo = stale(&site).await;
        for path in ["/treasures", "/treasures/1", "/treasures/add", "/account/security"] {
            assert_eq!(bo.client.get(path).await.status, 200, "{path}");
        }
        for path in ["/treasures/1/edit", "/treasures/1/delete", "/treasures/export", "/mfa/setup"]
        {
            let asked = bo.client.get(path).await;
            let wanted = format!("/account/confirm?next={}", path.replace('/', "%2F"));
            assert_eq!((asked.status, asked.location()), (303, wanted.as_str()));
        }
        bo.client.get("/account/confirm?next=/treasures/1/edit").await;
        let code = bo.phone.code(site.second());
        let fields = [("way", "totp"), ("code", code.as_str()), ("next", "/treasures/1/edit")];
        let before = bo.client.cookie("fab_session").unwrap().to_owned();
        let answer = bo.client.post("/account/confirm", &fields).await;
        assert_eq!(
            (answer.status, answer.location()),
            (303, "/treasures/1/edit"),
            "{}",
            answer.body
        );
        assert_ne!(bo.client.cookie("fab_session").unwrap(), before, "m24");
        assert_eq!(bo.client.get("/treasures/1/edit").await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn m19_a_form_waits_for_the_proof_and_comes_back_as_it_was_typed() {
    each_site(|site| async move {
        let mut bo = stale(&site).await;
        bo.client.get("/treasures/add").await;
        let asked = bo.client.post("/treasures/1/edit", &[("name", "Crown & <Sceptre>")]).await;
        assert_eq!(asked.status, 403);
        assert!(asked.body.contains("Confirm that it is you"), "{}", asked.body);
        let mut fields = hidden(&asked);
        let wrong: Vec<(String, String)> =
            fields.iter().cloned().chain([("code".to_owned(), "000000".to_owned())]).collect();
        let refused = bo.client.post("/account/confirm", &pairs(&wrong)).await;
        assert_eq!(refused.status, 422);
        assert_eq!(hidden(&refused), fields, "it still waits");
        site.clock.advance(120);
        fields.push(("code".to_owned(), bo.phone.code(site.second())));
        let resumed = bo.client.post("/account/confirm", &pairs(&fields)).await;
        assert_eq!(resumed.status, 200, "{}", resumed.body);
        assert!(resumed.body.contains("action=\"/treasures/1/edit\""), "{}", resumed.body);
        assert!(resumed.body.contains("value=\"Crown &amp; &lt;Sceptre&gt;\""), "{}", resumed.body);
        assert!(
            bo.client.get("/treasures/1").await.body.contains("Crown<"),
            "nothing was done yet"
        );
        let form =
            bo.client.post("/treasures/1/edit", &[("name", "Sceptre"), ("_again", "yes")]).await;
        assert!(form.body.contains("value=\"Sceptre\""), "{}", form.body);
        assert_eq!(bo.client.post("/treasures/1/edit", &[("name", "Sceptre")]).await.status, 303);
    })
    .await;
}

#[tokio::test]
async fn m19_who_gets_in_and_may_what_is_decided_only_after_a_fresh_proof() {
    each_site(|site| async move {
        let (_, other) = site.person("cy", &["Clerk"]).await;
        let mut bo = site.person_with_phone("bo", &["Office"]).await;
        let security = &site.served.security;
        let clerk = security.roles().await.unwrap();
        let clerk = clerk.iter().find(|role| role.name == "Clerk").unwrap().id;
        let new = NewUser {
            username: "dee".to_owned(),
            display_name: "Dee".to_owned(),
            email: Some("dee@example.org".to_owned()),
        };
        let (invited, _) = security.invite(new, &[], HandOver::Show, By::Program).await.unwrap();
        let invited = invited.id;
        site.clock.advance(LATER);
        for path in ["/users", "/security", &format!("/users/{other}/roles"), "/users/invitations"]
        {
            assert_eq!(bo.client.get(path).await.status, 200, "to look takes no proof: {path}");
        }
        for path in [format!("/users/{other}/password"), format!("/users/{other}/edit")] {
            let asked = bo.client.get(&path).await;
            assert!(asked.location().starts_with("/account/confirm?next="), "{path}");
        }
        bo.client.get("/users").await;
        for (path, form) in [
            (format!("/users/{other}/roles"), vec![("role", "")]),
            (format!("/users/{other}/password"), vec![("password", "x"), ("again", "x")]),
            (format!("/users/{other}/reset-link"), vec![]),
            (format!("/users/{other}/edit"), vec![("email", "mallory@example.org")]),
            (format!("/users/{other}/delete"), vec![]),
            (format!("/roles/{clerk}/grants"), vec![("grant", "user.list")]),
            (format!("/roles/{clerk}/edit"), vec![("mfa", "off")]),
            ("/users/invitations".to_owned(), vec![("email", "mallory@example.org")]),
            (format!("/users/{invited}/invitation"), vec![("do", "show")]),
            ("/users/add".to_owned(), vec![("username", "mallory")]),
        ] {
            let asked = bo.client.post(&path, &form).await;
            assert_eq!(asked.status, 403, "{path}");
            assert!(asked.body.contains("Confirm that it is you"), "{path}: {}", asked.body);
        }
        let found = security.find_user("cy").await.unwrap().unwrap();
        assert_eq!(found.email, None);
        assert_eq!(security.roles_of(ActorId(other)).await.unwrap().len(), 1, "nothing was done");

        let path = format!("/users/{other}/roles");
        let asked = bo.client.post(&path, &[("role", "")]).await;
        let mut fields = hidden(&asked);
        fields.push(("code".to_owned(), bo.phone.code(site.second())));
        let resumed = bo.client.post("/account/confirm", &pairs(&fields)).await;
        assert!(resumed.body.contains(&format!("action=\"{path}\"")), "{}", resumed.body);
        bo.client.get("/users").await;
        assert_eq!(bo.client.post(&path, &[("role", "")]).await.status, 303);
        assert_eq!(security.roles_of(ActorId(other)).await.unwrap().len(), 0);
    })
    .await;
}

#[tokio::test]
async fn m19_deleting_and_marked_actions_wait_as_well() {
    each_site(|site| async move {
        let mut bo = stale(&site).await;
        bo.client.get("/treasures").await;
        for action in ["melt", "delete"] {
            let path = format!("/treasures/action/{action}");
            let asked = bo.client.post(&path, &[("key", "1")]).await;
            assert_eq!(asked.status, 403, "{action}");
            assert!(
                hidden(&asked)
                    .iter()
                    .any(|(name, value)| name == "typed" && value.contains("key=1"))
            );
        }
        let asked = bo.client.post("/treasures/1/delete", &[]).await;
        let mut fields = hidden(&asked);
        fields.push(("code".to_owned(), bo.phone.code(site.second())));
        let resumed = bo.client.post("/account/confirm", &pairs(&fields)).await;
        assert!(resumed.body.contains("action=\"/treasures/1/delete\""), "{}", resumed.body);
        bo.client.get("/treasures").await;
        assert_eq!(bo.client.post("/treasures/1/delete", &[]).await.status, 303);
        assert_eq!(bo.client.get("/treasures/1").await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn m19_factors_change_only_after_a_fresh_proof() {
    each_site(|site| async move {
        let mut bo = stale(&site).await;
        let page = bo.client.get("/account/security").await;
        let id = between(&page.body, "name=\"id\" value=\"", "\"").to_owned();
        for deed in ["rename", "remove", "codes"] {
            let fields = [("do", deed), ("id", id.as_str()), ("name", "New")];
            let asked = bo.client.post("/account/security", &fields).await;
            assert_eq!(asked.status, 403, "{deed}");
            assert!(asked.body.contains("one-time-code"), "{deed}: {}", asked.body);
        }
        let mut office = site.served.administrator().await;
        office.get(&format!("/users/{}/factors", bo.id)).await;
        site.clock.advance(LATER);
        let path = format!("/users/{}/factors", bo.id);
        let asked = office.post(&path, &[("reason", "Lost")]).await;
        assert_eq!(asked.status, 403);
        assert!(asked.body.contains("name=\"password\""), "who has no factor gives the password");
        let mut fields = hidden(&asked);
        fields.push(("password".to_owned(), PASSWORD.to_owned()));
        let resumed = office.post("/account/confirm", &pairs(&fields)).await;
        assert!(resumed.body.contains("value=\"Lost\""), "{}", resumed.body);
        // With a factor the password is no way.
        bo.client.get("/account/confirm").await;
        let fields = [("way", "password"), ("password", PASSWORD)];
        let refused = bo.client.post("/account/confirm", &fields).await;
        assert_eq!(refused.status, 403, "{}", refused.body);
        assert_eq!(bo.client.get("/treasures/1/edit").await.status, 303);
    })
    .await;
}

#[tokio::test]
async fn m19_who_has_a_factor_shows_it_before_the_password_or_the_address_of_the_account_changes() {
    each_database(|db| async move {
        let mut options = SecurityOptions::new(AppSecret::generate().unwrap());
        options.password_cost = PasswordCost::CHEAPEST;
        options.post.mail = Some(Pigeons::new());
        options.post.base_url = Some("http://shop.example".to_owned());
        let site = Site::under(db, options).await;
        let mut bo = stale(&site).await;
        for path in ["/account/password", "/account/email"] {
            let asked = bo.client.get(path).await;
            let wanted = format!("/account/confirm?next={}", path.replace('/', "%2F"));
            assert_eq!((asked.status, asked.location()), (303, wanted.as_str()));
        }
        bo.client.get("/treasures").await;
        let form = [("current", PASSWORD), ("email", "mallory@example.org")];
        let asked = bo.client.post("/account/email", &form).await;
        assert_eq!(asked.status, 403, "{}", asked.body);
        assert!(asked.body.contains("Confirm that it is you"), "{}", asked.body);
        assert!(!asked.body.contains(PASSWORD), "what opens an account waits on no page");
        let sum = "SELECT COUNT(*) FROM fab_one_time_links";
        let statement = site.db.writer().push(sum).finish(&[Kind::Int]);
        assert_eq!(site.db.fetch(statement).await.unwrap(), [[Value::Int(0)]], "nothing was sent");

        let mut fields = hidden(&asked);
        fields.push(("code".to_owned(), bo.phone.code(site.second())));
        let back = bo.client.post("/account/confirm", &pairs(&fields)).await;
        assert_eq!((back.status, back.location()), (303, "/account/email"), "{}", back.body);
        assert_eq!(bo.client.get("/account/email").await.status, 200);
        assert_eq!(bo.client.post("/account/email", &form).await.status, 303);
        assert_eq!(bo.client.get("/account/password").await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn a_proof_leads_to_pages_of_this_site_only() {
    each_site(|site| async move {
        let mut bo = stale(&site).await;
        for next in ["//evil.example", "https://evil.example/", "/\\evil.example"] {
            bo.client.get("/account/confirm").await;
            let code = bo.phone.code(site.second());
            let fields = [("way", "totp"), ("code", code.as_str()), ("next", next)];
            assert_eq!(bo.client.post("/account/confirm", &fields).await.location(), "/", "{next}");
            site.wait();
        }
    })
    .await;
}
