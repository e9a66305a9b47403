//! Do links by e-mail lead where they should, once, and tell nobody which accounts there are?

use std::sync::Arc;
use std::time::{Duration, Instant};

use fab::admin::App;
use fab::crypto::AppSecret;
use fab::models::{ActorId, Key, Model as _, Scope, Value};
use fab::security::{
    By, HandOver, LinkPurpose, NewUser, PasswordCost, Security, SecurityError, SecurityOptions,
    User,
};
use fab::services::notify::Message;
use fab::testing::TestDb;
use fab_tests::client::{Answer, Client};
use fab_tests::databases::each_database;
use fab_tests::pigeons::{Pigeons, read};
use fab_tests::site::Served;

use super::house::{BETTER, GOOD, House, WRONG, client, options, password};

const BASE: &str = "https://shop.example.com";

pub(super) fn posted(mail: &Arc<Pigeons>, mut options: SecurityOptions) -> SecurityOptions {
    options.post.mail = Some(mail.clone());
    options.post.base_url = Some(BASE.to_owned());
    options.post.poll = Duration::from_millis(50);
    options
}

/// A house whose mail the pigeons take.
pub(super) async fn house(db: TestDb) -> (House, Arc<Pigeons>) {
    let mail = Pigeons::new();
    let mut options = posted(&mail, options());
    options.registration = Some("Clerk".to_owned());
    options.rates.forgotten_account.attempts = 50;
    let house = House::with(db, options).await;
    let security = house.security.clone();
    tokio::spawn(async move { security.deliver_messages(std::future::pending()).await });
    (house, mail)
}

/// A site whose mail the pigeons take.
pub(super) async fn site(app: &App, db: &TestDb) -> (Served, Arc<Pigeons>) {
    let mail = Pigeons::new();
    let mut options = SecurityOptions::new(AppSecret::generate().unwrap());
    options.password_cost = PasswordCost::CHEAPEST;
    options.rates.forgotten_address.attempts = 1_000;
    options.rates.forgotten_account.attempts = 1_000;
    let site = Served::start_secured(app, db, posted(&mail, options)).await;
    let security = site.security.clone();
    tokio::spawn(async move { security.deliver_messages(std::future::pending()).await });
    (site, mail)
}

pub(super) async fn person(security: &Security, name: &str, roles: &[i64]) -> ActorId {
    let new = NewUser {
        username: name.to_owned(),
        display_name: format!("{name}\r\nBcc: evil@example.com"),
        email: Some(format!("{name}@example.com")),
    };
    let new = NewUser { display_name: name.to_owned(), ..new };
    let made = security.create_user(new, Some(password(GOOD)), roles, By::Program).await;
    ActorId(made.unwrap().id)
}

/// The token of the link in a letter.
pub(super) fn link(message: &Message) -> String {
    let (_, said) = read(message);
    let (_, rest) = said.split_once(&format!("{BASE}/setup/")).unwrap_or_else(|| panic!("{said}"));
    rest.split_whitespace().next().unwrap().to_owned()
}

