//! Do programs sign in as people do, by the same rules?

use fab_tests::client::{Answer, Client};
use fab_tests::site::PASSWORD;
use serde_json::{Value, json};

use fab::security::Channel;

use super::messages::{NUMBER, each_posting_site};
use super::{Phone, Site, app, each_site};

/// A program that keeps cookies and the token of its session.
pub(super) struct Program {
    pub(super) client: Client,
    csrf: String,
}

impl Program {
    pub(super) async fn new(site: &Site) -> Self {
        let mut program = Self { client: site.served.visitor(), csrf: String::new() };
        let session = program.get("/api/auth/session").await;
        assert_eq!(session["state"], "anonymous");
        program
    }

    /// One that goes on with the session of a browser.
    pub(super) async fn of(client: Client) -> Self {
        let mut program = Self { client, csrf: String::new() };
        program.get("/api/auth/session").await;
        program
    }

    pub(super) async fn get(&mut self, path: &str) -> Value {
        let answer = self.client.request("GET", path, "", "").await;
        self.read(&answer)
    }

    fn read(&mut self, answer: &Answer) -> Value {
        assert_eq!(answer.header("content-type"), Some("application/json"), "{}", answer.body);
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        let value: Value = serde_json::from_str(&answer.body).unwrap();
        if let Some(token) = value["csrf"].as_str() {
            token.clone_into(&mut self.csrf);
        }
        value
    }

    pub(super) async fn post(&mut self, path: &str, body: &Value) -> (u16, Value) {
        let body = body.to_string();
        let headers = format!(
            "Content-Type: application/json\r\nX-CSRF-Token: {}\r\nContent-Length: {}\r\n",
            self.csrf,
            body.len()
        );
        let answer = self.client.request("POST", path, &headers, &body).await;
        (answer.status, self.read(&answer))
    }

    pub(super) async fn sign_in(&mut self, username: &str) -> Value {
        let body = json!({ "username": username, "password": PASSWORD });
        let (status, session) = self.post("/api/auth/sign-in", &body).await;
        assert_eq!(status, 200, "{session}");
        session
    }
}

