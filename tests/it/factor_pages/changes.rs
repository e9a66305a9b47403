//! Do factors change only for their owner, who has just shown who it is, and never against what a role asks?

use super::{Site, between, codes, each_site, factor, secret};

#[tokio::test]
async fn m06_a_secret_and_backup_codes_are_shown_once_and_kept_by_no_cache() {
    each_site(|site| async move {
        let (mut client, _) = site.person("bo", &["Clerk"]).await;
        client.get("/mfa/setup").await;
        let fields = [("kind", "totp"), ("name", "Phone")];
        client.post("/mfa/setup", &fields).await;
        let page = client.get("/mfa/setup/confirm").await;
        assert_eq!(page.header("cache-control"), Some("no-store"));
        assert!(page.body.contains("<svg class=\"fab-qr\" role=\"img\""), "{}", page.body);
        let (secret, factor) = (secret(&page), factor(&page));
        let again = client.get("/mfa/setup/confirm").await;
        assert_eq!(super::secret(&again), secret, "a reload shows the same");

        let wrong = [("factor", factor.as_str()), ("code", "000000")];
        let refused = client.post("/mfa/setup/confirm", &wrong).await;
        assert_eq!(refused.status, 422);
        assert_eq!(super::secret(&refused), secret, "the app was shown this one");
        let code = super::Phone::of(&secret).code(site.second());
        let done = client
            .post("/mfa/setup/confirm", &[("factor", factor.as_str()), ("code", &code)])
            .await;
        assert_eq!(done.status, 200, "{}", done.body);
        assert_eq!(done.header("cache-control"), Some("no-store"));
        let shown = codes(&done);
        assert_eq!(shown.len(), 10);
        assert_eq!(client.get("/mfa/setup/confirm").await.location(), "/mfa/setup");
        for path in ["/account/security", "/mfa/setup", "/users/1"] {
            let page = client.get(path).await.body.replace(' ', "");
            assert!(!page.contains(&secret), "{path}");
            assert!(!shown.iter().any(|code| page.contains(code.as_str())), "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn backup_codes_are_shown_until_somebody_says_that_they_are_kept() {
    each_site(|site| async move {
        let (mut client, _) = site.person("bo", &["Clerk"]).await;
        let (_, codes) = site.enrol(&mut client).await;
        client.get("/account/security").await;
        let kept: Vec<(&str, &str)> = codes.iter().map(|code| ("kept", code.as_str())).collect();
        let refused = client.post("/mfa/setup/kept", &kept).await;
        assert_eq!(refused.status, 422);
        assert_eq!(super::codes(&refused), codes);
        assert!(refused.body.contains("id=\"saved-error\""), "{}", refused.body);
        let done = client.post("/mfa/setup/kept", &[("saved", "yes")]).await;
        assert_eq!((done.status, done.location()), (303, "/account/security"));
    })
    .await;
}

#[tokio::test]
async fn m40_at14_the_factor_of_somebody_else_is_not_there() {
    each_site(|site| async move {
        let mut bo = site.person_with_phone("bo", &["Clerk"]).await;
        let mut eve = site.person_with_phone("eve", &["Clerk"]).await;
        let page = bo.client.get("/account/security").await;
        let id = between(&page.body, "name=\"id\" value=\"", "\"").to_owned();
        eve.client.get("/account/security").await;
        for deed in ["rename", "remove", "unlock"] {
            let fields = [("do", deed), ("id", id.as_str()), ("name", "Mine")];
            assert_eq!(eve.client.post("/account/security", &fields).await.status, 404, "{deed}");
        }
        let fields = [("do", "remove"), ("id", id.as_str()), ("user", "1"), ("user_id", "1")];
        assert_eq!(eve.client.post("/account/security", &fields).await.status, 404);
        assert!(bo.client.get("/account/security").await.body.contains("Phone"));
        let refused = super::entries(&site, "permission.denied").await;
        assert!(refused > 0, "it is on record");
    })
    .await;
}

#[tokio::test]
async fn at12_no_detour_takes_a_factor_away() {
    each_site(|site| async move {
    let mut bo = site.person_with_phone("bo", &["Clerk"]).await;
    let page = bo.client.get("/account/security").await;
    let id = between(&page.body, "name=\"id\" value=\"", "\"").to_owned();
    bo.client.get(&format!("/account/security?do=remove&id={id}")).await;
    let body = format!("do=remove&id={id}");
    for headers in ["", "Origin: http://evil.example\r\n"] {
        let headers = format!(
            "{headers}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n",
            body.len()
        );
        let answer = bo.client.request("POST", "/account/security", &headers, &body).await;
        assert_eq!(answer.status, 403);
    }
    for method in ["PATCH", "PUT", "DELETE"] {
        let answer = bo.client.request(method, "/account/security", "", "").await;
        assert_eq!(answer.status, 405, "{method}");
    }
    let mut office = site.served.administrator().await;
    let path = format!("/users/{}/edit", bo.id);
    office.get(&path).await;
    let fields = [
        ("username", "bo"),
        ("active", "true"),
        ("mfa_enabled", "false"),
        ("factors", "0"),
        ("factors_reset", "true"),
    ];
    office.post(&path, &fields).await;
    assert!(bo.client.get("/account/security").await.body.contains("Phone"));
    let half = site.half("bo").await;
    drop(half);
    })
    .await;
}

#[tokio::test]
async fn at13_the_last_factor_that_a_role_asks_for_stays() {
    each_site(|site| async move {
        site.require("Clerk", "14").await;
        let mut bo = site.person_with_phone("bo", &["Clerk"]).await;
        let page = bo.client.get("/account/security").await;
        assert!(page.body.contains("Set up another one first"), "{}", page.body);
        let id = between(&page.body, "name=\"id\" value=\"", "\"").to_owned();
        let refused = bo.client.post("/account/security", &[("do", "remove"), ("id", &id)]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.body.contains("This second factor is needed"), "{}", refused.body);
        drop(site.half("bo").await);
    })
    .await;
}

#[tokio::test]
async fn m29_an_administrator_takes_factors_away_with_a_reason_and_hands_over_a_link() {
    each_site(|site| async move {
        let mut bo = site.person_with_phone("bo", &["Clerk"]).await;
        let mut office = site.served.administrator().await;
        let path = format!("/users/{}/factors", bo.id);
        let page = office.get(&path).await;
        assert!(page.body.contains("Authenticator app") && page.body.contains("Phone"));
        let refused = office.post(&path, &[("reason", " ")]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.body.contains("id=\"reason-error\""), "{}", refused.body);
        let made = office.post(&path, &[("reason", "Lost the phone; called back")]).await;
        assert_eq!(made.status, 200, "{}", made.body);
        let token = between(&made.body, "/mfa/enrol/", "\"").to_owned();
        assert!(!office.get(&path).await.body.contains(&token), "it is shown once");
        assert!(bo.client.get("/").await.location().starts_with("/login"), "sessions end");
        // Whoever sent the form of a page from before is told that it is done.
        let late = office.post(&path, &[("reason", "Lost the phone")]).await;
        assert_eq!(late.status, 409);
        assert!(late.body.contains("This was done a moment ago"), "{}", late.body);
        assert!(!late.body.contains("/mfa/enrol/"), "{}", late.body);
        // The link is lost: another one takes its place.
        let page = office.get(&path).await;
        assert!(page.body.contains("Make another link"), "{}", page.body);
        assert!(!page.body.contains("Take all factors away"), "{}", page.body);
        let made = office.post(&path, &[("do", "link"), ("reason", "Closed the page")]).await;
        assert_eq!(made.status, 200, "{}", made.body);
        let old = token;
        let token = between(&made.body, "/mfa/enrol/", "\"").to_owned();
        let dead = site.served.visitor().get(&format!("/mfa/enrol/{old}")).await;
        assert_eq!(dead.status, 404);

        // The password alone opens nothing, and no way to a factor either.
        let mut stuck = site.half("bo").await;
        stuck.get("/mfa/setup").await;
        let begun = stuck.post("/mfa/setup", &[("kind", "totp"), ("name", "Phone")]).await;
        assert_eq!(begun.location(), "/login", "{}", begun.body);

        let mut client = site.served.visitor();
        let link = format!("/mfa/enrol/{token}");
        let page = client.get(&link).await;
        assert_eq!(page.status, 200);
        let fields = [("username", "bo"), ("password", super::PASSWORD), ("next", &link)];
        assert_eq!(client.post("/login", &fields).await.location(), link);
        assert_eq!(client.get(&link).await.status, 200);
        assert_eq!(client.post(&link, &[]).await.location(), "/mfa/setup");
        site.enrol(&mut client).await;
        assert_eq!(client.get("/treasures").await.status, 200);
        assert_eq!(site.served.visitor().get(&link).await.status, 404, "it works once");
        assert_eq!(super::entries(&site, "factor.reset").await, 1);

        // One's own factors, and those of somebody who may do more, are not taken away.
        let (mut clerk, _) = site.person("carl", &["Office"]).await;
        clerk.get("/users/1/factors").await;
        let refused = clerk.post("/users/1/factors", &[("reason", "because")]).await;
        assert_eq!(refused.status, 403);
    })
    .await;
}

#[tokio::test]
async fn administrators_see_who_has_a_factor_and_who_should() {
    each_site(|site| async move {
        site.require("Clerk", "14").await;
        let _bo = site.person_with_phone("bo", &["Clerk"]).await;
        let (mut carl, _) = site.person("carl", &["Clerk"]).await;
        let page = carl.get("/").await;
        assert!(page.body.contains("id=\"grace\""), "days of grace are told: {}", page.body);
        assert_eq!(carl.get("/security").await.status, 403);
        let mut office = site.served.administrator().await;
        let page = office.get("/security").await;
        assert_eq!(page.status, 200, "{}", page.body);
        let clerk = between(&page.body, "data-label=\"Role\">Clerk", "</tr>");
        assert!(clerk.contains("Required") && clerk.contains("/edit"), "{clerk}");
        let carl = between(&page.body, "data-label=\"Name\">carl", "</tr>");
        assert!(carl.contains("should have one"), "{carl}");
        let bo = between(&page.body, "data-label=\"Name\">bo", "</tr>");
        assert!(bo.contains("Authenticator app") && !bo.contains("should have one"), "{bo}");
    })
    .await;
}

#[tokio::test]
async fn what_a_role_asks_for_stands_in_the_file_of_the_list() {
    let site = Site::open().await;
    site.require("Clerk", "3").await;
    let mut office = site.served.administrator().await;
    let file = office.get("/roles/export/csv").await;
    assert_eq!(file.status, 200, "{}", file.body);
    let line = file.body.lines().find(|line| line.contains("Clerk")).unwrap().to_lowercase();
    assert!(line.contains(",required,3,"), "{}", file.body);
}
