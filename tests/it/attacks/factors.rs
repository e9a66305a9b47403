//! What does somebody gain who has the password of another person, and not their second factor?

use fab_tests::client::{Answer, Client};

use crate::factor_pages::{Site, each_site};

/// Six digits that are right at no moment of these tests but by a chance of one in 300,000.
const WRONG: &str = "000 000";

async fn code(client: &mut Client, code: &str) -> Answer {
    client.get("/mfa").await;
    client.post("/mfa", &[("way", "totp"), ("code", code)]).await
}

async fn backup(client: &mut Client, code: &str) -> Answer {
    client.get("/mfa?way=backup").await;
    client.post("/mfa", &[("way", "backup"), ("code", code)]).await
}

/// How many of these answers let somebody in.
fn entered(answers: &[Answer]) -> usize {
    answers.iter().filter(|answer| answer.status == 303 && answer.location() == "/").count()
}

/// The same code from sixteen sessions at once.
async fn all_at_once(site: &Site, way: &'static str, typed: Vec<String>) -> Vec<Answer> {
    let mut clients = Vec::new();
    for typed in typed {
        let mut client = site.half("bo").await;
        client.get("/mfa").await;
        clients.push((client, typed));
    }
    let mut tries = tokio::task::JoinSet::new();
    for (mut client, typed) in clients {
        tries.spawn(async move { client.post("/mfa", &[("way", way), ("code", &typed)]).await });
    }
    tries.join_all().await
}

