//! Does a sign-in ask for the second factor, and take it once?

use fab_tests::site::PASSWORD;

use super::{WRONG, between, each_site};

#[tokio::test]
async fn m24_the_right_code_opens_the_page_that_was_asked_for_under_another_session() {
    each_site(|site| async move {
        let person = site.person_with_phone("bo", &["Clerk"]).await;
        let mut client = site.served.visitor();
        client.get("/login").await;
        let fields = [("username", "bo"), ("password", PASSWORD), ("next", "/treasures?q=a")];
        let answer = client.post("/login", &fields).await;
        assert_eq!((answer.status, answer.location()), (303, "/mfa?next=%2Ftreasures%3Fq%3Da"));
        let half = client.cookie("fab_session").unwrap().to_owned();

        let page = client.get(answer.location()).await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("autocomplete=\"one-time-code\""), "{}", page.body);
        assert!(page.body.contains("shows for <strong>Phone</strong>"), "{}", page.body);
        let refused = client.post("/mfa", &[("way", "totp"), ("code", WRONG)]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.body.contains("id=\"code-error\""), "the field is named: {}", refused.body);
        assert!(!refused.body.contains(WRONG), "what was typed does not come back");

        site.clock.advance(5);
        let code = person.phone.code(site.second());
        let spaced = format!(" {} {} ", &code[..3], &code[3..]);
        let fields = [("way", "totp"), ("code", spaced.as_str()), ("next", "/treasures?q=a")];
        let answer = client.post("/mfa", &fields).await;
        assert_eq!((answer.status, answer.location()), (303, "/treasures?q=a"), "{}", answer.body);
        let full = client.cookie("fab_session").unwrap().to_owned();
        assert_ne!(full, half);
        assert_eq!(client.get("/treasures").await.status, 200);
        let mut thief = site.served.visitor();
        thief.set_cookie("fab_session", &half);
        assert!(thief.get("/treasures").await.location().starts_with("/login"));
        assert_eq!(client.get("/mfa?next=/treasures").await.location(), "/treasures");

        let mut again = site.half("bo").await;
        again.get("/mfa").await;
        let twice = again.post("/mfa", &[("way", "totp"), ("code", &code)]).await;
        assert_eq!(twice.status, 422, "a code works once");
    })
    .await;
}

#[tokio::test]
async fn a_backup_code_gets_in_once_and_asking_for_another_way_costs_no_attempt() {
    each_site(|site| async move {
        let person = site.person_with_phone("bo", &["Clerk"]).await;
        assert_eq!(person.codes.len(), 10);
        let mut client = site.half("bo").await;
        client.get("/mfa").await;
        let fields = [("way", "totp"), ("other", "backup"), ("next", "/treasures"), ("code", "")];
        let answer = client.post("/mfa", &fields).await;
        let there = "/mfa?next=%2Ftreasures&way=backup";
        assert_eq!((answer.status, answer.location()), (303, there));
        let page = client.get(there).await;
        assert!(page.body.contains("Backup code") && page.body.contains("value=\"/treasures\""));
        let small = person.codes[3].to_lowercase().replace('-', " ");
        let fields = [("way", "backup"), ("code", small.as_str()), ("next", "/treasures")];
        let answer = client.post("/mfa", &fields).await;
        assert_eq!((answer.status, answer.location()), (303, "/treasures"), "{}", answer.body);
        let mut again = site.half("bo").await;
        again.get("/mfa?way=backup").await;
        let twice = again.post("/mfa", &[("way", "backup"), ("code", &person.codes[3])]).await;
        assert_eq!(twice.status, 422);
        let page = client.get("/account/security").await;
        assert!(page.body.contains("9 are left."), "{}", page.body);
        assert!(page.body.contains("Backup code used"), "{}", page.body);
    })
    .await;
}

