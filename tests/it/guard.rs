//! Does nobody get further than they may? The whole route table is walked, for all kinds of people.

use fab::admin::{RouteInfo, SiteOptions};
use fab::db::Store;
use fab::models::Scope;
use fab::security::{Client as Peer, SessionState};
use fab::testing::TestDb;
use fab_tests::client::Client;
use fab_tests::databases::each_database;
use fab_tests::site::{ADMINISTRATOR, PASSWORD, Served};

use crate::shop::{customer, order, shop};

const FORM: &str = "Content-Type: application/x-www-form-urlencoded\r\n";

/// A served shop: a customer in the north (key 1) with an order, one in the south (key 2) with another.
pub(super) async fn open(db: &TestDb) -> Served {
    let site = Served::start(&shop(), db).await;
    let (store, all) = (site.security.store(), Scope::system());
    for (name, region, number) in [("Ann", "north", "N-1"), ("Sue", "south", "S-1")] {
        let customer = store.add(&all, &customer(name, region)).await.unwrap();
        store.add(&all, &order(number, customer.id)).await.unwrap();
    }
    site
}

pub(super) async fn sqlite() -> TestDb {
    TestDb::sqlite().await.unwrap()
}

pub(super) fn routes(site: &Served) -> Vec<RouteInfo> {
    shop().site(site.security.clone(), SiteOptions::default()).unwrap().routes()
}

fn path(route: &RouteInfo) -> String {
    route
        .path
        .replace("{key}", "1")
        .replace("{token}", "x")
        .replace("{version}", "0")
        .replace("{file}", "x")
        .replace("{format}", "csv")
        .replace("{column}", "x")
        .replace("{id}", "1")
}

/// Whether the address is part of a sign-in, which goes on with half a session.
fn is_sign_in(path: &str) -> bool {
    path == "/logout" || path.starts_with("/mfa") || path.starts_with("/api/auth/")
}

/// Sends a form with the right token from a page of the site itself, or with what is replaced.
async fn post(client: &mut Client, site: &Served, path: &str, headers: &str, token: &str) -> u16 {
    let body = format!("_csrf={token}");
    let origin = format!("Origin: http://{}\r\n", site.address);
    let headers =
        if headers.contains("Origin") { headers.to_owned() } else { format!("{origin}{headers}") };
    let headers = format!("{headers}{FORM}Content-Length: {}\r\n", body.len());
    client.request("POST", path, &headers, &body).await.status
}

async fn nothing_opens(site: &Served, client: &mut Client, who: &str) {
    let mut walked = 0;
    for route in routes(site).iter().filter(|route| !route.public) {
        let path = path(route);
        // What is open to half a session is walked with the tests of second factors.
        if who == "half a session" && is_sign_in(&path) {
            continue;
        }
        if route.method == "GET" {
            let answer = client.get(&path).await;
            let json = path.ends_with("/search") || path.starts_with("/api/");
            assert_eq!(answer.status, if json { 401 } else { 303 }, "{who}: GET {path}");
            assert!(json || answer.location().starts_with("/login"), "{who}: GET {path}");
        } else {
            let token = client.csrf().to_owned();
            let status = post(client, site, &path, "", &token).await;
            assert_eq!(status, 401, "{who}: POST {path}");
        }
        walked += 1;
    }
    assert!(walked > 20, "only {walked} routes were walked");
}

#[tokio::test]
async fn without_a_session_nothing_opens() {
    let db = sqlite().await;
    let site = open(&db).await;
    let mut client = site.visitor();
    client.get("/login").await;
    nothing_opens(&site, &mut client, "a visitor").await;
    for path in ["/nothing", "/customers/1/nothing", "/users/1/x"] {
        assert_eq!(client.get(path).await.status, 303, "{path} must not be told from a page");
    }
    assert_eq!(client.request("DELETE", "/customers", "", "").await.status, 401);
}

#[tokio::test]
async fn with_half_a_session_nothing_opens() {
    let db = sqlite().await;
    let site = open(&db).await;
    let security = &site.security;
    let password = fab::security::Password::new(PASSWORD.to_owned());
    let full = security.login(ADMINISTRATOR, password, &Peer::default()).await.unwrap();
    let half = security.rotate(&full.session, SessionState::Half).await.unwrap();
    let anonymous = security.open_anonymous(&Peer::default()).await.unwrap();
    for (who, opened) in [("half a session", half), ("an anonymous session", anonymous)] {
        let mut client = site.visitor();
        client.set_cookie("fab_session", opened.token.expose());
        client.get("/login").await;
        nothing_opens(&site, &mut client, who).await;
    }
}

