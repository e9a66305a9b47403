//! Whose account does somebody get who comes from a provider?

use std::time::Duration;

use fab::clock::ManualClock;
use fab::crypto::AppSecret;
use fab::db::SqlWriter;
use fab::models::ActorId;
use fab::security::{Back, By, Client, ElsewhereError, Linking, NewUser, SecurityOptions};
use fab_tests::databases::each_database;
use fab_tests::issuer::Issuer;
use fab_tests::pigeons::{Pigeons, read};
use serde_json::json;

use super::super::house::{House, client, each_house, options, sealed, vault};
use super::super::letters::{letters_to, posted};
use super::{NOW, Place, REDIRECT, linking, provider, refused};

/// Somebody with a password and an address.
async fn anna(house: &House) -> ActorId {
    let email = Some("anna@example.com".to_owned());
    let new = NewUser { username: "anna".to_owned(), email, ..NewUser::default() };
    ActorId(house.security.create_user(new, None, &[], By::Program).await.unwrap().id)
}

#[tokio::test]
async fn at22_the_same_subject_of_another_issuer_is_somebody_else() {
    each_house(async |house| {
        let (one, other) = (Issuer::start(NOW).await, Issuer::start(NOW).await);
        let providers = vec![provider(&house, "acme", &one), provider(&house, "other", &other)];
        let place = Place::new(house, providers);
        let first = place.sign_in("acme", &one, json!({})).await.unwrap();
        let taken = place.sign_in("other", &other, json!({})).await;
        assert_eq!(refused(taken), ElsewhereError::NoAccount, "the name is taken, and not shared");
        let second = place.sign_in("other", &other, json!({"preferred_username": "joan"})).await;
        assert_ne!(second.unwrap().opened.session.user(), first.opened.session.user());
        // No database may find subjects alike that differ in capitals or blanks.
        for (number, subject) in ["ABC", "abc", "abc "].into_iter().enumerate() {
            let claims = json!({"sub": subject, "preferred_username": format!("n{number}")});
            let arrived = place.sign_in("acme", &one, claims).await.unwrap();
            assert_eq!(arrived.opened.session.username(), format!("n{number}"));
        }
    })
    .await;
}

#[tokio::test]
async fn at22_an_address_that_nobody_has_verified_leads_to_no_account() {
    each_house(async |house| {
        let anna = anna(&house).await;
        let issuer = Issuer::start(NOW).await;
        let providers = vec![
            linking(provider(&house, "acme", &issuer), Linking::VerifiedEmail),
            linking(provider(&house, "never", &issuer), Linking::Never),
        ];
        let place = Place::new(house, providers);
        let claims = |verified| json!({"email": "anna@example.com", "email_verified": verified});
        for verified in [json!(false), json!(null)] {
            let result = place.sign_in("acme", &issuer, claims(verified)).await;
            assert_eq!(refused(result), ElsewhereError::NoAccount);
        }
        // What the page of a person says counts no more than the token.
        issuer.tell(|script| script.person = json!({"sub": "248289", "email_verified": false}));
        let result = place.sign_in("acme", &issuer, json!({"groups": null})).await;
        assert_eq!(refused(result), ElsewhereError::NoAccount);
        let result = place.sign_in("never", &issuer, claims(json!(true))).await;
        assert_eq!(refused(result), ElsewhereError::NoAccount);
        let arrived = place.sign_in("acme", &issuer, claims(json!(true))).await.unwrap();
        assert_eq!(arrived.opened.session.user(), Some(anna));
        // From now on it is the identity that counts, whatever the address is.
        let arrived = place.sign_in("acme", &issuer, json!({})).await.unwrap();
        assert_eq!(arrived.opened.session.user(), Some(anna));
        assert_eq!(place.house.number("SELECT COUNT(*) FROM fab_users").await, 1);
    })
    .await;
}

