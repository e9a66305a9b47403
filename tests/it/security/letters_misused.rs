//! Can messages be turned against those who get them, or those who pay for them?

use std::time::Duration;

use fab::security::{Letter, Notice, To};
use fab::services::notify::Content;
use fab::testing::TestDb;
use fab_tests::databases::each_database;
use fab_tests::pigeons::{Mood, Pigeons};

use super::house::{House, options};
use super::letters::{house, letters_to, person, posted};

#[tokio::test(flavor = "multi_thread")]
async fn at57_a_code_never_takes_another_way_than_the_one_that_was_chosen() {
    each_database(|db: TestDb| async move {
        let (mail, texts) = (Pigeons::new(), Pigeons::new());
        let mut options = posted(&mail, options());
        options.post.texts = Some(texts.clone());
        let house = House::with(db, options).await;
        let ann = person(&house.security, "ann", &[]).await;
        texts.set(Mood::Away);
        let code = fab::secret::Secret::new("482913".to_owned());
        let letter = Letter::Code {
            code: &code,
            purpose: fab::security::CodePurpose::SignIn,
            challenge: "c1",
            expires_at: fab::clock::Clock::now(&house.clock) + chrono::TimeDelta::minutes(5),
        };
        let mut tx = house.db.begin().await.unwrap();
        let to = To::Phone { user: ann.0, number: "+4915123456789" };
        house.security.post_in(&mut tx, to, letter).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        for _ in 0..3 {
            house.security.deliver_messages(tokio::time::sleep(Duration::from_millis(150))).await;
            house.clock.advance(60);
        }
        assert!(texts.asked() >= 2, "{}", texts.asked());
        assert_eq!(mail.asked(), 0, "the address of the account is not asked instead");
        assert!(texts.taken().is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at45_at46_what_people_call_themselves_gives_no_orders_to_mail_programs_or_screens() {
    each_database(|db: TestDb| async move {
        let (house, mail) = house(db).await;
        let names = [
            "Ann\r\nBcc: evil@example.com",
            "Ann\u{1b}[2J\u{202e}gnp.exe",
            "{{ 7 * 7 }} ${jndi:ldap://evil} <b>",
            "Ann\0\u{85}\u{2028}To: x@y.example",
            "https://evil.example/login www.evil.example",
        ];
        for name in names {
            let mut tx = house.db.begin().await.unwrap();
            let to = To::Address { user: None, name, address: "ann@example.com" };
            let letter = Letter::Notice(Notice::FactorAdded { kind: "code by app", name });
            house.security.post_in(&mut tx, to, letter).await.unwrap().unwrap();
            tx.commit().await.unwrap();
        }
        for letter in letters_to(&mail, "ann@example.com", names.len()).await {
            let Content::Mail(mail) = &letter.content else { panic!() };
            let (subject, name) = (mail.subject(), mail.to().name().unwrap_or_default());
            let orders = |text: &str| {
                text.chars().any(|c| c.is_control() || ('\u{2028}'..='\u{202e}').contains(&c))
            };
            assert!(!orders(subject) && !orders(name), "{subject:?} {name:?}");
            assert!(!mail.text().lines().any(orders), "{:?}", mail.text());
            assert!(
                !mail.text().contains("://") && !mail.text().contains("www.evil"),
                "{}",
                mail.text()
            );
            assert!(
                !mail
                    .text()
                    .lines()
                    .any(|line| line.starts_with("Bcc:") || line.starts_with("To:"))
            );
            assert!(!mail.text().contains("49 "), "nothing is worked out");
        }
        // What is no address gets no letter, and the change goes on.
        for address in ["ann@example.com\r\nRCPT TO:<x@y>", "a@b.c, d@e.f", "<ann@example.com>", ""]
        {
            let mut tx = house.db.begin().await.unwrap();
            let to = To::Address { user: None, name: "Ann", address };
            let letter = Letter::Notice(Notice::PasswordChanged);
            assert_eq!(
                house.security.post_in(&mut tx, to, letter).await.unwrap(),
                None,
                "{address}"
            );
            tx.commit().await.unwrap();
        }
    })
    .await;
}
