//! Does a forgotten password give one to nobody who never had it?

use fab::security::{AuditEvent, By, HandOver, LinkPurpose, NewUser, Outcome, SecurityError};
use fab::testing::TestDb;
use fab_tests::databases::each_database;
use fab_tests::issuer::Issuer;
use fab_tests::pigeons::{Pigeons, read};
use serde_json::json;

use super::elsewhere::{NOW, Place, provider};
use super::house::{BETTER, House, WRONG, client, options, password};
use super::letters::{house, letters_to, link, person, posted};

const PASSWORDS: &str = "SELECT COUNT(*) FROM fab_credentials";
const LINKS: &str = "SELECT COUNT(*) FROM fab_one_time_links";

/// What the newest letter to that address says, once there are so many.
async fn said(mail: &Pigeons, address: &str, count: usize) -> String {
    read(letters_to(mail, address, count).await.last().unwrap()).1
}

#[tokio::test(flavor = "multi_thread")]
async fn at16_who_signs_in_with_a_provider_gets_no_password_by_forgetting_one() {
    each_database(|db: TestDb| async move {
        let mail = Pigeons::new();
        let mut set = posted(&mail, options());
        set.rates.forgotten_account.attempts = 50;
        let house = House::with(db, set).await;
        let issuer = Issuer::start(NOW).await;
        let acme = provider(&house, "acme", &issuer);
        let place = Place::new(house, vec![acme]);
        let claims =
            json!({"preferred_username": "ann", "email": "ann@example.com", "email_verified": true});
        let ann = place.sign_in("acme", &issuer, claims).await.unwrap().opened.session;
        let (house, from) = (&place.house, client("192.0.2.1"));
        let security = house.security.clone();
        tokio::spawn(async move { security.deliver_messages(std::future::pending()).await });

        for (count, typed) in [(1, "ann"), (2, "ann@example.com")] {
            house.security.forgotten(typed, &from).await.unwrap();
            let said = said(&mail, "ann@example.com", count).await;
            assert!(said.contains("has no password there"), "{said}");
            assert!(said.contains("You sign in with the account that you have elsewhere"), "{said}");
            assert!(!said.contains("/setup/"), "{said}");
        }
        assert_eq!((house.number(PASSWORDS).await, house.number(LINKS).await), (0, 0));
        let last = house.entries().await.pop().unwrap();
        assert_eq!((last.event, last.outcome), (AuditEvent::PasswordForgotten, Outcome::Refused));
        assert!(last.facts.contains("no password"), "{}", last.facts);

        // An administrator may still give them one, on purpose: by an invitation.
        let ann = ann.user().unwrap();
        let made = house.security.make_link(ann, HandOver::Show, By::Program).await.unwrap();
        let token = made.token.unwrap();
        assert!(house.security.check_link(token.expose(), LinkPurpose::Invitation).await.unwrap());
        house.security.redeem_invitation(token.expose(), password(BETTER), &from).await.unwrap();
        house.security.forgotten("ann", &from).await.unwrap();
        let letters = letters_to(&mail, "ann@example.com", 3).await;
        house.security.redeem_reset(&link(&letters[2]), password(WRONG), &from).await.unwrap();
        house.login("ann", WRONG).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_invited_and_forgets_a_password_is_led_to_the_invitation() {
    each_database(|db: TestDb| async move {
        let (house, mail) = house(db).await;
        let (security, from) = (&house.security, client("192.0.2.1"));
        let eve = NewUser {
            username: "eve".to_owned(),
            email: Some("eve@example.com".to_owned()),
            ..NewUser::default()
        };
        let (_, made) = security.invite(eve, &[], HandOver::Show, By::Program).await.unwrap();
        security.forgotten("eve", &from).await.unwrap();
        let first = said(&mail, "eve@example.com", 1).await;
        assert!(first.contains("An invitation waits for you"), "{first}");
        assert!(!first.contains("/setup/"), "{first}");
        let token = made.token.unwrap();
        security.redeem_invitation(token.expose(), password(BETTER), &from).await.unwrap();
        house.login("eve", BETTER).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_to_a_new_password_is_dead_for_an_account_that_has_none() {
    each_database(|db: TestDb| async move {
        let (house, mail) = house(db).await;
        let (security, from) = (&house.security, client("192.0.2.1"));
        let ann = person(security, "ann", &[]).await;
        security.forgotten("ann", &from).await.unwrap();
        let token = link(&letters_to(&mail, "ann@example.com", 1).await[0]);
        let gone = "DELETE FROM fab_credentials";
        let gone = fab::db::SqlWriter::new(house.db.dialect()).push(gone).finish(&[]);
        house.db.execute(gone).await.unwrap();
        let refused = security.redeem_reset(&token, password(BETTER), &from).await;
        assert!(matches!(refused, Err(SecurityError::DeadLink)), "{refused:?}");
        assert_eq!(house.number(PASSWORDS).await, 0);
        assert!(security.awaits_password(ann).await.unwrap());
    })
    .await;
}
