//! Does a provider of others let people in, by pages and in a browser?

use std::sync::Arc;
use std::time::Duration;

use fab::clock::SystemClock;
use fab::crypto::AppSecret;
use fab::security::{PasswordCost, Provider, Provisioning, SecurityOptions};
use fab::services::oidc::{OidcProvider, OidcSettings};
use fab::testing::TestDb;
use fab_tests::client::Client;
use fab_tests::peer::{OIDC, Running};
use fab_tests::site::Served;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::factor_pages::Phone;
use crate::shop::shop;

/// A provider that others wrote; `None` where it is not installed.
pub(crate) async fn provider() -> Option<(Running, Provider)> {
    let running = OIDC
        .start(|port| ["-H", "127.0.0.1", "-p", &port.to_string()].map(str::to_owned).to_vec())
        .await?;
    let issuer = format!("http://{}", running.address);
    let mut settings = OidcSettings::new("acme", issuer, "shop");
    settings.client_secret = Some(fab::secret::Secret::new("hunter2".to_owned()));
    let asked = OidcProvider::new(settings, Arc::new(SystemClock), Vec::new()).unwrap();
    let mut provider = Provider::new("acme", "Acme & Sons", Arc::new(asked));
    provider.provisioning = Provisioning::Made;
    provider.roles = super::roles(&[("staff", "Reader")]);
    Some((running, provider))
}

