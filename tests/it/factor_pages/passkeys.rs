//! Does a program set up a passkey, and sign in with it, as a page does?

use fab::crypto::AppSecret;
use fab::security::{PasswordCost, SecurityOptions};
use fab::testing::TestDb;
use fab_tests::authenticator::Authenticator;
use fab_tests::databases::each_database;
use serde_json::{Value, json};

use super::programs::Program;
use super::{Site, entries};

const SITE: &str = "https://shop.example";

/// Runs `test` on every database, with a site where passkeys work.
async fn each_keyed_site<F, Fut>(test: F)
where
    F: Fn(Site) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = ()> + Send + 'static,
{
    each_database(move |db| {
        let test = test.clone();
        async move { test(site(db).await).await }
    })
    .await;
}

async fn site(db: TestDb) -> Site {
    let mut options = SecurityOptions::new(AppSecret::generate().unwrap());
    options.password_cost = PasswordCost::CHEAPEST;
    options.post.base_url = Some(SITE.to_owned());
    Site::under(db, options).await
}

fn read(said: &str) -> Value {
    serde_json::from_str(said).unwrap()
}

/// Sets a passkey up, up to the answer of the last step.
async fn add(program: &mut Program, device: &mut Authenticator) -> Value {
    let body = json!({ "kind": "passkey", "name": " Laptop " });
    let (status, begun) = program.post("/api/auth/factors", &body).await;
    assert_eq!(
        (status, &begun["kind"], &begun["name"]),
        (201, &json!("passkey"), &json!("Laptop"))
    );
    assert!(begun.get("secret").is_none(), "{begun}");
    let said = device.create(&begun["options"].to_string());
    let body = json!({ "credential": read(&said) });
    let (status, done) = program.post("/api/auth/passkey/add", &body).await;
    assert_eq!(status, 200, "{done}");
    done
}

#[tokio::test]
async fn m34_a_program_sets_up_a_passkey_and_answers_with_it() {
    each_keyed_site(|site| async move {
        site.person("bo", &["Clerk"]).await;
        let mut device = Authenticator::at(SITE);
        let mut program = Program::new(&site).await;
        program.sign_in("bo").await;
        let told = program.get("/api/auth/factors").await;
        assert_eq!(told["offered"], json!(["passkey", "totp"]), "{told}");
        let done = add(&mut program, &mut device).await;
        assert_eq!(done["backup_codes"].as_array().map(Vec::len), Some(10), "{done}");
        let told = program.get("/api/auth/factors").await;
        let factor = &told["factors"][0];
        assert_eq!((&factor["kind"], &factor["name"]), (&json!("passkey"), &json!("Laptop")));
        assert_eq!(entries(&site, "factor.added").await, 1);

        let mut program = Program::new(&site).await;
        let session = program.sign_in("bo").await;
        assert_eq!(session["ways"], json!(["passkey", "backup"]), "{session}");
        let (status, asked) = program.post("/api/auth/passkey/ask", &json!({})).await;
        assert_eq!(status, 200, "{asked}");
        let said = device.get(&asked["options"].to_string());
        let body = json!({ "way": "passkey", "credential": read(&said) });
        let (status, session) = program.post("/api/auth/answer", &body).await;
        assert_eq!((status, &session["state"]), (200, &json!("full")), "{session}");
        // Once more, for what asks for a fresh proof; the text of the object does as well.
        site.clock.advance(11 * 60);
        let (_, asked) = program.post("/api/auth/passkey/ask", &json!({})).await;
        let said = device.get(&asked["options"].to_string());
        let body = json!({ "way": "passkey", "credential": said });
        let (status, session) = program.post("/api/auth/confirm", &body).await;
        assert_eq!((status, &session["fresh"]), (200, &json!(true)), "{session}");
        let (status, refused) = program.post("/api/auth/confirm", &body).await;
        assert_eq!(
            (status, &refused["code"], &refused["field"]),
            (422, &json!("wrong_code"), &json!("credential")),
            "at21: used"
        );
    })
    .await;
}

