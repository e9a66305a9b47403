//! Does half a session open the rest of the sign-in and nothing else? The whole route table is walked.

use fab::admin::{RouteInfo, SiteOptions};
use fab_tests::client::Client;

use super::{Site, app, each_site};

fn routes(site: &Site) -> Vec<RouteInfo> {
    app().site(site.served.security.clone(), SiteOptions::default()).unwrap().routes()
}

fn path(route: &RouteInfo) -> String {
    route
        .path
        .replace("{key}", "1")
        .replace("{id}", "1")
        .replace("{token}", "x")
        .replace("{format}", "csv")
        .replace("{column}", "x")
}

/// What a person with half a session meets: the status of a post, and where a page leads.
struct Wall {
    /// The status for programs and posts.
    status: u16,
    code: &'static str,
    leads: &'static str,
    opens: &'static [&'static str],
}

async fn nothing_opens(site: &Site, client: &mut Client, wall: &Wall) {
    let mut walked = 0;
    for route in routes(site).iter().filter(|route| !route.public) {
        let path = path(route);
        if wall.opens.contains(&path.as_str()) {
            continue;
        }
        walked += 1;
        if route.method == "GET" {
            let json = client.request("GET", &path, "Accept: application/json\r\n", "").await;
            assert_eq!(json.status, wall.status, "GET {path} as a program");
            assert!(json.body.contains(wall.code), "GET {path}: {}", json.body);
            if path.ends_with("/search") || path.starts_with("/api/") {
                continue;
            }
            let answer = client.get(&path).await;
            assert_eq!(answer.status, 303, "GET {path}");
            assert!(answer.location().starts_with(wall.leads), "GET {path}: {}", answer.location());
        } else {
            let answer = client.post(&path, &[]).await;
            assert_eq!(answer.status, wall.status, "POST {path}");
            assert!(!answer.body.contains("Crown"), "POST {path}");
        }
    }
    assert!(walked > 40, "only {walked} routes were walked");
}

#[tokio::test]
async fn m25_at03_half_a_session_opens_nothing_but_the_rest_of_the_sign_in() {
    each_site(|site| async move {
        let person = site.person_with_phone("bo", &["Clerk", "Office"]).await;
        let mut client = site.half("bo").await;
        client.get("/mfa").await;
        let wall = Wall { status: 401, code: "mfa_required", leads: "/mfa", opens: OPEN_TO_HALF };
        nothing_opens(&site, &mut client, &wall).await;
        assert_eq!(client.get("/").await.location(), "/mfa");
        for path in ["/nothing", "/treasures/1/nothing", "/users/1/x"] {
            assert_eq!(client.get(path).await.status, 303, "{path} must not be told from a page");
        }
        // It can still be made whole, and it can be left.
        client.get("/mfa").await;
        let code = person.phone.code(site.second());
        let fields = [("way", "totp"), ("code", code.as_str())];
        assert_eq!(client.post("/mfa", &fields).await.location(), "/");
        let mut other = site.half("bo").await;
        other.get("/mfa").await;
        assert_eq!(other.post("/logout", &[]).await.location(), "/login");
        assert!(other.get("/mfa").await.location().starts_with("/login"));
    })
    .await;
}

#[tokio::test]
async fn a_sign_in_that_never_got_past_the_second_factor_is_not_listed_as_somebody_who_is_in() {
    each_site(|site| async move {
        let mut person = site.person_with_phone("bo", &["Clerk"]).await;
        let marked = |body: &str| body.matches("Only the password was right").count();
        let page = person.client.get("/account/access").await;
        assert_eq!((page.status, marked(&page.body)), (200, 0), "{}", page.body);
        site.half("bo").await;
        assert_eq!(marked(&person.client.get("/account/access").await.body), 1);
    })
    .await;
}

