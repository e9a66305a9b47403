//! How do people come in who are invited, and what can those do who invite them?

use fab::App;
use fab::models::ActorId;
use fab::prelude::*;
use fab::security::{AuditEntry, By, LinkPurpose, NewUser, RoleSpec, SecurityError, User};
use fab::testing::TestDb;
use fab_tests::client::{Answer, Client};
use fab_tests::databases::each_database;
use fab_tests::pigeons::read;
use fab_tests::site::Served;

use super::house::{BETTER, GOOD};
use super::letters::{letters_to, link, site};

const PAGE: &str = "/users/invitations";

/// The shop, with somebody who may invite and knows nothing but customers.
fn app() -> App {
    crate::shop::shop().role(
        RoleSpec::new("Host")
            .grant("user.list")
            .grant("user.show")
            .grant("user.add")
            .grant("customer.list")
            .grant("customer.show"),
    )
}

async fn role(site: &Served, name: &str) -> i64 {
    site.security.roles().await.unwrap().into_iter().find(|role| role.name == name).unwrap().id
}

async fn user(site: &Served, name: &str) -> ActorId {
    ActorId(site.security.find_user(name).await.unwrap().unwrap().id)
}

/// What happened, the oldest first.
async fn events(site: &Served) -> Vec<String> {
    let all: Vec<AuditEntry> =
        site.security.store().all(&Scope::system(), &Condition::Everything).await.unwrap();
    let mut all: Vec<(i64, String)> =
        all.into_iter().map(|entry| (entry.seq, format!("{:?}", entry.event))).collect();
    all.sort();
    all.into_iter().map(|(_, event)| event).collect()
}