#[tokio::test]
async fn m08_a_factor_is_locked_after_too_many_wrong_codes_and_the_page_says_what_is_left() {
    each_site(|site| async move {
        let person = site.person_with_phone("bo", &["Clerk"]).await;
        let mut told = String::new();
        for _ in 0..12 {
            // Another session does not help, and neither does patience.
            site.clock.advance(120);
            let mut client = site.half("bo").await;
            client.get("/mfa").await;
            let answer = client.post("/mfa", &[("way", "totp"), ("code", WRONG)]).await;
            assert!(matches!(answer.status, 422 | 429), "{}", answer.body);
            told = answer.body;
        }
        assert!(told.contains("Too many wrong codes"), "{told}");
        let mut client = site.half("bo").await;
        client.get("/mfa").await;
        let code = person.phone.code(site.second());
        let answer = client.post("/mfa", &[("way", "totp"), ("code", &code)]).await;
        assert_eq!(answer.status, 429, "the right code is refused as well");
        let answer = client.post("/mfa", &[("way", "backup"), ("code", &person.codes[0])]).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        let page = client.get("/account/security").await;
        assert!(page.body.contains("locked</span>"), "{}", page.body);
        let id = between(&page.body, "name=\"id\" value=\"", "\"").to_owned();
        let fields = [("do", "unlock"), ("id", id.as_str())];
        assert_eq!(client.post("/account/security", &fields).await.status, 303);
    })
    .await;
}

#[tokio::test]
async fn what_was_typed_before_the_session_ended_waits_for_the_code_as_well() {
    each_site(|site| async move {
        let person = site.person_with_phone("bo", &["Clerk"]).await;
        let mut client = site.served.visitor();
        client.get("/login").await;
        let asked = client.post("/treasures/add", &[("name", "Sceptre")]).await;
        assert_eq!(asked.status, 401);
        let typed = between(&asked.body, "name=\"typed\" value=\"", "\"").replace("&amp;", "&");
        let token = between(&asked.body, "name=\"_csrf\" value=\"", "\"").to_owned();
        let fields = [
            ("username", "bo"),
            ("password", PASSWORD),
            ("next", "/treasures/add"),
            ("typed", &typed),
            ("_csrf", &token),
        ];
        let page = client.post("/login", &fields).await;
        assert_eq!(page.status, 200, "{}", page.body);
        assert!(page.body.contains("one-time-code") && page.body.contains("Sceptre"));
        let token = between(&page.body, "name=\"_csrf\" value=\"", "\"").to_owned();
        let code = person.phone.code(site.second());
        let fields = [
            ("_csrf", token.as_str()),
            ("way", "totp"),
            ("code", &code),
            ("next", "/treasures/add"),
            ("typed", &typed),
        ];
        let page = client.post("/mfa", &fields).await;
        assert_eq!(page.status, 200, "{}", page.body);
        assert!(page.body.contains("Go on with the form") && page.body.contains("Sceptre"));
    })
    .await;
}

#[tokio::test]
async fn at16_a_new_password_by_a_link_does_not_replace_the_second_factor() {
    each_site(|site| async move {
        let person = site.person_with_phone("bo", &["Clerk"]).await;
        let mut office = site.served.administrator().await;
        office.get(&format!("/users/{}/reset-link", person.id)).await;
        let made = office.post(&format!("/users/{}/reset-link", person.id), &[]).await;
        let link = between(&made.body, "/setup/", "\"").to_owned();
        let mut client = site.served.visitor();
        client.get(&format!("/setup/{link}")).await;
        let new = "marble orchard 17 kettles";
        let fields = [("password", new), ("password_again", new)];
        let answer = client.post(&format!("/setup/{link}"), &fields).await;
        assert_eq!(answer.location(), "/login", "{}", answer.body);
        client.get("/login").await;
        let answer = client.post("/login", &[("username", "bo"), ("password", new)]).await;
        assert_eq!(answer.location(), "/mfa");
        assert!(client.get("/treasures").await.location().starts_with("/mfa"));
    })
    .await;
}
