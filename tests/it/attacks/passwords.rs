//! What does somebody gain who tries names and passwords?

use std::time::{Duration, Instant};

use fab::crypto::AppSecret;
use fab::models::ActorId;
use fab::security::{By, NewUser, Password, PasswordCost, SecurityOptions};
use fab::testing::TestDb;
use fab_tests::databases::each_database;
use fab_tests::site::{ADMINISTRATOR, PASSWORD, Served};

use crate::attacks::{open, sign_in, without_numbers};
use crate::shop::shop;

const WRONG: &str = "wrong wrong wrong wrong";

/// People of each kind that a stranger may want to tell apart; the last one does not exist.
async fn people(site: &Served) -> [&'static str; 4] {
    let security = &site.security;
    for (username, password) in [("kurt", Some(PASSWORD)), ("ines", Some(PASSWORD)), ("lena", None)]
    {
        let new = NewUser { username: username.to_owned(), ..NewUser::default() };
        let password = password.map(|text| Password::new(text.to_owned()));
        security.create_user(new, password, &[], By::Program).await.unwrap();
    }
    let inactive = security.find_user("ines").await.unwrap().unwrap().id;
    security.deactivate(ActorId(inactive), By::Program).await.unwrap();
    ["kurt", "ines", "lena", "nobody"]
}

#[tokio::test]
async fn at18_no_answer_tells_which_accounts_there_are() {
    each_database(|db| async move {
        let site = open(&db).await;
        let mut answers = Vec::new();
        for username in people(&site).await {
            let mut client = site.visitor();
            let answer = sign_in(&mut client, username, WRONG).await;
            // The name stands in the form again.
            let body = without_numbers(&answer).replace(username, "");
            let mut names: Vec<_> = answer.headers.iter().map(|(name, _)| name.clone()).collect();
            names.sort();
            let length = body.len();
            answers.push((username, (answer.status, names, length, body)));
        }
        let (_, first) = &answers[0];
        assert_eq!(first.0, 422);
        for (username, answer) in &answers {
            assert_eq!(answer, first, "{username} is answered differently");
        }
    })
    .await;
}

#[tokio::test]
async fn at18_a_locked_account_is_told_apart_from_no_account_by_nothing() {
    each_database(|db| async move {
        let site = open(&db).await;
        people(&site).await;
        let mut locked = Vec::new();
        for username in ["kurt", "nobody"] {
            let mut client = site.visitor();
            let mut tries = 0;
            let answer = loop {
                let answer = sign_in(&mut client, username, WRONG).await;
                tries += 1;
                if answer.status != 422 {
                    break answer;
                }
                assert!(tries < 50, "{username} is never locked");
            };
            locked.push((answer.status, tries, without_numbers(&answer).replace(username, "")));
        }
        assert_eq!(locked[0].0, 429);
        assert_eq!((locked[0].0, locked[0].1), (locked[1].0, locked[1].1));
        let words =
            |body: &str| body.split("role=\"alert\"").nth(1).map(|rest| rest[..60].to_owned());
        assert_eq!(words(&locked[0].2), words(&locked[1].2));
    })
    .await;
}

/// The fastest of several tries with a wrong password, at a cost that dwarfs what else there is to do: what else the
/// machine does makes some slower, and none faster.
async fn pace(site: &Served, username: &str) -> Duration {
    let mut times = Vec::new();
    for _ in 0..5 {
        let mut client = site.visitor();
        client.get("/login").await;
        let began = Instant::now();
        client.post("/login", &[("username", username), ("password", WRONG)]).await;
        times.push(began.elapsed());
    }
    times.into_iter().min().unwrap()
}

#[tokio::test]
async fn at18_who_does_not_exist_is_refused_no_faster() {
    let db = TestDb::sqlite().await.unwrap();
    let mut options = SecurityOptions::new(AppSecret::generate().unwrap());
    options.password_cost = PasswordCost { memory_kib: 4096, passes: 2, lanes: 1 };
    let site = Served::start_secured(&shop(), &db, options).await;
    let known = pace_of_all(&site).await;
    let (slowest, fastest) = (known.iter().max().unwrap(), known.iter().min().unwrap());
    // Without a hash to verify an answer takes a hundredth of this; a third leaves room for a busy machine.
    assert!(*fastest * 3 > *slowest, "the paces differ: {known:?}");
}

async fn pace_of_all(site: &Served) -> Vec<Duration> {
    let mut paces = Vec::new();
    for username in people(site).await {
        paces.push(pace(site, username).await);
    }
    paces
}

#[tokio::test]
async fn at19_monstrous_passwords_are_refused_and_cost_nothing() {
    each_database(|db| async move {
        let site = open(&db).await;
        let form = "Content-Type: application/x-www-form-urlencoded\r\n";
        let mut client = site.visitor();
        client.get("/login").await;
        let token = client.csrf().to_owned();
        let origin = format!("Origin: http://{}\r\n", site.address);

        let huge = format!("_csrf={token}&username=anna&password={}", "a".repeat(1_000_000));
        let headers = format!("{origin}{form}Content-Length: {}\r\n", huge.len());
        let began = Instant::now();
        assert_eq!(client.request("POST", "/login", &headers, &huge).await.status, 413);
        assert!(began.elapsed() < Duration::from_secs(5));

        for (what, password) in
            [("NUL", "a%00b"), ("no UTF-8", "%ff%fe%fd"), ("half a code", "%e4")]
        {
            let mut client = site.visitor();
            client.get("/login").await;
            let body = format!("_csrf={}&username=anna&password={password}", client.csrf());
            let headers = format!("{origin}{form}Content-Length: {}\r\n", body.len());
            let status = client.request("POST", "/login", &headers, &body).await.status;
            assert!(matches!(status, 400 | 422), "{what}: {status}");
        }
        // Nothing is cut: what begins with the right password and goes on is another one.
        let mut client = site.visitor();
        let longer = format!("{PASSWORD}{}", "x".repeat(3_000));
        assert_eq!(sign_in(&mut client, ADMINISTRATOR, &longer).await.status, 422);
        assert_eq!(sign_in(&mut client, ADMINISTRATOR, PASSWORD).await.status, 303);
    })
    .await;
}

#[tokio::test]
async fn at20_two_hundred_sign_ins_at_once_are_all_answered_and_the_site_goes_on() {
    each_database(|db| async move {
        let mut options = SecurityOptions::new(AppSecret::generate().unwrap());
        options.password_cost = PasswordCost { memory_kib: 256, passes: 1, lanes: 1 };
        options.rates.sign_in_account.attempts = 1_000;
        options.rates.sign_in_address.attempts = 1_000;
        let site = Served::start_secured(&shop(), &db, options).await;
        let mut admin = site.administrator().await;
        let mut tries = tokio::task::JoinSet::new();
        for number in 0..200 {
            let mut client = site.visitor();
            tries.spawn(async move {
                let password = if number % 2 == 0 { PASSWORD } else { WRONG };
                sign_in(&mut client, ADMINISTRATOR, password).await.status
            });
        }
        let mut others = 0;
        while tries.len() > 100 && others < 200 {
            assert_eq!(admin.get("/customers").await.status, 200, "other pages answer");
            others += 1;
            tokio::time::sleep(Duration::from_millis(5)).await;
            while tries.try_join_next().is_some_and(|status| matches!(status.unwrap(), 303 | 422)) {
            }
        }
        assert!(others > 0, "nothing was asked meanwhile");
        for status in tries.join_all().await {
            assert!(matches!(status, 303 | 422), "{status}");
        }
    })
    .await;
}