async fn invite(client: &mut Client, fields: &[(&str, &str)]) -> Answer {
    let page = client.get(PAGE).await;
    assert_eq!(page.status, 200, "{}", page.body);
    client.post(PAGE, fields).await
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_is_invited_by_e_mail_comes_in_and_is_no_longer_waited_for() {
    each_database(|db: TestDb| async move {
        let (site, mail) = site(&app(), &db).await;
        let mut anna = site.administrator().await;
        assert!(anna.get("/users").await.body.contains("href=\"/users/invitations\""));
        let reader = role(&site, "Reader").await.to_string();
        let fields = [
            ("email", "Eve@Example.com"),
            ("display_name", "Eve"),
            ("role", reader.as_str()),
            ("do", "send"),
        ];
        let answer = invite(&mut anna, &fields).await;
        assert_eq!((answer.status, answer.location()), (303, PAGE), "{}", answer.body);
        let page = anna.get(PAGE).await.body;
        for part in [
            "An invitation is on its way to Eve@Example.com",
            "eve@example.com</a>",
            "anna</td>",
            "Send again",
            "Withdraw",
        ] {
            assert!(page.contains(part), "{part}: {page}");
        }
        let letter = read(&letters_to(&mail, "Eve@Example.com", 1).await[0]).1;
        assert!(
            letter.contains("anna invites you") && letter.contains("within 7 days"),
            "{letter}"
        );
        let token = link(&letters_to(&mail, "Eve@Example.com", 1).await[0]);

        let mut eve = site.visitor();
        let path = format!("/setup/{token}");
        let page = eve.get(&path).await.body;
        for part in
            ["Welcome to Shop", "anna invites you.", "You sign in as <strong>eve@example.com"]
        {
            assert!(page.contains(part), "{part}: {page}");
        }
        assert!(!page.contains("second factor"), "{page}");
        let answer = eve.post(&path, &[("password", "short"), ("password_again", "short")]).await;
        assert!(answer.status == 422 && answer.body.contains("Welcome to Shop"), "{}", answer.body);
        let answer = eve.post(&path, &[("password", GOOD), ("password_again", GOOD)]).await;
        assert_eq!((answer.status, answer.location()), (303, "/login"));
        eve.sign_in("eve@example.com", GOOD).await;
        assert_eq!(eve.get("/customers").await.status, 200);
        assert_eq!(eve.get("/users").await.status, 403);
        assert!(anna.get(PAGE).await.body.contains("Nobody waits"));
        assert_eq!(site.visitor().get(&path).await.status, 404);

        let said = events(&site).await;
        for event in ["UserAdded", "RoleGranted", "UserInvited", "LinkUsed"] {
            assert!(said.iter().any(|said| said == event), "{event}: {said:?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_is_sent_again_and_withdrawn_and_its_links_are_dead() {
    each_database(|db: TestDb| async move {
        let (site, mail) = site(&app(), &db).await;
        let mut anna = site.administrator().await;
        let fields = [("email", "eve@example.com"), ("username", "eve"), ("do", "send")];
        assert_eq!(invite(&mut anna, &fields).await.status, 303);
        let eve = user(&site, "eve").await;
        let own = format!("/users/{}/invitation", eve.0);
        let first = link(&letters_to(&mail, "eve@example.com", 1).await[0]);
        let answer = anna.post(&own, &[("do", "send")]).await;
        assert_eq!((answer.status, answer.location()), (303, PAGE));
        let second = link(&letters_to(&mail, "eve@example.com", 2).await[1]);
        assert_eq!(site.visitor().get(&format!("/setup/{first}")).await.status, 404);
        assert_eq!(site.visitor().get(&format!("/setup/{second}")).await.status, 200);
        // The page for new passwords leads to the invitation as long as there is none to replace.
        let answer = anna.get(&format!("/users/{}/reset-link", eve.0)).await;
        assert_eq!((answer.status, answer.location()), (303, own.as_str()));
        assert!(anna.get(&own).await.body.contains("the link was sent"));
        assert!(anna.get(&format!("/users/{}", eve.0)).await.body.contains(&own));

        let answer = anna.post(&own, &[("do", "withdraw")]).await;
        assert_eq!((answer.status, answer.location()), (303, PAGE));
        let page = anna.get(PAGE).await.body;
        assert!(page.contains("is withdrawn") && page.contains("Nobody waits"), "{page}");
        assert_eq!(site.visitor().get(&format!("/setup/{second}")).await.status, 404);
        let from = super::house::client("192.0.2.1");
        let password = fab::security::Password::new(GOOD.to_owned());
        let late = site.security.redeem_invitation(&second, password, &from).await;
        assert!(matches!(late, Err(SecurityError::DeadLink)), "{late:?}");
        assert_eq!(anna.post(&own, &[("do", "withdraw")]).await.status, 404);
        assert!(events(&site).await.contains(&"InvitationWithdrawn".to_owned()));

        // Who has a password by another way is not let in by an old link.
        anna.get(&own).await;
        let answer = anna.post(&own, &[("do", "show")]).await;
        let third =
            answer.body.split("/setup/").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let password = fab::security::Password::new(BETTER.to_owned());
        site.security.set_password(eve, password, By::Program).await.unwrap();
        assert!(!site.security.check_link(&third, LinkPurpose::Invitation).await.unwrap());
        assert!(site.security.invitation(eve).await.unwrap().is_none());
        assert_eq!(anna.get(&own).await.status, 404);
        assert_eq!(anna.get(&format!("/users/{}/reset-link", eve.0)).await.status, 200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_without_mail_shows_the_link_once_and_a_role_may_ask_for_a_second_factor() {
    each_database(|db: TestDb| async move {
        let site = Served::start(&app(), &db).await;
        let strict = role(&site, "Reader").await;
        let mut anna = site.administrator().await;
        let path = format!("/roles/{strict}/edit");
        anna.get(&path).await;
        let fields = [("name", "Reader"), ("mfa", "required"), ("mfa_grace_days", "0")];
        assert_eq!(anna.post(&path, &fields).await.status, 303);
        assert!(!anna.get(PAGE).await.body.contains("Send the invitation"));
        let fields = [("username", "eve"), ("role", &strict.to_string()), ("do", "show")];
        let answer = invite(&mut anna, &fields).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert!(answer.body.contains("is shown only now"), "{}", answer.body);
        let token =
            answer.body.split("/setup/").nth(1).unwrap().split('"').next().unwrap().to_owned();
        assert!(!anna.get(PAGE).await.body.contains(&token));
        let mut eve = site.visitor();
        let path = format!("/setup/{token}");
        assert!(eve.get(&path).await.body.contains("Your role asks for a second factor"));
        eve.post(&path, &[("password", GOOD), ("password_again", GOOD)]).await;
        eve.sign_in("eve", GOOD).await;
        assert!(eve.get("/customers").await.location().starts_with("/mfa/setup"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_add_users_invites_them_and_gives_no_more_than_they_have() {
    each_database(|db: TestDb| async move {
        let site = Served::start(&app(), &db).await;
        let mut host = site.person("host", &["Host"]).await;
        let (reader, clerk) =
            (role(&site, "Reader").await.to_string(), role(&site, "Clerk").await.to_string());
        let answer =
            invite(&mut host, &[("username", "eve"), ("role", &reader), ("do", "show")]).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let eve = user(&site, "eve").await;
        let own = format!("/users/{}/invitation", eve.0);
        assert_eq!(host.post(&own, &[("do", "show")]).await.status, 200);

        // A role that allows more cannot be ticked, and is not given when it is sent all the same.
        let page = host.get(PAGE).await.body;
        let fixed = page.split(&format!("value=\"{clerk}\"")).nth(1).unwrap();
        assert!(fixed.split('>').next().unwrap().contains("disabled"), "{page}");
        host.post(PAGE, &[("username", "max"), ("role", &clerk), ("do", "show")]).await;
        assert!(site.security.roles_of(user(&site, "max").await).await.unwrap().is_empty());

        // Nobody gets in by an account that was not invited, nor by one that has a password.
        let bare = NewUser { username: "bare".to_owned(), ..NewUser::default() };
        let bare = site.security.create_user(bare, None, &[], By::Program).await.unwrap();
        for id in [bare.id, user(&site, "anna").await.0] {
            for deed in ["show", "withdraw"] {
                let answer = host.post(&format!("/users/{id}/invitation"), &[("do", deed)]).await;
                assert!(matches!(answer.status, 403 | 404), "{id} {deed}: {}", answer.body);
            }
        }
        let mut reader = site.person("rita", &["Reader"]).await;
        assert_eq!(reader.get(PAGE).await.status, 403);
        reader.get("/customers").await;
        assert_eq!(reader.post(&own, &[("do", "show")]).await.status, 403);
        assert!(!reader.get("/customers").await.body.contains(PAGE));
    })
    .await;
}

#[tokio::test]
async fn what_is_typed_wrongly_stays_with_a_word_at_its_place() {
    let db = TestDb::sqlite().await.unwrap();
    let (site, _mail) = site(&app(), &db).await;
    let mut anna = site.administrator().await;
    for (fields, wanted) in [
        (
            &[("do", "send"), ("display_name", "Eve")][..],
            "Write the address that the invitation goes to",
        ),
        (
            &[("do", "show"), ("display_name", "Eve")],
            "Write the address that the invitation goes to",
        ),
        (&[("do", "send"), ("display_name", "Eve"), ("email", "eve")], "e-mail"),
        (&[("do", "show"), ("display_name", "Eve"), ("username", "anna")], "taken"),
        (&[("do", "show"), ("display_name", "Eve"), ("username", "E v e")], "error"),
    ] {
        let answer = invite(&mut anna, fields).await;
        assert_eq!(answer.status, 422, "{fields:?}");
        assert!(
            answer.body.contains(wanted) && answer.body.contains("value=\"Eve\""),
            "{fields:?}: {}",
            answer.body
        );
    }
    let users: Vec<User> =
        site.security.store().all(&Scope::system(), &Condition::Everything).await.unwrap();
    assert_eq!(users.len(), 1);
    assert!(site.security.invitations(10).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_invited_out_of_the_rows_that_one_may_see() {
    let app = app()
        .role(RoleSpec::new("North hosts").grant("user.*"))
        .policy::<User>("North hosts", |_| Condition::compare("username", Op::StartsWith, "north"));
    each_database(move |db: TestDb| {
        let app = app.clone();
        async move {
            let site = Served::start(&app, &db).await;
            let mut host = site.person("northern", &["North hosts"]).await;
            let answer = invite(&mut host, &[("username", "southern"), ("do", "show")]).await;
            assert!(
                answer.status == 422 && answer.body.contains("you may not see"),
                "{}",
                answer.body
            );
            assert!(site.security.find_user("southern").await.unwrap().is_none());
            let answer = invite(&mut host, &[("username", "northwest"), ("do", "show")]).await;
            assert_eq!(answer.status, 200, "{}", answer.body);
            let mut anna = site.administrator().await;
            invite(&mut anna, &[("username", "east"), ("do", "show")]).await;
            let page = host.get(PAGE).await.body;
            assert!(page.contains("northwest") && !page.contains("east</"), "{page}");
        }
    })
    .await;
}
