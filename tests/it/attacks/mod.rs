//! Does a running site stand up to known attacks? Each test bears the number of its attack, and speaks over sockets.

mod answers;
mod factors;
mod headers;
mod passwords;
mod sessions;
mod tokens;

use fab::testing::TestDb;
use fab_tests::client::{Answer, Client};
use fab_tests::site::Served;

use crate::shop::{customer, shop};

/// A served shop with one customer.
async fn open(db: &TestDb) -> Served {
    let site = Served::start(&shop(), db).await;
    let store = site.security.store();
    store.add(&fab::models::Scope::system(), &customer("Ann", "north")).await.unwrap();
    site
}

/// Posts the form of the page for signing in, with a token of its own.
async fn sign_in(client: &mut Client, username: &str, password: &str) -> Answer {
    client.get("/login").await;
    client.post("/login", &[("username", username), ("password", password)]).await
}

/// A page without what differs in every answer: tokens and the number of the request.
fn without_numbers(answer: &Answer) -> String {
    let number = answer.header("x-request-id").unwrap();
    let body = answer.body.replace(number, "");
    let mut told = String::new();
    let mut rest = body.as_str();
    while let Some((before, after)) = rest.split_once("name=\"_csrf\" value=\"") {
        told.push_str(before);
        rest = after.split_once('"').map_or("", |(_, after)| after);
    }
    told.push_str(rest);
    told
}