#[tokio::test]
async fn at04_somebody_with_a_factor_sets_up_no_other_one_by_the_password_alone() {
    each_site(|site| async move {
        let _person = site.person_with_phone("bo", &["Clerk"]).await;
        let mut client = site.half("bo").await;
        client.get("/mfa").await;
        assert_eq!(client.get("/mfa/setup").await.location(), "/mfa?next=%2Fmfa%2Fsetup");
        let fields = [("kind", "totp"), ("name", "Mine")];
        assert_eq!(client.post("/mfa/setup", &fields).await.status, 401);
        assert_eq!(
            client.post("/mfa/setup/confirm", &[("factor", "1"), ("code", "1")]).await.status,
            401
        );
        assert_eq!(
            client.post("/account/security", &[("do", "remove"), ("id", "1")]).await.status,
            401
        );
    })
    .await;
}

#[tokio::test]
async fn m22_after_the_days_of_grace_only_the_way_to_a_factor_and_the_way_out_are_open() {
    each_site(|site| async move {
        site.require("Clerk", "3").await;
        let (mut before, _) = site.person("bo", &["Clerk", "Office"]).await;
        assert_eq!(before.get("/treasures").await.status, 200, "there are days of grace");
        assert!(before.get("/").await.body.contains("id=\"grace\""));
        site.clock.advance(3 * 24 * 60 * 60 + 1);
        let mut client = site.half("bo").await;
        let page = client.get("/mfa/setup").await;
        assert!(page.body.contains("Authenticator app"), "{}", page.body);
        let wall = Wall {
            status: 403,
            code: "mfa_enrollment_required",
            leads: "/mfa/setup",
            opens: OPEN_TO_ENROL,
        };
        nothing_opens(&site, &mut client, &wall).await;
        assert!(
            !client.get("/mfa/setup").await.body.contains("id=\"menu\""),
            "no menu to go astray in"
        );
        site.enrol(&mut client).await;
        assert_eq!(client.get("/treasures").await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn m22_a_session_that_is_open_when_the_days_are_over_narrows_to_the_same() {
    each_site(|site| async move {
        site.require("Clerk", "0").await;
        let (mut client, _) = site.person("bo", &["Clerk"]).await;
        let page = client.get("/treasures").await;
        assert_eq!((page.status, page.location().split('?').next()), (303, Some("/mfa/setup")));
        site.enrol(&mut client).await;
        assert_eq!(client.get("/treasures").await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn m33_every_form_of_half_a_session_needs_its_token_and_the_right_origin() {
    each_site(|site| async move {
    let _person = site.person_with_phone("bo", &["Clerk"]).await;
    let mut visitor = site.served.visitor();
    visitor.get("/login").await;
    let foreign = visitor.csrf().to_owned();
    let mut client = site.half("bo").await;
    client.get("/mfa").await;
    let own = client.csrf().to_owned();
    for path in ["/mfa", "/mfa/send", "/logout"] {
        for (token, origin) in
            [("", ""), (foreign.as_str(), ""), (own.as_str(), "http://evil.example")]
        {
            let body = format!("_csrf={token}&code=1");
            let origin =
                if origin.is_empty() { String::new() } else { format!("Origin: {origin}\r\n") };
            let headers = format!(
                "{origin}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n",
                body.len()
            );
            let answer = client.request("POST", path, &headers, &body).await;
            assert_eq!(answer.status, 403, "{path} with {token:?}");
        }
    }
    assert_eq!(client.get("/mfa").await.status, 200, "nobody was signed out");
    })
    .await;
}

const OPEN_TO_HALF: &[&str] = &[
    "/mfa",
    "/mfa/send",
    "/mfa/passkey/options",
    "/logout",
    "/mfa/enrol/x",
    "/api/auth/answer",
    "/api/auth/send",
    "/api/auth/passkey/ask",
    "/api/auth/sign-out",
];
const OPEN_TO_ENROL: &[&str] = &[
    "/mfa/setup",
    "/mfa/setup/confirm",
    "/mfa/setup/send",
    "/mfa/setup/kept",
    "/mfa/setup/passkey",
    "/mfa/setup/passkey/options",
    "/mfa/passkey/options",
    "/logout",
    "/mfa/enrol/x",
    "/api/auth/send",
    "/api/auth/factors",
    "/api/auth/factors/1/confirm",
    "/api/auth/passkey/ask",
    "/api/auth/passkey/add",
    "/api/auth/sign-out",
];