/// Letters to that address, once there are so many.
pub(super) async fn letters_to(mail: &Pigeons, address: &str, count: usize) -> Vec<Message> {
    let end = Instant::now() + Duration::from_secs(20);
    loop {
        let taken = mail.taken();
        let mine: Vec<Message> =
            taken.into_iter().filter(|message| read(message).0 == address).collect();
        if mine.len() >= count || Instant::now() > end {
            assert_eq!(mine.len(), count, "{address}");
            return mine;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Long enough for a letter that must not come.
async fn a_while() {
    tokio::time::sleep(Duration::from_millis(400)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at17_a_link_to_a_new_password_works_once_not_for_long_and_not_after_another_address() {
    each_database(|db: TestDb| async move {
        let (house, mail) = house(db).await;
        let (security, from) = (&house.security, client("192.0.2.1"));
        let ann = person(security, "ann", &[]).await;
        let ask = async |count| {
            security.forgotten("Ann@Example.com ", &from).await.unwrap();
            link(letters_to(&mail, "ann@example.com", count).await.last().unwrap())
        };
        let dead = async |token: &str| {
            let redeemed = security.redeem_reset(token, password(BETTER), &from).await;
            assert!(matches!(redeemed, Err(SecurityError::DeadLink)), "{redeemed:?}");
        };
        let old = ask(1).await;
        let token = ask(2).await;
        dead(&old).await;
        security.redeem_reset(&token, password(BETTER), &from).await.unwrap();
        dead(&token).await;
        assert_eq!(
            house.number("SELECT COUNT(*) FROM fab_sessions").await,
            0,
            "nobody is in by it"
        );
        house.login("ann", BETTER).await.unwrap();
        let notices = letters_to(&mail, "ann@example.com", 3).await;
        assert!(read(&notices[2]).1.contains("your password was changed"));

        let token = ask(4).await;
        house.clock.advance(3_600);
        dead(&token).await;

        // By whoever edits users: links that went to the old address are dead, and both addresses are told.
        let token = ask(5).await;
        let change = fab::db::Update::new(User::meta()).set("email", "new@example.com");
        let key = Key::new(vec![Value::Int(ann.0)]);
        security.store().update(&Scope::system(), &key, change).await.unwrap();
        dead(&token).await;
        letters_to(&mail, "ann@example.com", 6).await;
        letters_to(&mail, "new@example.com", 1).await;
        // For a day nothing is proven by the new one.
        security.forgotten("ann", &from).await.unwrap();
        a_while().await;
        letters_to(&mail, "new@example.com", 1).await;
        house.clock.advance(24 * 3_600);
        security.forgotten("ann", &from).await.unwrap();
        letters_to(&mail, "new@example.com", 2).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at17_what_a_request_says_of_its_host_stands_in_no_link_and_pages_of_links_tell_no_address()
{
    each_database(|db: TestDb| async move {
        let (site, mail) = site(&crate::shop::shop(), &db).await;
        person(&site.security, "ann", &[]).await;
        let mut visitor = site.visitor();
        let form = visitor.get("/forgotten").await;
        assert!(form.body.contains("User name or e-mail address"), "{}", form.body);
        for (count, header) in [
            (1, "X-Forwarded-Host: evil.example\r\n"),
            (2, "Forwarded: host=evil.example;proto=http\r\n"),
            (3, "Host: evil.example:666\r\n"),
        ] {
            let answer = send(&mut visitor, "/forgotten", header, &[("account", "ann")]).await;
            assert_eq!(answer.status, 200, "{}", answer.body);
            let letters = letters_to(&mail, "ann@example.com", count).await;
            let (_, said) = read(&letters[count - 1]);
            assert!(
                !said.contains("evil") && !said.contains("666") && said.contains(BASE),
                "{said}"
            );
        }
        let letters = letters_to(&mail, "ann@example.com", 3).await;
        let path = format!("/setup/{}", link(&letters[2]));
        let page = visitor.get(&path).await;
        assert_eq!(page.status, 200);
        assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
        assert_eq!(page.header("cache-control"), Some("no-store"));
        // A browser that follows that policy says this of the form that it sends.
        let headers = "Origin: null\r\nSec-Fetch-Site: same-origin\r\n";
        let typed = [("password", BETTER), ("password_again", BETTER)];
        let answer = send(&mut visitor, &path, headers, &typed).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        assert_eq!(answer.location(), "/login");
        assert_eq!(visitor.get("/customers").await.status, 303, "nobody is signed in by a link");
    })
    .await;
}

/// Posts a form of the page before with these headers.
async fn send(client: &mut Client, path: &str, headers: &str, fields: &[(&str, &str)]) -> Answer {
    let mut body = String::new();
    for (name, value) in fields.iter().chain(&[("_csrf", client.csrf())]) {
        body.push_str(name);
        body.push('=');
        fab::models::percent_encode(value, &mut body);
        body.push('&');
    }
    let body = body.trim_end_matches('&');
    let form = "Content-Type: application/x-www-form-urlencoded\r\n";
    let headers = format!("{headers}{form}Content-Length: {}\r\n", body.len());
    client.request("POST", path, &headers, body).await
}

/// How long the answer takes, in the middle of many.
async fn pace(site: &Served, path: &str, field: &str, typed: impl Fn(usize) -> String) -> Duration {
    let mut visitor = site.visitor();
    visitor.get(path).await;
    let mut times = Vec::new();
    for number in 0..9 {
        let begun = Instant::now();
        let typed = typed(number);
        assert_eq!(visitor.post(path, &[(field, &typed)]).await.status, 200);
        times.push(begun.elapsed());
        visitor.get(path).await;
    }
    times.sort();
    times[times.len() / 2]
}

#[tokio::test(flavor = "multi_thread")]
async fn at18_nobody_learns_by_a_forgotten_password_or_a_registration_which_accounts_there_are() {
    each_database(|db: TestDb| async move {
        let app = crate::shop::shop().registration("Reader");
        let (site, mail) = site(&app, &db).await;
        let security = &site.security;
        person(security, "ann", &[]).await;
        let closed = person(security, "closed", &[]).await;
        security.deactivate(closed, By::Program).await.unwrap();
        let bare = NewUser { username: "bare".to_owned(), ..NewUser::default() };
        security.create_user(bare, None, &[], By::Program).await.unwrap();
        for (path, field, known, others) in [
            ("/forgotten", "account", "ann", ["nobody", "closed", "bare"]),
            (
                "/register",
                "email",
                "ann@example.com",
                ["x@example.com", "y@example.com", "closed@example.com"],
            ),
        ] {
            let mut answers = Vec::new();
            for typed in std::iter::once(known).chain(others) {
                let mut visitor = site.visitor();
                visitor.get(path).await;
                let answer = visitor.post(path, &[(field, typed)]).await;
                let headers: Vec<_> = answer
                    .headers
                    .iter()
                    .filter(|(name, _)| !matches!(name.as_str(), "date" | "x-request-id"))
                    .cloned()
                    .collect();
                answers.push((answer.status, answer.body.len(), headers));
            }
            assert_eq!(answers[0].0, 200);
            assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
        }
        // One link, and one word that there is an account.
        let letters = letters_to(&mail, "ann@example.com", 2).await;
        assert!(
            letters.iter().any(|letter| read(letter).1.contains("you have an account already"))
        );
        letters_to(&mail, "x@example.com", 1).await;

        let known = pace(&site, "/forgotten", "account", |_| "ann".to_owned()).await;
        let unknown = pace(&site, "/forgotten", "account", |n| format!("nobody{n}")).await;
        let (less, more) = (known.min(unknown), known.max(unknown));
        assert!(more < less * 3 + Duration::from_millis(20), "{known:?} against {unknown:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at11_another_address_counts_once_it_is_confirmed_and_the_old_one_is_told() {
    each_database(|db: TestDb| async move {
        let (house, mail) = house(db).await;
        let (security, from) = (&house.security, client("192.0.2.1"));
        let ann = person(security, "ann", &[]).await;
        person(security, "bob", &[]).await;
        let session = house.login("ann", GOOD).await.unwrap().session;
        let ask = |typed: &'static str, address: &'static str| {
            security.ask_email_change(&session, password(typed), address)
        };
        assert!(matches!(
            ask(WRONG, "new@example.com").await,
            Err(SecurityError::WrongCredentials)
        ));
        for wrong in ["", "new", "a@b\r\nBcc: x@y.example", "ann@example.com", "a@b.c, d@e.f"] {
            let refused = ask(GOOD, wrong).await;
            assert!(matches!(refused, Err(SecurityError::Invalid(_))), "{wrong}");
        }
        // That of somebody else: they are told, and nothing happens.
        ask(GOOD, "bob@example.com").await.unwrap();
        let letters = letters_to(&mail, "bob@example.com", 1).await;
        assert!(!read(&letters[0]).1.contains("/setup/"));

        ask(GOOD, "new@example.com").await.unwrap();
        let token = link(&letters_to(&mail, "new@example.com", 1).await[0]);
        let told = letters_to(&mail, "ann@example.com", 2).await;
        assert!(read(&told[1]).1.contains("n..@example.com"), "{}", read(&told[1]).1);
        assert_eq!(security.user(ann).await.unwrap().email.as_deref(), Some("ann@example.com"));
        // Until then, and for a day after, nothing goes to the new one.
        security.redeem_email(&token, &from).await.unwrap();
        assert_eq!(security.user(ann).await.unwrap().email.as_deref(), Some("new@example.com"));
        let again = security.redeem_email(&token, &from).await;
        assert!(matches!(again, Err(SecurityError::DeadLink)));
        letters_to(&mail, "ann@example.com", 3).await;
        letters_to(&mail, "new@example.com", 2).await;
        security.forgotten("ann", &from).await.unwrap();
        a_while().await;
        letters_to(&mail, "new@example.com", 2).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m28_the_owner_of_an_account_hears_of_locks_failures_and_new_browsers() {
    each_database(|db: TestDb| async move {
        let mail = Pigeons::new();
        let mut options = posted(&mail, options());
        options.rates.sign_in_account.attempts = 4;
        options.rates.sign_in_address.attempts = 100;
        let house = House::with(db, options).await;
        let security = house.security.clone();
        tokio::spawn(async move { security.deliver_messages(std::future::pending()).await });
        person(&house.security, "ann", &[]).await;
        house.login("ann", GOOD).await.unwrap();
        a_while().await;
        letters_to(&mail, "ann@example.com", 0).await;
        for _ in 0..3 {
            house.login("ann", WRONG).await.unwrap_err();
        }
        house.login("ann", GOOD).await.unwrap();
        let letters = letters_to(&mail, "ann@example.com", 1).await;
        assert!(read(&letters[0]).1.contains("after 3 failed attempts"), "{}", read(&letters[0]).1);
        let other = fab::security::Client {
            user_agent: Some("Other\u{1b}[31m/2 http://evil.example".to_owned()),
            ..client("192.0.2.7")
        };
        house.security.login("ann", password(GOOD), &other).await.unwrap();
        let letters = letters_to(&mail, "ann@example.com", 2).await;
        let said = read(&letters[1]).1;
        assert!(said.contains("Other [31m/2 http: //evil.example"), "{said:?}");
        for _ in 0..9 {
            house.login("ann", WRONG).await.unwrap_err();
        }
        let letters = letters_to(&mail, "ann@example.com", 3).await;
        assert!(
            read(&letters[2]).1.contains("your account is locked"),
            "said once for each window"
        );
        a_while().await;
        letters_to(&mail, "ann@example.com", 3).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_who_is_invited_chooses_a_password_within_a_week() {
    each_database(|db: TestDb| async move {
        let (house, mail) = house(db).await;
        let (security, from) = (&house.security, client("192.0.2.1"));
        let new = NewUser {
            username: "eve".to_owned(),
            email: Some("eve@example.com".to_owned()),
            ..NewUser::default()
        };
        let eve = ActorId(security.create_user(new, None, &[], By::Program).await.unwrap().id);
        assert!(security.awaits_password(eve).await.unwrap());
        let made = security.make_link(eve, HandOver::Send, By::Program).await.unwrap();
        assert!(made.token.is_none(), "nobody but eve sees it");
        let invitation = security.invitation(eve).await.unwrap().unwrap();
        assert_eq!((invitation.expires_at, invitation.sent), (made.expires_at, true));
        let first = link(&letters_to(&mail, "eve@example.com", 1).await[0]);
        house.clock.advance(6 * 24 * 3_600);
        security.make_link(eve, HandOver::Send, By::Program).await.unwrap();
        let second = link(&letters_to(&mail, "eve@example.com", 2).await[1]);
        assert!(!security.check_link(&first, LinkPurpose::Invitation).await.unwrap());
        house.clock.advance(6 * 24 * 3_600);
        let error = security.redeem_invitation(&second, password("short"), &from).await;
        assert!(matches!(error, Err(SecurityError::Invalid(_))), "it still works");
        let error = security.redeem_reset(&second, password(BETTER), &from).await;
        assert!(matches!(error, Err(SecurityError::DeadLink)), "it is no other link");
        security.redeem_invitation(&second, password(BETTER), &from).await.unwrap();
        house.login("eve", BETTER).await.unwrap();
        assert!(!security.awaits_password(eve).await.unwrap());
        // From now on a link leads to a new password, and lives as long as that does.
        let made = security.make_link(eve, HandOver::Show, By::Program).await.unwrap();
        let token = made.token.unwrap();
        assert!(security.check_link(token.expose(), LinkPurpose::Reset).await.unwrap());
        house.clock.advance(3_600);
        assert!(!security.check_link(token.expose(), LinkPurpose::Reset).await.unwrap());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_registers_has_an_account_once_the_address_is_confirmed_and_only_where_the_site_says_so()
 {
    each_database(|db: TestDb| async move {
        let (house, mail) = house(db).await;
        let (security, from) = (&house.security, client("192.0.2.1"));
        for wrong in ["", "zoe", "zoe@", "zoe@example.com\r\nBcc: x@y.example", "Z O E@example.com"]
        {
            let refused = security.register(wrong, &from).await;
            assert!(matches!(refused, Err(SecurityError::Invalid(_))), "{wrong}: {refused:?}");
        }
        security.register(" Zoe@Example.com", &from).await.unwrap();
        let token = link(&letters_to(&mail, "zoe@example.com", 1).await[0]);
        assert!(security.find_user("zoe@example.com").await.unwrap().is_none(), "not yet");
        security.redeem_registration(&token, password(GOOD), &from).await.unwrap();
        let session = house.login("zoe@example.com", GOOD).await.unwrap().session;
        assert!(!session.is_admin());
        assert_eq!(
            session.roles().iter().map(|role| role.name.as_str()).collect::<Vec<_>>(),
            ["Clerk"]
        );
        let again = security.redeem_registration(&token, password(GOOD), &from).await;
        assert!(matches!(again, Err(SecurityError::DeadLink)));
        // Of two links to one address the first that is used wins; then nothing is left of the other.
        security.register("max@example.com", &from).await.unwrap();
        security.register("max@example.com", &from).await.unwrap();
        let letters = letters_to(&mail, "max@example.com", 2).await;
        let (one, other) = (link(&letters[0]), link(&letters[1]));
        security.redeem_registration(&one, password(GOOD), &from).await.unwrap();
        let late = security.redeem_registration(&other, password(BETTER), &from).await;
        assert!(matches!(late, Err(SecurityError::DeadLink)), "{late:?}");

        // The role of those who may do everything is given to nobody who only asks.
        let mut options = options();
        options.registration = Some(fab::security::ADMIN.to_owned());
        let store = security.store().clone();
        let made = Security::new(store, options, Vec::new(), fab::security::Policies::new());
        assert!(matches!(made, Err(SecurityError::RoleSpec { .. })));
    })
    .await;
}

#[tokio::test]
async fn the_sign_in_offers_an_account_where_one_can_be_had_and_nowhere_else() {
    let offered = "href=\"/register\"";
    for (app, offers) in
        [(crate::shop::shop(), false), (crate::shop::shop().registration("Reader"), true)]
    {
        let db = TestDb::sqlite().await.unwrap();
        let (site, _mail) = site(&app, &db).await;
        let mut visitor = site.visitor();
        assert_eq!(visitor.get("/login").await.body.contains(offered), offers);
        let refused = visitor.post("/login", &[("username", "ann"), ("password", "no")]).await;
        assert_eq!(refused.body.contains(offered), offers, "{}", refused.body);
        assert_eq!(visitor.get("/register").await.status, if offers { 200 } else { 404 });
    }
    // Without mail nobody gets the link.
    let db = TestDb::sqlite().await.unwrap();
    let site = Served::start(&crate::shop::shop().registration("Reader"), &db).await;
    assert!(!site.visitor().get("/login").await.body.contains(offered));
}