#[tokio::test]
async fn every_change_needs_the_token_of_its_session_and_the_right_origin() {
    let db = sqlite().await;
    let site = open(&db).await;
    let mut other = site.visitor();
    other.get("/login").await;
    let mut client = site.administrator().await;
    client.get("/").await;
    let token = client.csrf().to_owned();
    let foreign = other.csrf().to_owned();
    assert!(!token.is_empty() && !foreign.is_empty() && token != foreign);
    for route in routes(&site).iter().filter(|route| route.method == "POST") {
        let path = path(route);
        for (what, headers, token) in [
            ("no token", "", ""),
            ("the token of somebody else", "", foreign.as_str()),
            ("a foreign origin", "Origin: http://evil.example\r\n", token.as_str()),
            ("no origin at all to speak of", "Origin: null\r\n", token.as_str()),
            ("another site", "Sec-Fetch-Site: cross-site\r\n", token.as_str()),
            ("a sister site", "Sec-Fetch-Site: same-site\r\n", token.as_str()),
        ] {
            let status = post(&mut client, &site, &path, headers, token).await;
            assert_eq!(status, 403, "{what}: POST {path}");
        }
    }
    assert_eq!(client.get("/").await.status, 200, "nothing of it may have signed anybody out");
}

#[tokio::test]
async fn a_role_opens_what_it_grants_and_nothing_else() {
    let db = sqlite().await;
    let site = open(&db).await;
    let mut reader = site.person("rita", &["Reader"]).await;
    let own = [
        "/",
        "/account/password",
        "/account/email",
        "/account/access",
        "/account/security",
        "/account/confirm",
        "/mfa/setup",
        "/api/openapi.json",
        "/api/auth/factors",
        "/api/auth/devices",
        "/customers",
        "/customers/1",
        "/customers/search",
    ];
    for route in routes(&site).iter().filter(|route| route.method == "GET" && !route.public) {
        let path = path(route);
        // These lead on, for somebody who is in and sets nothing up.
        let leads = matches!(path.as_str(), "/mfa" | "/mfa/setup/confirm");
        let wanted = if own.contains(&path.as_str()) { 200 } else { 403 };
        let wanted = if leads { 303 } else { wanted };
        assert_eq!(reader.get(&path).await.status, wanted, "GET {path}");
    }
    let token = reader.csrf().to_owned();
    for route in routes(&site).iter().filter(|route| route.method == "POST" && !route.public) {
        let path = path(route);
        if !is_sign_in(&path) && !path.starts_with("/account/") {
            assert_eq!(post(&mut reader, &site, &path, "", &token).await, 403, "POST {path}");
        }
    }
    let index = reader.get("/").await.body;
    assert!(index.contains("/customers\"") && !index.contains("/orders\""), "{index}");

    let mut clerk = site.person("carl", &["Clerk"]).await;
    assert_eq!(clerk.get("/customers").await.status, 403);
    let found = clerk.get("/customers/search?q=ann").await;
    assert_eq!(found.status, 200, "whoever writes orders must be able to choose a customer");
    assert_eq!(clerk.get("/reports/search?q=a").await.status, 403);
}

