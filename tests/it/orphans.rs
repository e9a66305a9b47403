//! Can every page be found by somebody who has only read the first one?

use fab::security::{By, NewUser};

use crate::guard::{open, routes, sqlite};

/// The addresses of this site that a page leads to, without what follows on a question mark.
fn leads_to(body: &str) -> Vec<String> {
    let mut found = Vec::new();
    for mark in ["href=\"", "action=\""] {
        for rest in body.split(mark).skip(1) {
            let whole = rest.split('"').next().unwrap_or_default();
            let path = whole.split(['?', '#', '&']).next().unwrap_or_default();
            if path.starts_with('/') {
                found.push(path.to_owned());
            }
        }
    }
    found
}

/// Whether an address is one of those that a route stands for.
fn is_at(route: &str, path: &str) -> bool {
    let (parts, found): (Vec<_>, Vec<_>) = (route.split('/').collect(), path.split('/').collect());
    parts.len() == found.len()
        && parts.iter().zip(&found).all(|(part, found)| part.starts_with('{') || part == found)
}

/// Where one is sent, in the middle of something else.
const IN_BETWEEN: [&str; 3] = ["/mfa", "/mfa/setup/confirm", "/account/confirm"];

/// What answers scripts and other programs; there is no report in the shop whose page could be opened.
fn is_for_programs(route: &str) -> bool {
    route.starts_with("/api/") || route.ends_with("/search") || route == "/reports/{key}"
}

#[tokio::test]
async fn every_page_can_be_found_by_following_links_from_the_first_one() {
    let db = sqlite().await;
    let site = open(&db).await;
    // Somebody who has no password yet.
    let new = NewUser { username: "eve".to_owned(), ..NewUser::default() };
    site.security.create_user(new, None, &[], By::Program).await.unwrap();
    let mut client = site.administrator().await;
    let (mut seen, mut next) = (vec!["/".to_owned()], vec!["/".to_owned()]);
    while let Some(path) = next.pop() {
        let answer = client.get(&path).await;
        if answer.status != 200 {
            continue;
        }
        for found in leads_to(&answer.body) {
            if !seen.contains(&found) && !found.starts_with("/assets/") && found != "/logout" {
                seen.push(found.clone());
                next.push(found);
            }
        }
        assert!(seen.len() < 500, "the walk does not end");
    }
    let orphans: Vec<String> = routes(&site)
        .into_iter()
        .filter(|route| route.method == "GET" && !route.public)
        .map(|route| route.path)
        .filter(|route| !IN_BETWEEN.contains(&route.as_str()) && !is_for_programs(route))
        .filter(|route| !seen.iter().any(|path| is_at(route, path)))
        .collect();
    assert!(orphans.is_empty(), "no page leads to {orphans:?}; found were {seen:?}");
}