#[tokio::test]
async fn a_program_sets_up_a_factor_signs_in_with_it_and_takes_it_away() {
    each_site(|site| async move {
        site.person("bo", &["Clerk"]).await;
        let mut program = Program::new(&site).await;
        let wrong = json!({ "username": "bo", "password": "wrong wrong wrong" });
        let (status, refused) = program.post("/api/auth/sign-in", &wrong).await;
        assert_eq!((status, &refused["code"]), (422, &json!("wrong_credentials")));
        let session = program.sign_in("bo").await;
        assert_eq!((&session["state"], &session["user"]), (&json!("full"), &json!("bo")));

        let (status, begun) = program.post("/api/auth/factors", &json!({ "name": "Robot" })).await;
        assert_eq!(status, 201, "{begun}");
        let phone = Phone::of(begun["secret"].as_str().unwrap());
        let path = format!("/api/auth/factors/{}/confirm", begun["factor"]);
        let (status, refused) = program.post(&path, &json!({ "code": "000000" })).await;
        assert_eq!(
            (status, &refused["code"], &refused["field"]),
            (422, &json!("wrong_code"), &json!("code"))
        );
        let code = phone.code(site.second());
        let (status, done) = program.post(&path, &json!({ "code": code })).await;
        assert_eq!((status, done["backup_codes"].as_array().unwrap().len()), (200, 10));
        site.wait();

        let mut program = Program::new(&site).await;
        let session = program.sign_in("bo").await;
        assert_eq!((&session["state"], &session["user"]), (&json!("half"), &Value::Null));
        assert_eq!(session["ways"], json!(["totp", "backup"]));
        let refused = program.get("/api/auth/factors").await;
        assert_eq!(refused["code"], "mfa_required");
        let code = phone.code(site.second());
        let (status, session) = program.post("/api/auth/answer", &json!({ "code": code })).await;
        assert_eq!((status, &session["state"]), (200, &json!("full")));
        let factors = program.get("/api/auth/factors").await;
        assert_eq!(factors["factors"][0]["name"], "Robot");
        assert!(factors["factors"][0].get("secret").is_none(), "{factors}");

        site.clock.advance(11 * 60);
        let id = &factors["factors"][0]["id"];
        let rename = format!("/api/auth/factors/{id}/rename");
        let (status, refused) = program.post(&rename, &json!({ "name": "R2" })).await;
        assert_eq!((status, &refused["code"]), (403, &json!("step_up_required")), "m19");
        let code = phone.code(site.second());
        assert_eq!(program.post("/api/auth/confirm", &json!({ "code": code })).await.0, 200);
        let (status, refused) = program.post(&rename, &json!({ "name": " " })).await;
        assert_eq!((status, &refused["field"]), (422, &json!("name")));
        assert_eq!(program.post(&rename, &json!({ "name": "R2" })).await.0, 200);
        let (status, codes) = program.post("/api/auth/backup-codes", &json!({})).await;
        assert_eq!((status, codes["backup_codes"].as_array().unwrap().len()), (200, 10));
        let remove = format!("/api/auth/factors/{id}/remove");
        assert_eq!(program.post(&remove, &json!({})).await.0, 200);
        assert_eq!(program.post(&remove, &json!({})).await.0, 404);
        let (status, session) = program.post("/api/auth/sign-out", &json!({})).await;
        assert_eq!((status, &session["state"]), (200, &json!("anonymous")));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m12_a_program_sets_up_a_telephone_and_has_codes_sent_to_it() {
    each_posting_site(|site, _| async move {
        site.person("bo", &["Clerk"]).await;
        let mut program = Program::new(&site).await;
        program.sign_in("bo").await;
        let wrong = json!({ "kind": "sms", "name": "Robot", "destination": "0151" });
        let (status, refused) = program.post("/api/auth/factors", &wrong).await;
        assert_eq!((status, &refused["field"]), (422, &json!("destination")), "{refused}");
        let body = json!({ "kind": "sms", "name": "Robot", "destination": NUMBER });
        let (status, begun) = program.post("/api/auth/factors", &body).await;
        assert_eq!((status, &begun["destination"]), (201, &json!("+..89")), "{begun}");
        assert!(begun.get("secret").is_none(), "{begun}");
        let factor = begun["factor"].clone();
        let (status, early) =
            program.post("/api/auth/send", &json!({ "factor": factor })).await;
        assert_eq!((status, &early["code"]), (429, &json!("too_many_attempts")), "{early}");
        site.clock.advance(60);
        let (status, sent) = program.post("/api/auth/send", &json!({ "factor": factor })).await;
        assert_eq!(status, 200, "{sent}");
        let code = site.sent(Channel::Text).await.unwrap();
        let path = format!("/api/auth/factors/{factor}/confirm");
        let (status, done) = program.post(&path, &json!({ "code": code })).await;
        assert_eq!((status, done["backup_codes"].as_array().unwrap().len()), (200, 10));
        site.clock.advance(61);

        let mut program = Program::new(&site).await;
        let session = program.sign_in("bo").await;
        let way = factor.to_string();
        assert_eq!(session["ways"], json!([way, "backup"]));
        let message = json!({
            "factor": factor, "kind": "sms", "name": "Robot", "destination": "+..89", "sendable": true,
        });
        assert_eq!(session["messages"], json!([message]));
        for foreign in ["0", "7777777"] {
            let (status, refused) =
                program.post("/api/auth/send", &json!({ "factor": foreign })).await;
            assert_eq!(status, 404, "at14: {refused}");
        }
        let (status, sent) = program.post("/api/auth/send", &json!({ "factor": factor })).await;
        assert_eq!((status, &sent["destination"]), (200, &json!("+..89")), "{sent}");
        assert!(sent["expires_at"].as_str().unwrap() > sent["resend_at"].as_str().unwrap());
        let code = site.sent(Channel::Text).await.unwrap();
        let wrong = json!({ "way": "totp", "code": code });
        assert_eq!(program.post("/api/auth/answer", &wrong).await.0, 422, "at10");
        let right = json!({ "way": way, "code": code });
        let (status, session) = program.post("/api/auth/answer", &right).await;
        assert_eq!((status, &session["state"]), (200, &json!("full")), "{session}");

        // Once more, for what asks for a fresh proof.
        site.clock.advance(11 * 60);
        let (_, sent) = program.post("/api/auth/send", &json!({ "factor": factor })).await;
        assert_eq!(sent["factor"], factor, "{sent}");
        let code = site.sent(Channel::Text).await.unwrap();
        let (status, session) =
            program.post("/api/auth/confirm", &json!({ "way": way, "code": code })).await;
        assert_eq!((status, &session["fresh"]), (200, &json!(true)), "{session}");
    })
    .await;
}

#[tokio::test]
async fn m15_a_program_is_told_which_kind_is_not_offered() {
    each_site(|site| async move {
        site.person("bo", &["Clerk"]).await;
        let mut program = Program::new(&site).await;
        program.sign_in("bo").await;
        for kind in ["sms", "email", "passkey", "x"] {
            let body = json!({ "kind": kind, "destination": NUMBER });
            let (status, refused) = program.post("/api/auth/factors", &body).await;
            assert_eq!((status, &refused["field"]), (422, &json!("kind")), "{kind}");
        }
    })
    .await;
}

#[tokio::test]
async fn m22_a_program_that_must_set_up_a_factor_is_told_which_kinds_and_gets_nothing_else() {
    each_site(|site| async move {
        site.require("Clerk", "0").await;
        site.served.person("bo", &["Clerk"]).await;
        let mut program = Program::new(&site).await;
        let session = program.sign_in("bo").await;
        assert_eq!(
            (&session["state"], &session["must_enroll"]),
            (&json!("half"), &json!(true)),
            "{session}"
        );
        let told = program.get("/api/auth/factors").await;
        assert_eq!((&told["factors"], &told["level"]), (&json!([]), &json!("required")), "{told}");
        assert_eq!(told["offered"], json!(["totp"]), "no passkeys and no messages on this site");
        for path in ["/api/auth/devices", "/api/openapi.json", "/treasures", "/treasures/search"] {
            let answer =
                program.client.request("GET", path, "Accept: application/json\r\n", "").await;
            assert_eq!(answer.status, 403, "{path}: {}", answer.body);
            assert!(answer.body.contains("mfa_enrollment_required"), "{path}: {}", answer.body);
        }
        for path in ["/api/auth/backup-codes", "/api/auth/devices/withdraw", "/api/auth/confirm"] {
            let (status, refused) = program.post(path, &json!({})).await;
            assert_eq!(
                (status, &refused["code"]),
                (403, &json!("mfa_enrollment_required")),
                "{path}"
            );
        }
        let (status, begun) = program.post("/api/auth/factors", &json!({})).await;
        assert_eq!(status, 201, "{begun}");
        let code = Phone::of(begun["secret"].as_str().unwrap()).code(site.second());
        let path = format!("/api/auth/factors/{}/confirm", begun["factor"]);
        let (status, session) = program.post(&path, &json!({ "code": code })).await;
        assert_eq!((status, &session["state"]), (200, &json!("full")), "{session}");
        let told = program.get("/api/auth/factors").await;
        assert_eq!(told["factors"][0]["kind"], "totp", "{told}");
    })
    .await;
}

#[tokio::test]
async fn a_program_that_waits_for_its_second_factor_learns_nothing_of_factors() {
    each_site(|site| async move {
        site.person_with_phone("bo", &["Clerk"]).await;
        let mut program = Program::new(&site).await;
        program.sign_in("bo").await;
        let answer = program.client.request("GET", "/api/auth/factors", "", "").await;
        assert_eq!(answer.status, 401, "{}", answer.body);
        assert!(!answer.body.contains("Phone"), "{}", answer.body);
    })
    .await;
}

#[tokio::test]
async fn at13_a_program_cannot_take_the_last_factor_that_a_role_asks_for_nor_that_of_somebody_else()
{
    let site = Site::open().await;
    site.require("Clerk", "14").await;
    let bo = site.person_with_phone("bo", &["Clerk"]).await;
    let eve = site.person_with_phone("eve", &["Clerk"]).await;
    let mut program = Program::new(&site).await;
    program.sign_in("bo").await;
    let code = bo.phone.code(site.second());
    program.post("/api/auth/answer", &json!({ "code": code })).await;
    let own = program.get("/api/auth/factors").await["factors"][0]["id"].clone();
    let (status, refused) =
        program.post(&format!("/api/auth/factors/{own}/remove"), &json!({})).await;
    assert_eq!((status, &refused["code"]), (409, &json!("last_factor")));
    let theirs = fab::models::ActorId(eve.id);
    let theirs = site.served.security.factors(theirs).await.unwrap()[0].id;
    for deed in ["remove", "rename"] {
        let path = format!("/api/auth/factors/{theirs}/{deed}");
        let (status, _) = program.post(&path, &json!({ "name": "Mine" })).await;
        assert_eq!(status, 404, "at14: {deed}");
    }
}

#[tokio::test]
async fn m33_a_program_sends_the_token_of_its_session_and_json() {
    each_site(|site| async move {
        site.person("bo", &["Clerk"]).await;
        let mut program = Program::new(&site).await;
        let body = json!({ "username": "bo", "password": PASSWORD }).to_string();
        for (kind, token, wanted) in [
            ("application/json", "", 403),
            ("application/json", "x", 403),
            ("text/plain", program.csrf.as_str(), 415),
            ("application/x-www-form-urlencoded", program.csrf.as_str(), 415),
        ] {
            let headers = format!(
                "Content-Type: {kind}\r\nX-CSRF-Token: {token}\r\nContent-Length: {}\r\n",
                body.len()
            );
            let answer = program.client.request("POST", "/api/auth/sign-in", &headers, &body).await;
            assert_eq!(answer.status, wanted, "{kind} with {token:?}");
        }
        let old = program.csrf.clone();
        program.sign_in("bo").await;
        assert_ne!(program.csrf, old, "another session has another token");
    })
    .await;
}

#[tokio::test]
async fn the_document_describes_what_the_table_of_routes_has_and_holds_no_secret() {
    each_site(|site| async move {
        let bo = site.person_with_phone("bo", &["Clerk"]).await;
        let mut program = Program { client: bo.client, csrf: String::new() };
        let document = program.get("/api/openapi.json").await;
        let site_routes =
            app().site(site.served.security.clone(), fab::admin::SiteOptions::default()).unwrap();
        let mut described = 0;
        for route in site_routes.routes().iter().filter(|route| route.path.starts_with("/api/")) {
            let operation = &document["paths"][&route.path][route.method.to_lowercase()];
            assert!(operation["summary"].is_string(), "{} {}", route.method, route.path);
            described += 1;
        }
        let paths = document["paths"].as_object().unwrap();
        let listed: usize = paths.values().map(|methods| methods.as_object().unwrap().len()).sum();
        assert_eq!(listed, described);
        let text = document.to_string();
        for code in &bo.codes {
            assert!(!text.contains(code.as_str()));
        }
        for reference in text.split("#/components/schemas/").skip(1) {
            let name = reference.split('"').next().unwrap();
            assert!(document["components"]["schemas"][name].is_object(), "{name}");
        }
        assert_eq!(site.served.visitor().get("/api/openapi.json").await.status, 401);
    })
    .await;
}