#[tokio::test]
async fn who_has_no_account_is_refused_unless_accounts_are_made() {
    each_house(async |house| {
        anna(&house).await;
        let issuer = Issuer::start(NOW).await;
        let closed = linking(provider(&house, "closed", &issuer), Linking::Never);
        let providers = vec![closed, provider(&house, "acme", &issuer)];
        let place = Place::new(house, providers);
        let result = place.sign_in("closed", &issuer, json!({})).await;
        assert_eq!(refused(result), ElsewhereError::NoAccount);
        let mail = json!({"preferred_username": "eve", "email": "anna@example.com", "email_verified": true});
        for claims in [
            json!({"preferred_username": "Anna"}),
            json!({"preferred_username": "not a name!"}),
            json!({"preferred_username": null}),
            mail,
        ] {
            issuer.tell(|script| script.person = json!({"sub": "248289"}));
            let result = place.sign_in("acme", &issuer, claims.clone()).await;
            assert_eq!(refused(result), ElsewhereError::NoAccount, "{claims}");
        }
        let unverified = json!({"email": "anna@example.com", "email_verified": false});
        let arrived = place.sign_in("acme", &issuer, unverified).await.unwrap();
        let user = place.security.user(arrived.opened.session.user().unwrap()).await.unwrap();
        assert_eq!((user.username.as_str(), user.display_name.as_str()), ("jane", "Jane Doe"));
        assert_eq!(user.email, None);
        assert!(arrived.opened.session.grants().is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_a_token_leaves_out_is_asked_for_and_must_be_of_the_same_person() {
    let db = fab::testing::TestDb::sqlite().await.unwrap();
    let house = House::new(db).await;
    let issuer = Issuer::start(NOW).await;
    let mut acme = provider(&house, "acme", &issuer);
    acme.roles = super::roles(&[("staff", "Sales")]);
    let place = Place::new(house, vec![acme]);
    let lean = json!({"preferred_username": null, "name": null, "groups": null});
    issuer.tell(|s| s.person = json!({"sub": "another", "preferred_username": "eve"}));
    let result = place.sign_in("acme", &issuer, lean.clone()).await;
    assert_eq!(refused(result), ElsewhereError::NotBelieved);
    issuer.tell(|s| {
        s.person = json!({"sub": "248289", "preferred_username": "jane", "groups": ["staff"]});
    });
    let session = place.sign_in("acme", &issuer, lean).await.unwrap().opened.session;
    assert_eq!((session.username(), session.roles()[0].name.as_str()), ("jane", "Sales"));
}

#[tokio::test]
async fn an_account_that_is_closed_or_gone_opens_no_more() {
    each_house(async |house| {
        let issuer = Issuer::start(NOW).await;
        let acme = provider(&house, "acme", &issuer);
        let place = Place::new(house, vec![acme]);
        let user = place.sign_in("acme", &issuer, json!({})).await.unwrap().opened.session.user();
        let user = user.unwrap();
        place.security.deactivate(user, By::Program).await.unwrap();
        let result = place.sign_in("acme", &issuer, json!({})).await;
        assert_eq!(refused(result), ElsewhereError::NoAccount);
        place.security.activate(user, By::Program).await.unwrap();
        place.sign_in("acme", &issuer, json!({})).await.unwrap();
        let key = fab::models::Key::new(vec![fab::models::Value::Int(user.0)]);
        let all = fab::models::Scope::system();
        let user_model = <fab::security::User as fab::models::Model>::meta();
        place.security.store().delete(user_model, &all, &key, None).await.unwrap();
        assert_eq!(place.house.number("SELECT COUNT(*) FROM fab_identities").await, 0);
        place.sign_in("acme", &issuer, json!({})).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m28_who_comes_by_a_provider_with_a_new_browser_is_told_of() {
    each_database(|db| async move {
        let (mail, keys) = (Pigeons::new(), AppSecret::generate().unwrap());
        let house = House::by(db, ManualClock::at(NOW), &keys, options()).await;
        let issuer = Issuer::start(NOW).await;
        let mut options = posted(&mail, options());
        options.secret = house.secret.clone();
        options.audit_keys = SecurityOptions::new(house.secret.clone()).audit_keys;
        options.providers = vec![provider(&house, "acme", &issuer)];
        let vault = vault(&house.db, &house.clock, &keys).await;
        let security = sealed(&house.db, &house.clock, &vault, options);
        let place = Place { house, security };
        let security = place.security.clone();
        tokio::spawn(async move { security.deliver_messages(std::future::pending()).await });
        place.sign_in("acme", &issuer, json!({})).await.unwrap();
        let sql = "UPDATE fab_users SET email = 'joe@example.com'";
        let db = &place.house.db;
        db.execute(SqlWriter::new(db.dialect()).push(sql).finish(&[])).await.unwrap();
        for _ in 0..2 {
            let away = place.depart("acme").await;
            issuer.tell(|script| {
                script.claims = json!({"nonce": away.nonce});
            });
            let back = Back {
                state: &away.state,
                browser: &away.browser,
                code: Some("code"),
                redirect: REDIRECT,
                device: None,
            };
            let other = Client { user_agent: Some("Other/2".to_owned()), ..client("192.0.2.7") };
            place.security.arrive("acme", back, &other).await.unwrap();
        }
        let letters = letters_to(&mail, "joe@example.com", 1).await;
        assert!(read(&letters[0]).1.contains("Other/2"), "{}", read(&letters[0]).1);
        tokio::time::sleep(Duration::from_millis(400)).await;
        letters_to(&mail, "joe@example.com", 1).await;
    })
    .await;
}