#[tokio::test]
async fn rows_outside_the_scope_do_not_exist_on_any_page() {
    each_database(|db| async move {
        let site = open(&db).await;
        let mut north = site.person("nora", &["North"]).await;
        for path in ["/customers/2", "/customers/2/edit", "/customers/2/delete"] {
            assert_eq!(north.get(path).await.status, 404, "{path}");
            assert_eq!(north.get(&path.replace('2', "1")).await.status, 200, "{path}");
        }
        for path in
            ["/customers", "/customers?q=sue", "/customers?f.name.eq=Sue", "/orders", "/orders/2"]
        {
            let page = north.get(path).await;
            assert_eq!(page.status, 200, "{path}");
            // What is searched for stands in its own control.
            let told = page.body.replace("value=\"sue\"", "").replace("value=\"Sue\"", "");
            assert!(!told.contains(">Sue"), "{path}: {}", page.body);
        }
        assert_eq!(north.get("/customers/search?q=sue").await.body, r#"{"rows":[]}"#);

        north.get("/customers/add").await;
        let edited = north.post("/customers/2/edit", &[("name", "Mine")]).await;
        assert_eq!(edited.status, 404);
        assert_eq!(north.post("/customers/2/delete", &[]).await.status, 404);
        let fields =
            [("number", "X"), ("customer", "2"), ("total_amount", "1"), ("total_currency", "EUR")];
        let refused = north.post("/orders/add", &fields).await;
        assert_eq!(refused.status, 422, "{}", refused.body);
        let away = north.post("/customers/1/edit", &[("region", "south")]).await;
        assert_ne!(away.status, 303, "a row cannot be moved out of the scope");
        let store: &Store = site.security.store();
        let all: Vec<crate::shop::Customer> =
            store.all(&Scope::system(), &fab::models::Condition::Everything).await.unwrap();
        assert_eq!(all.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["Ann", "Sue"]);
    })
    .await;
}

#[tokio::test]
async fn an_account_is_locked_after_too_many_wrong_passwords_and_says_for_how_long() {
    let db = sqlite().await;
    let site = open(&db).await;
    let mut client = site.visitor();
    client.get("/login").await;
    let wrong = [("username", ADMINISTRATOR), ("password", "wrong wrong wrong")];
    let mut answer = client.post("/login", &wrong).await;
    for _ in 0..20 {
        if answer.status == 429 {
            break;
        }
        assert_eq!(answer.status, 422);
        answer = client.post("/login", &wrong).await;
    }
    assert_eq!(answer.status, 429);
    assert!(answer.header("retry-after").unwrap().parse::<u32>().unwrap() > 60);
    let right = [("username", ADMINISTRATOR), ("password", PASSWORD)];
    assert_eq!(client.post("/login", &right).await.status, 429, "the right one is refused as well");
}

#[tokio::test]
async fn a_message_is_shown_only_in_the_session_that_it_was_written_for() {
    let db = sqlite().await;
    let site = open(&db).await;
    let (mut one, mut two) = (site.administrator().await, site.administrator().await);
    one.get("/customers/add").await;
    let added = one.post("/customers/add", &[("name", "Zoe")]).await;
    let message = one.cookie("fab_flash").unwrap().to_owned();
    two.set_cookie("fab_flash", &message);
    assert!(!two.get(added.location()).await.body.contains("was added"));
    let mut forged = message.clone();
    forged.replace_range(..2, "aa");
    one.set_cookie("fab_flash", &forged);
    assert!(!one.get(added.location()).await.body.contains("was added"));
    one.set_cookie("fab_flash", &message);
    assert!(one.get(added.location()).await.body.contains("was added"));
    assert!(one.cookie("fab_flash").is_none());
}

#[tokio::test]
async fn signing_in_leads_back_to_a_page_of_this_site_only() {
    let db = sqlite().await;
    let site = open(&db).await;
    for (next, wanted) in [
        ("/customers?q=a", "/customers?q=a"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ] {
        let mut client = site.visitor();
        client.get("/login").await;
        let fields = [("username", ADMINISTRATOR), ("password", PASSWORD), ("next", next)];
        let answer = client.post("/login", &fields).await;
        assert_eq!((answer.status, answer.location()), (303, wanted), "{next}");
    }
    let sent = site.visitor().get("/customers?q=a&page=2").await;
    assert_eq!(sent.location(), "/login?next=%2Fcustomers%3Fq%3Da%26page%3D2");
}

#[tokio::test]
async fn a_session_begins_anew_with_each_sign_in_and_ends_when_signing_out() {
    let db = sqlite().await;
    let site = open(&db).await;
    let mut client = site.visitor();
    client.set_cookie("fab_session", "fixed-by-somebody-else");
    client.sign_in(ADMINISTRATOR, PASSWORD).await;
    let first = client.cookie("fab_session").unwrap().to_owned();
    assert_ne!(first, "fixed-by-somebody-else");

    client.get("/").await;
    assert_eq!(client.post("/logout", &[]).await.status, 303);
    assert!(client.cookie("fab_session").is_none());
    let mut thief = site.visitor();
    thief.set_cookie("fab_session", &first);
    assert_eq!(thief.get("/").await.status, 303);
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions_and_keeps_this_one() {
    let db = sqlite().await;
    let site = open(&db).await;
    let (mut one, mut two) = (site.administrator().await, site.administrator().await);
    one.get("/account/password").await;
    let new = "copper meadow 77 bicycles";
    let wrong = [("current", "not this one at all"), ("password", new), ("password_again", new)];
    assert_eq!(one.post("/account/password", &wrong).await.status, 422);
    let typo = [("current", PASSWORD), ("password", new), ("password_again", "another one, sadly")];
    assert_eq!(one.post("/account/password", &typo).await.status, 422);
    let short = [("current", PASSWORD), ("password", "short"), ("password_again", "short")];
    assert_eq!(one.post("/account/password", &short).await.status, 422);
    let right = [("current", PASSWORD), ("password", new), ("password_again", new)];
    assert_eq!(one.post("/account/password", &right).await.status, 303);
    assert_eq!(one.get("/").await.status, 200);
    assert_eq!(two.get("/").await.status, 303);
    site.visitor().sign_in(ADMINISTRATOR, new).await;
}

#[tokio::test]
async fn the_first_administrator_comes_in_through_a_link_that_works_once() {
    let db = sqlite().await;
    let site = Served::start_empty(&shop(), &db, SiteOptions::default()).await;
    let token = site.security.setup_link().await.unwrap().unwrap();
    let path = format!("/setup/{}", token.expose());
    let mut client = site.visitor();
    assert_eq!(client.get(&path).await.status, 200);
    let weak = [("username", "root"), ("password", "root"), ("password_again", "root")];
    assert_eq!(client.post(&path, &weak).await.status, 422);
    let fine = [("username", "root"), ("password", PASSWORD), ("password_again", PASSWORD)];
    let answer = client.post(&path, &fine).await;
    assert_eq!((answer.status, answer.location()), (303, "/"), "{}", answer.body);
    assert_eq!(client.get("/customers").await.status, 200);
    assert_eq!(site.visitor().get(&path).await.status, 404);
}

#[tokio::test]
async fn links_are_guessed_only_so_often_from_one_address() {
    let db = sqlite().await;
    let site = open(&db).await;
    let mut client = site.visitor();
    let path = format!("/setup/{}", "A".repeat(43));
    for _ in 0..60 {
        assert_eq!(client.get(&path).await.status, 404);
    }
    let answer = client.get(&path).await;
    assert_eq!(answer.status, 429);
    assert!(answer.header("retry-after").is_some());
}

#[tokio::test]
async fn somebody_without_a_password_comes_in_by_an_invitation_that_works_once() {
    each_database(|db| async move {
        let site = open(&db).await;
        let new = fab::security::NewUser { username: "gert".to_owned(), ..Default::default() };
        let by = fab::security::By::Program;
        let gert = site.security.create_user(new, None, &[], by).await.unwrap().id;
        let mut admin = site.administrator().await;
        let page = format!("/users/{gert}/invitation");
        let led = admin.get(&format!("/users/{gert}/reset-link")).await;
        assert_eq!((led.status, led.location()), (303, page.as_str()));
        admin.get(&page).await;
        let made = admin.post(&page, &[]).await;
        assert_eq!(made.status, 200);
        let token = made.body.split_once("/setup/").unwrap().1;
        let path = format!("/setup/{}", token.get(..43).unwrap());
        assert!(!admin.get(&page).await.body.contains("/setup/"), "a link is shown once");

        let mut client = site.visitor();
        assert!(client.get("/login").await.body.contains("Forgotten your password?"));
        let forgotten = client.get("/forgotten").await;
        assert_eq!(forgotten.status, 200);
        assert!(forgotten.body.contains("Ask an administrator"));
        assert_eq!(client.get(&path).await.status, 200);
        let fields = [("password", PASSWORD), ("password_again", PASSWORD)];
        let answer = client.post(&path, &fields).await;
        assert_eq!((answer.status, answer.location()), (303, "/login"), "{}", answer.body);
        client.sign_in("gert", PASSWORD).await;
        assert_eq!(site.visitor().get(&path).await.status, 404);
        // Who may not edit users makes no links.
        client.get("/").await;
        assert_eq!(client.post("/users/1/reset-link", &[]).await.status, 403);
    })
    .await;
}

#[tokio::test]
async fn roles_are_given_and_permissions_granted_on_their_pages() {
    let db = sqlite().await;
    let site = open(&db).await;
    let mut rita = site.person("rita", &[]).await;
    assert_eq!(rita.get("/customers").await.status, 403);
    let mut admin = site.administrator().await;
    let roles = site.security.roles().await.unwrap();
    let id = |name: &str| roles.iter().find(|role| role.name == name).unwrap().id.to_string();
    let user = site.security.find_user("rita").await.unwrap().unwrap().id;
    let (page, reader) = (format!("/users/{user}/roles"), id("Reader"));
    assert_eq!(admin.get(&page).await.status, 200);
    assert_eq!(admin.post(&page, &[("role", &reader)]).await.status, 303);
    assert_eq!(rita.get("/customers").await.status, 200);
    assert_eq!(rita.get("/orders").await.status, 403);

    let page = format!("/roles/{reader}/grants");
    assert_eq!(admin.get(&page).await.status, 200);
    let grants = [("grant", "order.list"), ("grant", "nonsense.list"), ("grant", "*.*")];
    assert_eq!(admin.post(&page, &grants).await.status, 303);
    assert_eq!(rita.get("/orders").await.status, 200);
    assert_eq!(rita.get("/reports").await.status, 403);

    let page = format!("/roles/{}/grants", id("Admin"));
    assert_eq!(admin.post(&page, &[]).await.status, 422);
    let anna = site.security.find_user(ADMINISTRATOR).await.unwrap().unwrap().id;
    let alone = admin.post(&format!("/users/{anna}/roles"), &[]).await;
    assert_eq!(alone.status, 422, "the last administrator stays: {}", alone.body);

    let page = format!("/users/{user}/password");
    assert_eq!(admin.get(&page).await.status, 200);
    let new = "silver orchard 19 whistles";
    let fields = [("password", new), ("password_again", new)];
    assert_eq!(admin.post(&page, &fields).await.status, 303);
    assert_eq!(rita.get("/").await.status, 303, "her sessions end");
    site.visitor().sign_in("rita", new).await;
}

#[tokio::test]
async fn the_audit_log_is_read_by_those_who_may_and_changed_on_no_page() {
    each_database(|db| async move {
        let site = open(&db).await;
        let mut rita = site.person("rita", &["Reader"]).await;
        assert_eq!(rita.get("/audit-entries").await.status, 403);
        let mut admin = site.administrator().await;
        let list = admin.get("/audit-entries").await;
        assert_eq!(list.status, 200);
        for text in ["Audit log", "Signed in", "User added", "Permission denied", "rita"] {
            assert!(list.body.contains(text), "{text} is not in\n{}", list.body);
        }
        assert!(!list.body.contains("/audit-entries/add"));
        let denied = admin.get("/audit-entries?f.event.eq=permission.denied").await.body;
        assert!(denied.contains("fab-warning\">Permission denied"), "{denied}");
        assert!(!denied.contains("fab-badge\">User added"), "{denied}");
        let number = denied.split_once("fab-row-link\" href=\"/audit-entries/").unwrap().1;
        let number = number.split_once('"').unwrap().0.to_owned();
        let entry = admin.get(&format!("/audit-entries/{number}")).await.body;
        for text in ["127.0.0.1", "GET /{slug}", "audit_entry", "rita"] {
            assert!(entry.contains(text), "{text} is not in\n{entry}");
        }
        for path in ["add", "1/edit", "1/delete"] {
            assert_eq!(admin.get(&format!("/audit-entries/{path}")).await.status, 404, "{path}");
            let posted = admin.post(&format!("/audit-entries/{path}"), &[("actor", "eve")]).await;
            assert_eq!(posted.status, 404, "{path}");
        }
        let report = site.security.verify_audit(None, None).await.unwrap();
        assert!(report.broken.is_none() && report.entries > 4, "{report:?}");
    })
    .await;
}

#[tokio::test]
async fn a_session_gets_another_id_when_roles_change_and_stays_signed_in() {
    let db = sqlite().await;
    let site = open(&db).await;
    let mut rita = site.person("rita", &[]).await;
    rita.get("/").await;
    let first = rita.cookie("fab_session").unwrap().to_owned();
    let mut thief = site.visitor();
    thief.set_cookie("fab_session", &first);
    let reader = site.security.roles().await.unwrap();
    let reader = reader.into_iter().find(|role| role.name == "Reader").unwrap().id;
    let user = site.security.find_user("rita").await.unwrap().unwrap().id;
    let by = fab::security::By::Program;
    site.security.set_roles(fab::models::ActorId(user), &[reader], by).await.unwrap();
    assert_eq!(rita.get("/customers").await.status, 200);
    assert_ne!(rita.cookie("fab_session").unwrap(), first);
    assert_eq!(rita.get("/customers").await.status, 200);
    assert_eq!(thief.get("/customers").await.status, 303, "the old id is dead");
}
