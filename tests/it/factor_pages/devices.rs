//! Does the box at the sign-in spare the next code in this browser, and nowhere else?

use std::time::Duration;

use fab_tests::client::{Answer, Client};
use fab_tests::databases::each_database;
use fab_tests::site::PASSWORD;
use serde_json::json;

use super::programs::Program;
use super::{Site, between, each_site, entries};

const BOX: &str = "Do not ask for a code on this device for 14 days";

async fn each_trusting<F, Fut>(test: F)
where
    F: Fn(Site) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = ()> + Send + 'static,
{
    each_database(move |db| {
        let test = test.clone();
        let life = Some(Duration::from_hours(14 * 24));
        async move { test(Site::trusting(db, life).await).await }
    })
    .await;
}

async fn sign_in(site: &Site, username: &str, device: Option<&str>) -> (Client, Answer) {
    let mut client = site.served.visitor();
    if let Some(device) = device {
        client.set_cookie("fab_device", device);
    }
    client.get("/login").await;
    let answer = client.post("/login", &[("username", username), ("password", PASSWORD)]).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    (client, answer)
}

#[tokio::test]
async fn m21_at15_the_box_spares_the_code_in_this_browser_until_it_is_withdrawn() {
    each_trusting(|site| async move {
        let bo = site.person_with_phone("bo", &["Clerk"]).await;
        site.person_with_phone("eve", &["Clerk"]).await;
        let mut client = site.half("bo").await;
        let page = client.get("/mfa").await;
        assert!(page.body.contains(BOX), "{}", page.body);
        assert!(!between(&page.body, "id=\"trust\"", ">").contains("checked"));
        // A wrong code trusts nothing.
        let fields = [("way", "totp"), ("code", "000000"), ("trust", "yes")];
        assert_eq!(client.post("/mfa", &fields).await.status, 422);
        assert_eq!(client.cookie("fab_device"), None);
        site.clock.advance(30);
        let code = bo.phone.code(site.second());
        let fields = [("way", "totp"), ("code", code.as_str()), ("trust", "yes")];
        let answer = client.post("/mfa", &fields).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        let set = |(name, value): &&(String, String)| {
            name == "set-cookie" && value.starts_with("fab_device=")
        };
        let cookie = &answer.headers.iter().find(set).unwrap().1;
        for part in ["Path=/", "HttpOnly", "SameSite=Lax", "Max-Age=1209600"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        let device = client.cookie("fab_device").unwrap().to_owned();
        assert_eq!(entries(&site, "device.trusted").await, 1);

        let (mut again, answer) = sign_in(&site, "bo", Some(&device)).await;
        assert_eq!(answer.location(), "/");
        assert_eq!(again.get("/treasures").await.status, 200);
        // What asks for a fresh proof still does, and the page that asks has no box.
        let page = again.get("/account/security").await;
        let factor = between(&page.body, "name=\"id\" value=\"", "\"").to_owned();
        let fields = [("do", "remove"), ("id", factor.as_str())];
        let asked = again.post("/account/security", &fields).await;
        assert_eq!(asked.status, 403, "{}", asked.body);
        assert!(asked.body.contains("fresh proof") && !asked.body.contains(BOX), "{}", asked.body);
        let (_, answer) = sign_in(&site, "eve", Some(&device)).await;
        assert_eq!(answer.location(), "/mfa", "copied to somebody else");
        let (_, answer) = sign_in(&site, "bo", None).await;
        assert_eq!(answer.location(), "/mfa", "another browser");
        let (_, answer) = sign_in(&site, "bo", Some(&device[1..])).await;
        assert_eq!(answer.location(), "/mfa", "tampered with");

        let page = again.get("/account/security").await;
        assert!(page.body.contains("Trusted devices") && page.body.contains("this one"));
        assert!(!page.body.contains(&device), "the token stands on no page");
        assert!(page.body.contains("Device trusted"), "{}", page.body);
        let id = between(&page.body, "name=\"device\" value=\"", "\"").to_owned();
        let (mut eve, _) = sign_in(&site, "eve", None).await;
        eve.get("/mfa").await;
        let fields = [("do", "distrust"), ("device", id.as_str())];
        assert_ne!(eve.post("/account/security", &fields).await.status, 200);
        let answer = again.post("/account/security", &fields).await;
        assert_eq!((answer.status, answer.location()), (303, "/account/security"));
        let page = again.get("/account/security").await;
        assert!(!page.body.contains("Trusted devices"), "{}", page.body);
        assert_eq!(again.post("/account/security", &fields).await.status, 404);
        let (_, answer) = sign_in(&site, "bo", Some(&device)).await;
        assert_eq!(answer.location(), "/mfa", "withdrawn");
        assert_eq!(entries(&site, "device.distrusted").await, 1);
    })
    .await;
}

#[tokio::test]
async fn m21_where_the_site_allows_no_trust_there_is_no_box_and_asking_for_it_does_nothing() {
    each_site(|site| async move {
        let bo = site.person_with_phone("bo", &["Clerk"]).await;
        let mut client = site.half("bo").await;
        let page = client.get("/mfa").await;
        assert!(!page.body.contains("name=\"trust\""), "{}", page.body);
        let code = bo.phone.code(site.second());
        let fields = [("way", "totp"), ("code", code.as_str()), ("trust", "yes")];
        assert_eq!(client.post("/mfa", &fields).await.status, 303);
        assert_eq!(client.cookie("fab_device"), None);
        assert!(!client.get("/account/security").await.body.contains("Trusted devices"));
    })
    .await;
}

#[tokio::test]
async fn m21_a_program_is_told_for_how_long_and_trusts_the_same_way() {
    each_trusting(|site| async move {
        let bo = site.person_with_phone("bo", &["Clerk"]).await;
        let mut program = Program::new(&site).await;
        let session = program.sign_in("bo").await;
        assert_eq!(
            (&session["state"], &session["trust_seconds"]),
            (&json!("half"), &json!(1_209_600))
        );
        let code = bo.phone.code(site.second());
        let body = json!({ "code": code, "trust": true });
        let (status, session) = program.post("/api/auth/answer", &body).await;
        assert_eq!((status, &session["state"]), (200, &json!("full")), "{session}");
        assert_eq!(session["trust_seconds"], json!(null));
        program.post("/api/auth/sign-out", &json!({})).await;
        let session = program.sign_in("bo").await;
        assert_eq!((&session["state"], &session["fresh"]), (&json!("full"), &json!(false)));
    })
    .await;
}

#[tokio::test]
async fn m21_a_program_lists_the_trusted_devices_and_withdraws_one_or_all() {
    each_trusting(|site| async move {
        let mut bo = site.person_with_phone("bo", &["Clerk"]).await;
        let eve = site.person_with_phone("eve", &["Clerk"]).await;
        let mut programs = Vec::new();
        for _ in 0..3 {
            let mut program = Program::new(&site).await;
            program.sign_in("bo").await;
            let body = json!({ "code": bo.phone.code(site.second()), "trust": true });
            let (status, session) = program.post("/api/auth/answer", &body).await;
            assert_eq!(status, 200, "{session}");
            programs.push(program);
            site.wait();
        }
        let [first, second, third] = programs.as_mut_slice() else { panic!("three") };
        let told = first.get("/api/auth/devices").await;
        assert_eq!(told["trust_seconds"], json!(1_209_600), "{told}");
        let devices = told["devices"].as_array().unwrap().clone();
        assert_eq!(devices.len(), 3, "{told}");
        let current: Vec<_> = devices.iter().filter(|one| one["current"] == json!(true)).collect();
        assert_eq!(current.len(), 1, "{told}");
        assert!(devices[0]["expires_at"].as_str() > devices[0]["created_at"].as_str(), "{told}");
        let own = second.get("/api/auth/devices").await;
        let own = own["devices"].as_array().unwrap().iter().find(|one| one["current"] == true);
        let path = format!("/api/auth/devices/{}/withdraw", own.unwrap()["id"].as_str().unwrap());

        let (mut stranger, _) = sign_in(&site, "eve", None).await;
        stranger.get("/mfa").await;
        let code = eve.phone.code(site.second());
        stranger.post("/mfa", &[("way", "totp"), ("code", &code)]).await;
        let mut stranger = Program::of(stranger).await;
        assert_eq!(stranger.get("/api/auth/devices").await["devices"], json!([]));
        assert_eq!(stranger.post(&path, &json!({})).await.0, 404, "that of somebody else");
        assert_eq!(stranger.post("/api/auth/devices/withdraw", &json!({})).await.0, 200);

        let (status, left) = second.post(&path, &json!({})).await;
        assert_eq!((status, left["devices"].as_array().map(Vec::len)), (200, Some(2)), "{left}");
        assert_eq!(second.client.cookie("fab_device"), None, "its own token is forgotten");
        assert_eq!(second.post(&path, &json!({})).await.0, 404);
        assert_eq!(third.post("/api/auth/sign-out", &json!({})).await.0, 200);
        assert_eq!(third.sign_in("bo").await["state"], json!("full"), "the others stay");

        let (status, left) = third.post("/api/auth/devices/withdraw", &json!({})).await;
        assert_eq!((status, &left["devices"]), (200, &json!([])), "{left}");
        first.post("/api/auth/sign-out", &json!({})).await;
        assert_eq!(first.sign_in("bo").await["state"], json!("half"));
        assert_eq!(entries(&site, "device.distrusted").await, 2);
        assert!(!bo.client.get("/account/security").await.body.contains("Trusted devices"));
    })
    .await;
}

#[tokio::test]
async fn m21_the_page_withdraws_all_devices_at_once() {
    each_trusting(|site| async move {
        let bo = site.person_with_phone("bo", &["Clerk"]).await;
        let mut client = site.half("bo").await;
        for _ in 0..2 {
            client = site.half("bo").await;
            client.get("/mfa").await;
            let code = bo.phone.code(site.second());
            let fields = [("way", "totp"), ("code", code.as_str()), ("trust", "yes")];
            assert_eq!(client.post("/mfa", &fields).await.status, 303);
            site.wait();
        }
        let page = client.get("/account/security").await;
        assert!(page.body.contains("Ask again on all of them"), "{}", page.body);
        let answer = client.post("/account/security", &[("do", "distrust_all")]).await;
        assert_eq!((answer.status, answer.location()), (303, "/account/security"));
        assert_eq!(client.cookie("fab_device"), None);
        let page = client.get("/account/security").await;
        assert!(page.body.contains("Every device will be asked for a code again."));
        assert!(!page.body.contains("Trusted devices"), "{}", page.body);
    })
    .await;
}