#[tokio::test]
async fn m34_a_program_signs_in_by_a_passkey_alone() {
    each_keyed_site(|site| async move {
        site.person("bo", &["Clerk"]).await;
        let mut device = Authenticator::at(SITE);
        let mut program = Program::new(&site).await;
        program.sign_in("bo").await;
        add(&mut program, &mut device).await;

        let mut program = Program::new(&site).await;
        let (status, asked) = program.post("/api/auth/passkey/invite", &json!({})).await;
        assert_eq!(status, 200, "{asked}");
        assert!(!asked.to_string().contains("bo\""), "it names nobody: {asked}");
        let said = device.get(&asked["options"].to_string());
        // What somebody else was asked counts for nobody else.
        let mut other = Program::new(&site).await;
        let body = json!({ "credential": read(&said) });
        let (status, refused) = other.post("/api/auth/passkey/sign-in", &body).await;
        assert_eq!((status, &refused["code"]), (422, &json!("wrong_code")), "{refused}");
        let (status, session) = program.post("/api/auth/passkey/sign-in", &body).await;
        assert_eq!((status, &session["user"]), (200, &json!("bo")), "{session}");
        assert_eq!((&session["state"], &session["fresh"]), (&json!("full"), &json!(true)));
    })
    .await;
}

#[tokio::test]
async fn m22_where_a_role_asks_for_passkeys_a_program_sets_one_up_and_nothing_else_opens() {
    each_keyed_site(|site| async move {
        site.ask("Clerk", "phishing_resistant", "0").await;
        site.served.person("bo", &["Clerk"]).await;
        let mut device = Authenticator::at(SITE);
        let mut program = Program::new(&site).await;
        let session = program.sign_in("bo").await;
        assert_eq!(session["must_enroll"], json!(true), "{session}");
        assert_eq!(program.get("/api/openapi.json").await["code"], "mfa_enrollment_required");
        add(&mut program, &mut device).await;
        let session = program.get("/api/auth/session").await;
        assert_eq!((&session["state"], &session["user"]), (&json!("full"), &json!("bo")));
    })
    .await;
}

#[tokio::test]
async fn at21_a_program_adds_no_passkey_of_another_site_and_none_twice() {
    let site = site(TestDb::sqlite().await.unwrap()).await;
    site.person("bo", &["Clerk"]).await;
    let mut program = Program::new(&site).await;
    program.sign_in("bo").await;
    let kind = json!({ "kind": "passkey" });
    let (_, begun) = program.post("/api/auth/factors", &kind).await;
    let said = Authenticator::at("https://evil.example").create(&begun["options"].to_string());
    for credential in [read(&said), json!({}), json!("x"), json!(null)] {
        let body = json!({ "credential": credential });
        let (status, refused) = program.post("/api/auth/passkey/add", &body).await;
        assert_eq!(
            (status, &refused["code"], &refused["field"]),
            (422, &json!("wrong_code"), &json!("credential")),
            "{credential}"
        );
    }
    let (_, begun) = program.post("/api/auth/factors", &kind).await;
    let said = Authenticator::at(SITE).create(&begun["options"].to_string());
    let body = json!({ "credential": read(&said) });
    assert_eq!(program.post("/api/auth/passkey/add", &body).await.0, 200);
    assert_eq!(
        program.post("/api/auth/passkey/add", &body).await.0,
        422,
        "its question is used up"
    );
    assert_eq!(program.get("/api/auth/factors").await["factors"].as_array().map(Vec::len), Some(1));
    let long = json!({ "kind": "passkey", "name": "x".repeat(81) });
    let (status, refused) = program.post("/api/auth/factors", &long).await;
    assert_eq!((status, &refused["field"]), (422, &json!("name")), "{refused}");
}

#[tokio::test]
async fn a_program_is_told_where_there_are_no_passkeys() {
    let site = Site::open().await;
    let mut program = Program::new(&site).await;
    for path in ["/api/auth/passkey/invite", "/api/auth/passkey/sign-in"] {
        let (status, refused) = program.post(path, &json!({ "credential": "x" })).await;
        assert!(matches!(status, 404 | 422), "{path}: {refused}");
    }
    site.person("bo", &["Clerk"]).await;
    program.sign_in("bo").await;
    for path in ["/api/auth/passkey/ask", "/api/auth/passkey/add"] {
        let (status, refused) = program.post(path, &json!({ "credential": "x" })).await;
        assert_eq!((status, &refused["code"]), (404, &json!("no_passkeys")), "{path}");
    }
}
