//! Can a session be fixed, stolen or brought back?

use std::time::Duration;

use fab::models::ActorId;
use fab::security::{By, Client as Peer};
use fab_tests::databases::each_database;
use fab_tests::site::{ADMINISTRATOR, PASSWORD};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::attacks::{open, sign_in};

#[tokio::test]
async fn at01_signing_in_leads_to_no_other_site() {
    each_database(|db| async move {
        let site = open(&db).await;
        for next in [
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "https:evil.example",
            "https://evil.example/",
            "http://localhost:8001/",
            "%2f%2fevil.example",
            "/%2fevil.example",
            "\t//evil.example",
            "/\t/evil.example",
            "javascript:alert(1)",
            "data:text/html,x",
            "/a\r\nSet-Cookie: a=b",
            "//anna@evil.example",
            "@evil.example",
        ] {
            let mut client = site.visitor();
            client.get("/login").await;
            let fields = [("username", ADMINISTRATOR), ("password", PASSWORD), ("next", next)];
            let answer = client.post("/login", &fields).await;
            assert_eq!((answer.status, answer.location()), (303, "/"), "{next:?}");
            assert!(answer.header("refresh").is_none());
            // Whoever is in already is sent on by the page itself.
            let mut address = "/login?next=".to_owned();
            fab::models::percent_encode(next, &mut address);
            let answer = client.get(&address).await;
            assert_eq!((answer.status, answer.location()), (303, "/"), "{next:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn at02_a_session_that_somebody_else_chose_is_never_signed_in() {
    each_database(|db| async move {
        let site = open(&db).await;
        let anonymous = site.security.open_anonymous(&Peer::default()).await.unwrap();
        for fixed in ["A".repeat(43), anonymous.token.expose().to_owned()] {
            let mut victim = site.visitor();
            victim.set_cookie("fab_session", &fixed);
            assert_eq!(sign_in(&mut victim, ADMINISTRATOR, PASSWORD).await.status, 303);
            assert_ne!(victim.cookie("fab_session"), Some(fixed.as_str()));
            let mut thief = site.visitor();
            thief.set_cookie("fab_session", &fixed);
            assert_eq!(thief.get("/").await.status, 303, "the chosen one is dead");
        }
    })
    .await;
}

#[tokio::test]
async fn at25_a_session_that_ended_is_dead_for_every_connection() {
    each_database(|db| async move {
        let site = open(&db).await;
        let mut client = site.administrator().await;
        let token = client.cookie("fab_session").unwrap().to_owned();
        let mut twin = site.visitor();
        twin.set_cookie("fab_session", &token);
        assert_eq!(twin.get("/").await.status, 200);
        client.get("/").await;
        assert_eq!(client.post("/logout", &[]).await.status, 303);
        assert_eq!(twin.get("/").await.status, 303);

        // Disabling somebody ends the session that they are using at this moment.
        let mut rita = site.person("rita", &["Reader"]).await;
        assert_eq!(rita.get("/").await.status, 200);
        let user = site.security.find_user("rita").await.unwrap().unwrap().id;
        site.security.deactivate(ActorId(user), By::Program).await.unwrap();
        assert_eq!(rita.get("/").await.status, 303);
    })
    .await;
}

#[tokio::test]
async fn at25_a_slow_request_brings_no_session_back_that_ended_meanwhile() {
    each_database(|db| async move {
        let site = open(&db).await;
        let mut client = site.administrator().await;
        let token = client.cookie("fab_session").unwrap().to_owned();
        client.get("/customers/add").await;
        // The same person posts a form, of which the last letters hang in the network until after signing out.
        let body = format!("_csrf={}&name=Slow", client.csrf());
        let head = format!(
            "POST /customers/add HTTP/1.1\r\nHost: {0}\r\nOrigin: http://{0}\r\n\
             Cookie: fab_session={token}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {1}\r\nConnection: close\r\n\r\n",
            site.address,
            body.len()
        );
        let mut slow = TcpStream::connect(site.address).await.unwrap();
        slow.write_all(head.as_bytes()).await.unwrap();
        slow.write_all(&body.as_bytes()[..body.len() - 2]).await.unwrap();
        tokio::time::sleep(Duration::from_millis(200)).await;

        client.get("/").await;
        assert_eq!(client.post("/logout", &[]).await.status, 303);
        slow.write_all(&body.as_bytes()[body.len() - 2..]).await.unwrap();
        let mut answer = String::new();
        slow.read_to_string(&mut answer).await.unwrap();
        assert!(!answer.contains("fab_session="), "no session is handed out again: {answer}");

        let mut twin = site.visitor();
        twin.set_cookie("fab_session", &token);
        assert_eq!(twin.get("/").await.status, 303, "it stays dead");
    })
    .await;
}

#[tokio::test]
async fn at37_no_change_is_made_from_another_page() {
    each_database(|db| async move {
        let site = open(&db).await;
        let mut client = site.administrator().await;
        client.get("/customers/1/edit").await;
        let token = client.csrf().to_owned();
        let mut other = site.administrator().await;
        other.get("/customers/1/edit").await;
        let foreign = other.csrf().to_owned();
        let origin = format!("Origin: http://{}\r\n", site.address);
        let form = "application/x-www-form-urlencoded";
        let body = |token: &str| format!("_csrf={token}&name=Taken");
        for path in
            ["/customers/add", "/customers/1/edit", "/customers/1/delete", "/logout", "/theme"]
        {
            for (what, headers, kind, body) in [
                ("without a token", origin.as_str(), form, "name=Taken".to_owned()),
                ("with the token of another session", &origin, form, body(&foreign)),
                ("from another site", "Origin: https://evil.example\r\n", form, body(&token)),
                ("from nowhere", "Origin: null\r\n", form, body(&token)),
                ("across sites", "Sec-Fetch-Site: cross-site\r\n", form, body(&token)),
                ("from a sister site", "Sec-Fetch-Site: same-site\r\n", form, body(&token)),
                ("with a token that is cut", &origin, form, body(&token[..token.len() - 1])),
            ] {
                let headers =
                    format!("{headers}Content-Type: {kind}\r\nContent-Length: {}\r\n", body.len());
                let answer = client.request("POST", path, &headers, &body).await;
                assert_eq!(answer.status, 403, "{path} {what}");
            }
            // What a form of another site can send without asking: neither JSON as plain text nor another method.
            let json = format!("{{\"_csrf\":\"{token}\",\"name\":\"Taken\"}}");
            let headers =
                format!("{origin}Content-Type: text/plain\r\nContent-Length: {}\r\n", json.len());
            let answer = client.request("POST", path, &headers, &json).await;
            assert!(matches!(answer.status, 403 | 415), "{path}: {}", answer.status);
            let headers = format!("{origin}X-HTTP-Method-Override: POST\r\n");
            let address = format!("{path}?_method=POST&_csrf={token}&name=Taken");
            let answer = client.request("GET", &address, &headers, "").await;
            assert_ne!(answer.status, 303, "{path} was changed by GET");
        }
        // A cookie that a sister site tosses beside ours makes two: neither counts.
        let own = client.cookie("fab_session").unwrap().to_owned();
        let mut tossed = site.visitor();
        tossed.set_cookie("fab_session", &format!("{own}; fab_session={}", "B".repeat(43)));
        assert_eq!(tossed.get("/").await.status, 303);
        let page = client.get("/customers/1").await;
        assert!(page.body.contains("Ann") && !page.body.contains("Taken"), "{}", page.body);
    })
    .await;
}

#[tokio::test]
async fn at37_signing_in_needs_a_token_too() {
    each_database(|db| async move {
        let site = open(&db).await;
        let mut other = site.visitor();
        other.get("/login").await;
        let foreign = other.csrf().to_owned();
        let mut client = site.visitor();
        client.get("/login").await;
        for token in ["", foreign.as_str()] {
            let body = format!("_csrf={token}&username={ADMINISTRATOR}&password=x");
            let headers = format!(
                "Origin: http://{}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
                 Content-Length: {}\r\n",
                site.address,
                body.len()
            );
            assert_eq!(client.request("POST", "/login", &headers, &body).await.status, 403);
        }
        assert!(client.cookie("fab_session").is_none());
    })
    .await;
}