#[tokio::test]
async fn at02_each_proof_gives_another_session_and_the_one_before_is_dead() {
    each_site(|site| async move {
        let person = site.person_with_phone("bo", &["Clerk"]).await;
        let mut client = site.half("bo").await;
        let half = client.cookie("fab_session").unwrap().to_owned();
        let right = person.phone.code(site.second());
        assert_eq!(code(&mut client, &right).await.status, 303);
        let full = client.cookie("fab_session").unwrap().to_owned();
        assert_ne!(half, full);
        let mut thief = site.served.visitor();
        thief.set_cookie("fab_session", &half);
        assert!(thief.get("/").await.location().starts_with("/login"));
        assert_eq!(client.get("/").await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn at05_neither_sessions_nor_made_up_addresses_buy_another_guess() {
    each_site(|site| async move {
        let person = site.person_with_phone("bo", &["Clerk"]).await;
        let mut guesses = 0;
        for number in 0..100 {
            site.clock.advance(61);
            let mut client = site.half("bo").await;
            client.get("/mfa").await;
            let body = format!("_csrf={}&way=totp&code={number:06}", client.csrf());
            let headers = format!(
                "X-Forwarded-For: 198.51.100.{number}\r\nX-Real-IP: 198.51.100.{number}\r\n\
                 Forwarded: for=198.51.100.{number}\r\nOrigin: http://{}\r\n\
                 Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n",
                site.served.address,
                body.len()
            );
            let answer = client.request("POST", "/mfa", &headers, &body).await;
            match answer.status {
                422 => guesses += 1,
                429 => break,
                other => panic!("{other}: {}", answer.body),
            }
        }
        assert!(guesses <= 10, "{guesses} guesses were looked at");
        let mut client = site.half("bo").await;
        let right = person.phone.code(site.second());
        assert_eq!(
            code(&mut client, &right).await.status,
            429,
            "even the right code comes too late"
        );
    })
    .await;
}

#[tokio::test]
async fn at06_signing_in_again_and_asking_again_forgive_no_wrong_code() {
    each_site(|site| async move {
        let person = site.person_with_phone("bo", &["Clerk"]).await;
        for _ in 0..9 {
            site.clock.advance(61);
            let mut client = site.half("bo").await;
            assert_eq!(code(&mut client, WRONG).await.status, 422);
            client.get("/mfa").await;
            client.post("/mfa", &[("way", "totp"), ("other", "totp"), ("code", "")]).await;
            client.post("/logout", &[]).await;
        }
        site.clock.advance(61);
        let mut client = site.half("bo").await;
        assert!(matches!(code(&mut client, WRONG).await.status, 422 | 429));
        site.clock.advance(61);
        let mut client = site.half("bo").await;
        let right = person.phone.code(site.second());
        assert_eq!(code(&mut client, &right).await.status, 429, "ten wrong ones in a row lock it");
        assert_eq!(
            backup(&mut client, &person.codes[0]).await.status,
            303,
            "another way stays open"
        );
    })
    .await;
}

#[tokio::test]
async fn at07_a_code_lets_in_once_however_often_and_wherever_it_is_sent() {
    each_site(|site| async move {
        let person = site.person_with_phone("bo", &["Clerk"]).await;
        let right = person.phone.code(site.second());
        let answers = all_at_once(&site, "totp", vec![right.clone(); 16]).await;
        assert!(entered(&answers) <= 1, "{} got in", entered(&answers));
        let mut client = site.half("bo").await;
        site.clock.advance(61);
        assert_ne!(code(&mut client, &right).await.status, 303, "at once");
        site.clock.advance(31);
        let mut client = site.half("bo").await;
        assert_ne!(code(&mut client, &right).await.status, 303, "after 31 seconds");
    })
    .await;
}

#[tokio::test]
async fn at07_of_sixteen_who_send_the_right_code_at_once_one_gets_in() {
    each_site(|site| async move {
        let person = site.person_with_phone("bo", &["Clerk"]).await;
        let mut entered_in_all = 0;
        // Whoever comes first is in before the second is looked at, or makes the others wait; never two.
        for _ in 0..3 {
            site.clock.advance(90);
            let right = person.phone.code(site.second());
            let answers = all_at_once(&site, "totp", vec![right; 16]).await;
            assert!(entered(&answers) <= 1, "{} got in", entered(&answers));
            entered_in_all += entered(&answers);
        }
        assert!(entered_in_all > 0, "nobody ever got in");
    })
    .await;
}

#[tokio::test]
async fn at08_a_code_from_before_the_last_one_is_refused() {
    each_site(|site| async move {
        let person = site.person_with_phone("bo", &["Clerk"]).await;
        site.clock.advance(60);
        let before = person.phone.code(site.second() - 30);
        let now = person.phone.code(site.second());
        let mut client = site.half("bo").await;
        assert_eq!(code(&mut client, &now).await.status, 303);
        let mut client = site.half("bo").await;
        assert_eq!(code(&mut client, &before).await.status, 422);
        site.clock.advance(61);
        let next = person.phone.code(site.second());
        assert_eq!(code(&mut client, &next).await.status, 303);
    })
    .await;
}

#[tokio::test]
async fn at09_a_backup_code_lets_in_once_in_whatever_way_it_is_written() {
    each_site(|site| async move {
        let mut person = site.person_with_phone("bo", &["Clerk"]).await;
        let one = person.codes[0].clone();
        let spellings =
            [one.clone(), one.to_lowercase(), one.replace('-', ""), one.replace('-', " ")];
        let typed = (0..16).map(|number| spellings[number % spellings.len()].clone()).collect();
        let answers = all_at_once(&site, "backup", typed).await;
        assert_eq!(entered(&answers), 1);

        // New ones are the end of the old ones.
        site.clock.advance(61);
        let right = person.phone.code(site.second());
        person.client.get("/account/confirm").await;
        person.client.post("/account/confirm", &[("way", "totp"), ("code", &right)]).await;
        person.client.get("/account/security").await;
        let renewed = person.client.post("/account/security", &[("do", "codes")]).await;
        assert_eq!(renewed.status, 200, "{}", renewed.body);
        let fresh = crate::factor_pages::codes(&renewed);
        assert_eq!(fresh.len(), 10);
        // The fifteen who came too late have used up what may be tried for a while.
        site.clock.advance(86_400);
        let mut client = site.half("bo").await;
        assert_eq!(backup(&mut client, &person.codes[1]).await.status, 422, "an old one");
        site.clock.advance(61);
        assert_eq!(backup(&mut client, &fresh[0]).await.status, 303, "a new one");
    })
    .await;
}

#[tokio::test]
async fn at10_a_code_counts_for_its_owner_alone() {
    each_site(|site| async move {
        site.person_with_phone("bo", &["Clerk"]).await;
        let other = site.person_with_phone("kim", &["Clerk"]).await;
        let mut client = site.half("bo").await;
        let foreign = other.phone.code(site.second());
        assert_eq!(code(&mut client, &foreign).await.status, 422);
        site.clock.advance(61);
        assert_eq!(backup(&mut client, &other.codes[0]).await.status, 422);
        // Theirs is as good as before.
        site.clock.advance(61);
        let mut owner = site.half("kim").await;
        assert_eq!(backup(&mut owner, &other.codes[0]).await.status, 303);
    })
    .await;
}

#[tokio::test]
async fn at26_an_administrator_resets_nobody_without_a_fresh_proof_and_never_themselves() {
    each_site(|site| async move {
        let target = site.person_with_phone("bo", &["Clerk"]).await;
        let mut clerk = site.person_with_phone("kim", &["Clerk"]).await;
        let path = format!("/users/{}/factors", target.id);
        clerk.client.get("/").await;
        let fields = [("reason", "lost phone")];
        assert_eq!(clerk.client.post(&path, &fields).await.status, 403, "a permission of its own");

        let mut admin = site.served.administrator().await;
        let own = site.served.security.find_user(fab_tests::site::ADMINISTRATOR).await.unwrap();
        let own = own.unwrap().id;
        site.clock.advance(1_500);
        admin.get("/").await;
        let stale = admin.post(&path, &fields).await;
        assert_eq!(stale.status, 403, "what is so old is no proof");
        assert!(stale.body.contains("/account/confirm"), "{}", stale.body);
        admin.get("/account/confirm").await;
        let proof = [("way", "password"), ("password", fab_tests::site::PASSWORD)];
        assert_eq!(admin.post("/account/confirm", &proof).await.status, 303);
        admin.get(&path).await;
        let nothing = admin.post(&path, &[("reason", "")]).await;
        assert_eq!(nothing.status, 422, "a reason is part of it");
        let own_path = format!("/users/{own}/factors");
        admin.get(&own_path).await;
        let refused = admin.post(&own_path, &fields).await;
        assert!(matches!(refused.status, 403 | 422), "{}", refused.status);
        admin.get(&path).await;
        assert_eq!(admin.post(&path, &fields).await.status, 200);
    })
    .await;
}
