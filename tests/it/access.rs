//! Do people see where they are signed in, and can they end it? And what do programs with a token get?

use fab_tests::client::Client;
use fab_tests::databases::each_database;
use fab_tests::site::{PASSWORD, Served};

use crate::shop::{customer, shop};

const PAGE: &str = "/account/access";

async fn open(db: &fab::testing::TestDb) -> Served {
    let site = Served::start(&shop(), db).await;
    let all = fab::models::Scope::system();
    site.security.store().add(&all, &customer("Ann", "north")).await.unwrap();
    site
}

/// The values of the hidden fields called `id`, in the order of the page.
fn ids(body: &str) -> Vec<String> {
    let rest = body.split("name=\"id\" value=\"").skip(1);
    rest.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

async fn make(client: &mut Client, scopes: &str) -> String {
    client.get(PAGE).await;
    let fields = [
        ("do", "make"),
        ("name", "Backup"),
        ("scopes", scopes),
        ("days", "30"),
        ("password", PASSWORD),
    ];
    let answer = client.post(PAGE, &fields).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let (_, rest) = answer.body.split_once("value=\"fab_").unwrap();
    format!("fab_{}", rest.split('"').next().unwrap())
}

async fn ask(client: &mut Client, token: &str, path: &str) -> (u16, String) {
    let headers = format!("Authorization: Bearer {token}\r\n");
    let answer = client.request("GET", path, &headers, "").await;
    (answer.status, answer.body)
}

#[tokio::test]
async fn everybody_sees_their_sessions_and_ends_the_others() {
    each_database(|db| async move {
        let site = open(&db).await;
        let mut rita = site.person("rita", &["Reader"]).await;
        let (mut second, mut third) = (site.visitor(), site.visitor());
        second.sign_in("rita", PASSWORD).await;
        third.sign_in("rita", PASSWORD).await;
        let body = rita.get(PAGE).await.body;
        assert!(body.contains("This session") && body.contains("127.0.0.1"), "{body}");
        assert_eq!(ids(&body).len(), 2, "one cannot end the session at hand here");
        // A session of somebody else is none of theirs.
        let mut otto = site.person("otto", &["Reader"]).await;
        otto.get(PAGE).await;
        let foreign = [("do", "end"), ("id", &*ids(&body)[0])];
        assert_eq!(otto.post(PAGE, &foreign).await.status, 303);
        assert_eq!(ids(&rita.get(PAGE).await.body).len(), 2);

        assert_eq!(rita.post(PAGE, &foreign).await.status, 303);
        let alive = [second.get("/").await.status, third.get("/").await.status];
        assert!(alive.contains(&200) && alive.contains(&303), "{alive:?}");
        rita.get(PAGE).await;
        assert_eq!(rita.post(PAGE, &[("do", "end_all")]).await.status, 303);
        assert_eq!((second.get("/").await.status, third.get("/").await.status), (303, 303));
        assert_eq!(rita.get("/").await.status, 200);

        // Who may edit users ends them all; who may not does not even see them.
        let user = site.security.find_user("rita").await.unwrap().unwrap().id;
        let page = format!("/users/{user}/access");
        assert_eq!(otto.get(&page).await.status, 403);
        let mut admin = site.administrator().await;
        let body = admin.get(&page).await.body;
        assert!(!body.contains("This session") && !body.contains("New token"), "{body}");
        assert_eq!(admin.post(&page, &[("do", "end_all")]).await.status, 303);
        assert_eq!(rita.get("/").await.status, 303);
        assert_eq!(admin.post(&page, &[("do", "make")]).await.status, 400);
    })
    .await;
}

#[tokio::test]
async fn the_page_of_a_user_names_their_roles_and_times_to_the_second() {
    each_database(|db| async move {
        let site = open(&db).await;
        site.person("rita", &["Reader", "Clerk"]).await;
        let user = site.security.find_user("rita").await.unwrap().unwrap().id;
        let mut admin = site.administrator().await;
        let body = admin.get(&format!("/users/{user}")).await.body;
        assert!(body.contains("<dt>Roles</dt><dd>Clerk, Reader</dd>"), "{body}");
        let shown = body.split("<time").skip(1).filter_map(|rest| rest.split_once('>'));
        for (_, text) in shown {
            let (text, _) = text.split_once('<').unwrap();
            assert!(!text.contains('.'), "{text}");
        }
        let role = site.security.roles().await.unwrap();
        let role = role.iter().find(|role| role.name == "Reader").unwrap().id;
        let body = admin.get(&format!("/roles/{role}")).await.body;
        assert!(!body.contains("<dt>Roles</dt>"), "a role has no roles: {body}");
    })
    .await;
}

#[tokio::test]
async fn a_page_says_that_tokens_go_on_working_and_withdraws_them_all_at_once() {
    each_database(|db| async move {
        let site = open(&db).await;
        let mut rita = site.person("rita", &["Reader"]).await;
        assert!(
            rita.get("/account/password").await.body.contains("tokens for programs go on working")
        );
        assert!(!rita.get(PAGE).await.body.contains("Withdraw all tokens"), "there is none");
        let mut program = site.visitor();
        for by_owner in [true, false] {
            let tokens = [make(&mut rita, "").await, make(&mut rita, "").await];
            let body = rita.get(PAGE).await.body;
            assert!(body.contains("They go on working when you change your password"), "{body}");
            if by_owner {
                assert_eq!(rita.post(PAGE, &[("do", "end_all")]).await.status, 303);
                assert_eq!(ask(&mut program, &tokens[0], "/customers/search?q=").await.0, 200);
                rita.get(PAGE).await;
                assert_eq!(rita.post(PAGE, &[("do", "revoke_all")]).await.status, 303);
                let body = rita.get(PAGE).await.body;
                assert!(body.contains("All tokens were withdrawn."), "{body}");
            } else {
                let user = site.security.find_user("rita").await.unwrap().unwrap().id;
                let page = format!("/users/{user}/access");
                let mut admin = site.administrator().await;
                let body = admin.get(&page).await.body;
                assert!(body.contains("withdraws all tokens as well"), "{body}");
                assert_eq!(admin.post(&page, &[("do", "end_all")]).await.status, 303);
            }
            for token in &tokens {
                assert_eq!(ask(&mut program, token, "/customers/search?q=").await.0, 401);
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_disabled_user_is_out_at_once_on_every_open_connection() {
    each_database(|db| async move {
        let site = open(&db).await;
        let mut rita = site.person("rita", &["Reader"]).await;
        let token = make(&mut rita, "").await;
        let mut program = site.visitor();
        assert_eq!(ask(&mut program, &token, "/customers/search?q=").await.0, 200);
        let user = site.security.find_user("rita").await.unwrap().unwrap().id;
        let by = fab::security::By::Program;
        site.security.deactivate(fab::models::ActorId(user), by).await.unwrap();
        assert_eq!(rita.get("/").await.status, 303);
        assert_eq!(ask(&mut program, &token, "/customers/search?q=").await.0, 401);
    })
    .await;
}

#[tokio::test]
async fn a_program_reads_data_with_a_token_and_nothing_else() {
    each_database(|db| async move {
        let site = open(&db).await;
        let mut admin = site.administrator().await;
        let token = make(&mut admin, "customer.list customer.export").await;
        let listed = admin.get(PAGE).await.body;
        assert!(listed.contains(&token[..16]) && !listed.contains(&token), "{listed}");

        let mut program = site.visitor();
        let (status, body) = ask(&mut program, &token, "/customers/search?q=").await;
        assert_eq!(status, 200);
        assert!(body.contains("Ann"), "{body}");
        assert!(program.cookie("fab_session").is_none() && program.cookie("fab_visitor").is_none());
        let (status, body) = ask(&mut program, &token, "/customers/export/csv").await;
        assert_eq!(status, 200, "{body}");
        assert!(body.contains("Ann"), "{body}");
        for path in
            ["/orders/search?q=", "/orders/export/csv", "/customers", "/", PAGE, "/users/1/access"]
        {
            assert_eq!(ask(&mut program, &token, path).await.0, 403, "{path}");
        }
        let post = format!(
            "Authorization: Bearer {token}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: 8\r\n"
        );
        assert_eq!(program.request("POST", "/customers/add", &post, "name=Eve").await.status, 403);

        // A cookie beside it counts for nothing, not even a good one.
        let wrong = format!("fab_{}_{}", "0".repeat(12), "A".repeat(43));
        let (status, body) = ask(&mut admin, &wrong, "/customers/search?q=").await;
        assert_eq!(status, 401, "{body}");
        for header in ["Basic YTpi", "Bearer", "Bearer x y", &format!("Token {token}")] {
            let header = format!("Authorization: {header}\r\n");
            let answer = program.request("GET", "/customers/search?q=", &header, "").await;
            assert_eq!(answer.status, 401, "{header}");
            assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
        }
        let path = format!("/customers/search?q=&token={token}");
        for answer in [program.get(&path).await, admin.get(&path).await] {
            assert_eq!(answer.status, 400, "a token in an address is refused");
            assert!(!answer.body.contains(&token) && answer.header("location").is_none());
        }
        let (status, _) = ask(&mut program, &token, &path).await;
        assert_eq!(status, 400);

        let withdrawn = [("do", "revoke"), ("id", "1")];
        admin.get(PAGE).await;
        assert_eq!(admin.post(PAGE, &withdrawn).await.status, 303);
        assert_eq!(ask(&mut program, &token, "/customers/search?q=").await.0, 401);
    })
    .await;
}

#[tokio::test]
async fn a_token_is_made_only_by_whoever_knows_the_password() {
    each_database(|db| async move {
        let site = open(&db).await;
        let mut rita = site.person("rita", &["Reader"]).await;
        rita.get(PAGE).await;
        for (fields, words) in [
            (
                [("name", "x"), ("scopes", ""), ("days", "1"), ("password", "wrong")],
                "not your password",
            ),
            (
                [("name", ""), ("scopes", ""), ("days", "1"), ("password", PASSWORD)],
                "what the token is for",
            ),
            (
                [("name", "x"), ("scopes", "all"), ("days", "1"), ("password", PASSWORD)],
                "model.action",
            ),
            (
                [("name", "x"), ("scopes", "user.edit"), ("days", "1"), ("password", PASSWORD)],
                "may not do user.edit",
            ),
            (
                [("name", "x"), ("scopes", ""), ("days", "many"), ("password", PASSWORD)],
                "from 1 to 366",
            ),
        ] {
            let mut all = vec![("do", "make")];
            all.extend(fields);
            let answer = rita.post(PAGE, &all).await;
            assert_eq!(answer.status, 422, "{words}");
            assert!(answer.body.contains(words), "{words}: {}", answer.body);
        }
        assert!(!rita.get(PAGE).await.body.contains("fab_"));
    })
    .await;
}