/// Sends one request to the provider; the answer with its head.
pub(crate) async fn ask(
    provider: &Running,
    method: &str,
    target: &str,
    kind: &str,
    body: &str,
) -> String {
    let mut stream = TcpStream::connect(provider.address).await.unwrap();
    let request = format!(
        "{method} {target} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Type: {kind}\r\n\
         Content-Length: {}\r\n\r\n{body}",
        provider.address,
        body.len()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

const FORM: &str = "application/x-www-form-urlencoded";

/// From the page for signing in to the provider; the target there.
async fn depart(client: &mut Client) -> String {
    let page = client.get("/login?next=/customers").await;
    assert!(page.body.contains("Sign in with Acme &amp; Sons"), "{}", page.body);
    let answer = client.post("/login/with/acme", &[("next", "/customers")]).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let refresh = answer.header("refresh").unwrap().to_owned();
    let url = refresh.strip_prefix("0; url=http://").unwrap();
    format!("/{}", url.split_once('/').unwrap().1)
}

/// What the provider does with somebody; the path to which it sends them back.
async fn at_the_provider(running: &Running, target: &str, form: &str) -> String {
    let answer = ask(running, "POST", target, FORM, form).await;
    let line = answer.lines().find(|line| line.to_lowercase().starts_with("location: ")).unwrap();
    let (_, rest) = line.split_once("/login/back/").unwrap();
    format!("/login/back/{rest}")
}

#[tokio::test]
async fn at22_a_provider_of_others_signs_people_in_and_out_of_their_groups_come_roles() {
    let Some((running, provider)) = provider().await else { return };
    let person = r#"{"preferred_username":"jane","name":"Jane","groups":["staff"]}"#;
    let stored = ask(&running, "PUT", "/users/jane", "application/json", person).await;
    assert!(stored.starts_with("HTTP/1.1 204"), "{stored}");
    let db = TestDb::sqlite().await.unwrap();
    let site = Served::start(&shop().provider(provider), &db).await;
    let mut client = site.visitor();
    let target = depart(&mut client).await;
    let before = client.cookie("fab_away").unwrap().to_owned();
    let back = at_the_provider(&running, &target, "sub=jane").await;
    let answer = client.get(&back).await;
    assert_eq!((answer.status, answer.location()), (303, "/customers"), "{}", answer.body);
    assert_eq!(client.cookie("fab_away"), None);
    assert_eq!(client.get("/customers").await.status, 200);
    let user = site.security.find_user("jane").await.unwrap().unwrap();
    assert_eq!(user.display_name, "Jane");

    // Back once more, by somebody who saw the address, and by who has the cookie too.
    for cookie in ["", &before] {
        let mut other = site.visitor();
        other.set_cookie("fab_away", cookie);
        let answer = other.get(&back).await;
        assert_eq!(answer.status, 422);
        assert!(answer.body.contains("begun in another browser"), "{}", answer.body);
    }
}

#[tokio::test]
async fn m19_who_has_neither_password_nor_factor_is_told_to_sign_in_again() {
    let Some((running, provider)) = provider().await else { return };
    let person = r#"{"preferred_username":"jane","name":"Jane","groups":["staff"]}"#;
    ask(&running, "PUT", "/users/jane", "application/json", person).await;
    let db = TestDb::sqlite().await.unwrap();
    let site = Served::start(&shop().provider(provider), &db).await;
    let mut client = site.visitor();
    let target = depart(&mut client).await;
    let back = at_the_provider(&running, &target, "sub=jane").await;
    client.get(&back).await;
    assert_eq!(client.get("/mfa/setup").await.status, 200, "fresh from the sign-in");
    let forget = db.writer().push("UPDATE fab_sessions SET proven_at = NULL").finish(&[]);
    db.execute(forget).await.unwrap();

    let asked = client.get("/mfa/setup").await;
    assert_eq!((asked.status, asked.location()), (303, "/account/confirm?next=%2Fmfa%2Fsetup"));
    let page = client.get("/account/confirm?next=/mfa/setup").await.body;
    assert!(page.contains("Sign out, sign in again the way you did"), "{page}");
    assert!(!page.contains("type=\"password\"") && !page.contains("name=\"code\""), "{page}");
    let session = client.get("/api/auth/session").await.body;
    assert!(session.contains("\"ways\":[]") && session.contains("\"fresh\":false"), "{session}");
}

#[tokio::test]
async fn who_declines_at_the_provider_reads_so_and_may_use_a_password() {
    let Some((running, provider)) = provider().await else { return };
    let db = TestDb::sqlite().await.unwrap();
    let site = Served::start(&shop().provider(provider), &db).await;
    let mut client = site.visitor();
    let target = depart(&mut client).await;
    let back = at_the_provider(&running, &target, "action=deny").await;
    let answer = client.get(&back).await;
    assert_eq!(answer.status, 422);
    assert!(answer.body.contains("You were not signed in there"), "{}", answer.body);
    client.sign_in(fab_tests::site::ADMINISTRATOR, fab_tests::site::PASSWORD).await;
    for path in ["/login/back/acme", "/login/back/acme?state=a&state=b", "/login/back/acme?code=x"]
    {
        assert_eq!(site.visitor().get(path).await.status, 422, "{path}");
    }
    let mut visitor = site.visitor();
    visitor.get("/login").await;
    assert_eq!(visitor.post("/login/with/nobody", &[]).await.status, 404);
    assert_eq!(visitor.get("/login/back/nobody?state=x&code=y").await.status, 404);
    let forged = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 0\r\n";
    assert_eq!(site.visitor().request("POST", "/login/with/acme", forged, "").await.status, 403);
}

/// What stands between two texts of a page.
fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = text.split_once(before).unwrap();
    rest.split_once(after).unwrap().0
}

#[tokio::test]
async fn m21_who_comes_by_a_provider_and_gives_a_code_is_offered_trust_and_spared_the_next_one() {
    let Some((running, provider)) = provider().await else { return };
    let person = r#"{"preferred_username":"jane","name":"Jane","groups":["staff"]}"#;
    ask(&running, "PUT", "/users/jane", "application/json", person).await;
    let db = TestDb::sqlite().await.unwrap();
    let mut options = SecurityOptions::new(AppSecret::generate().unwrap());
    options.password_cost = PasswordCost::CHEAPEST;
    options.mfa.device_life = Some(Duration::from_hours(14 * 24));
    let site = Served::start_secured(&shop().provider(provider), &db, options).await;
    let mut client = site.visitor();
    let visit = async |client: &mut Client| {
        let target = depart(client).await;
        let back = at_the_provider(&running, &target, "sub=jane").await;
        let answer = client.get(&back).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        client.get(answer.location()).await
    };
    assert_eq!(visit(&mut client).await.status, 200);
    client.get("/mfa/setup").await;
    client.post("/mfa/setup", &[("kind", "totp"), ("name", "Phone")]).await;
    let page = client.get("/mfa/setup/confirm").await;
    let phone = Phone::of(&between(&page.body, "id=\"secret\">", "<").replace(' ', ""));
    let factor = between(&page.body, "name=\"factor\" value=\"", "\"").to_owned();
    let second = chrono::Utc::now().timestamp();
    let code = phone.code(second);
    let fields = [("factor", factor.as_str()), ("code", code.as_str())];
    assert_eq!(client.post("/mfa/setup/confirm", &fields).await.status, 200);
    client.get("/").await;
    assert_eq!(client.post("/logout", &[]).await.location(), "/login");

    let asked = visit(&mut client).await;
    assert_eq!((asked.status, asked.location()), (303, "/mfa?next=%2Fcustomers"));
    let page = client.get("/mfa").await;
    assert!(page.body.contains("The first step is done"), "no password was typed: {}", page.body);
    assert!(page.body.contains("Do not ask for a code on this device for 14 days"));
    let code = phone.code(second + 30);
    let fields = [("way", "totp"), ("code", code.as_str()), ("trust", "yes")];
    assert_eq!(client.post("/mfa", &fields).await.status, 303);
    assert!(client.cookie("fab_device").is_some());
    client.get("/").await;
    assert_eq!(client.post("/logout", &[]).await.location(), "/login");
    assert_eq!(visit(&mut client).await.status, 200, "the browser is trusted");
    let mut other = site.visitor();
    assert_eq!(visit(&mut other).await.status, 303, "another one is not");
}
