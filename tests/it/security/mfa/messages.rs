//! Do codes by message reach one person, for one purpose, and never too many?

use std::time::Duration;

use fab::clock::Clock as _;
use fab::db::SqlWriter;
use fab::models::{FieldType as _, Kind, Values};
use fab::security::{
    Answer, Channel, Depot, Opened, SecurityError, SecurityOptions, SentCode, Session,
};
use fab::services::notify::{Outbox as _, Sent, Settlement};
use fab::testing::TestDb;
use fab_tests::databases::each_database;
use fab_tests::pigeons::{Pigeons, read};

use super::super::house::{GOOD, House, at_once, client, options};

pub(super) fn with_messages() -> SecurityOptions {
    let mut options = options();
    options.post.mail = Some(Pigeons::new());
    options.post.texts = Some(Pigeons::new());
    options
}

impl House {
    /// What the messages say that wait, the oldest first; they are sent then.
    pub(super) async fn messages(&self, channel: Channel) -> Vec<String> {
        let depot = Depot::new(self.security.store().clone(), channel);
        let claims = depot.claim(self.clock.now(), Duration::from_mins(2), 50).await.unwrap();
        let mut texts = Vec::new();
        for claim in claims {
            texts.push(read(&claim.message).1);
            let sent = Settlement::Sent(Sent::by("test".into(), None));
            assert!(depot.settle(&claim, &sent).await.unwrap());
        }
        texts
    }

    /// The code in the last message.
    pub(super) async fn sent(&self, channel: Channel) -> String {
        let text = self.messages(channel).await.pop().unwrap();
        let groups = text.split(|letter: char| !letter.is_ascii_digit());
        groups.filter(|group| group.len() >= 6).max_by_key(|group| group.len()).unwrap().to_owned()
    }

    async fn code(
        &self,
        session: &Session,
        factor: i64,
        code: &str,
    ) -> Result<Opened, SecurityError> {
        let answer = Answer::Code { factor, code };
        self.security.answer(session, answer, &client("192.0.2.1")).await
    }

    /// Somebody with a telephone as a factor.
    async fn caller(&self, username: &str, number: &str) -> (SentCode, Opened) {
        self.user(username, &[]).await;
        let session = self.login(username, GOOD).await.unwrap().session;
        let begun = self.security.begin_sms(&session, "Mobile", number).await.unwrap();
        let code = self.sent(Channel::Text).await;
        let confirmed = self.security.confirm_factor(&session, begun.factor, &code).await.unwrap();
        self.clock.advance(3_600);
        (begun, confirmed.opened)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn m12_m15_a_number_counts_once_a_code_came_back_and_codes_are_good_once_for_five_minutes() {
    each_database(|db: TestDb| async move {
        let house = House::with(db, with_messages()).await;
        let (begun, _) = house.caller("anna", "+49 151 2345 6789").await;
        assert_eq!(begun.destination, "+..89");
        assert_eq!((begun.expires_at - begun.resend_at).num_minutes(), 4);
        let half = house.half("anna").await;
        let sent = house.security.send_code(&half, begun.factor).await.unwrap();
        let code = house.sent(Channel::Text).await;
        assert_eq!(code.len(), 6);
        // M13: what is kept is a keyed hash.
        assert_eq!(
            house.number("SELECT COUNT(*) FROM fab_challenges WHERE consumed_at IS NULL").await,
            1
        );
        // Not for another session of the same person, nor too late.
        let other = house.half("anna").await;
        assert!(matches!(
            house.code(&other, sent.factor, &code).await,
            Err(SecurityError::WrongCode)
        ));
        house.clock.advance(1);
        let full = house.code(&half, sent.factor, &code).await.unwrap();
        assert!(full.session.is_full());
        house.clock.advance(10);
        let again = house.code(&full.session, sent.factor, &code).await;
        assert!(matches!(again, Err(SecurityError::WrongCode)), "{again:?}");

        house.clock.advance(60);
        let half = house.half("anna").await;
        house.security.send_code(&half, begun.factor).await.unwrap();
        let code = house.sent(Channel::Text).await;
        house.clock.advance(300);
        let late = house.code(&half, begun.factor, &code).await;
        assert!(matches!(late, Err(SecurityError::WrongCode)), "{late:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m10_a_code_that_was_guessed_at_five_times_is_said_to_be_over() {
    each_database(|db: TestDb| async move {
        let house = House::with(db, with_messages()).await;
        house.user("anna", &["Sales"]).await;
        let session = house.login("anna", GOOD).await.unwrap().session;
        let begun = house.security.begin_sms(&session, "Mobile", "+4915123456789").await.unwrap();
        let code = house.sent(Channel::Text).await;
        let wrong = if code == "000000" { "000001" } else { "000000" };
        for left in (0..5).rev() {
            let refused = house.security.confirm_factor(&session, begun.factor, wrong).await;
            assert!(matches!(refused, Err(SecurityError::WrongCode)), "{refused:?}");
            let pending = house.security.pending_message(&session).await.unwrap().unwrap();
            assert_eq!(pending.sent.is_some(), left > 0, "{left} left");
        }
        let late = house.security.confirm_factor(&session, begun.factor, &code).await;
        assert!(matches!(late, Err(SecurityError::WrongCode)), "{late:?}");
        house.clock.advance(60);
        house.security.send_code(&session, begun.factor).await.unwrap();
        let code = house.sent(Channel::Text).await;
        house.security.confirm_factor(&session, begun.factor, &code).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m10_m12_another_code_voids_the_one_before_and_sets_no_counter_back() {
    each_database(|db: TestDb| async move {
        let house = House::with(db, with_messages()).await;
        let (begun, _) = house.caller("anna", "+4915123456789").await;
        let half = house.half("anna").await;
        house.security.send_code(&half, begun.factor).await.unwrap();
        let first = house.sent(Channel::Text).await;
        let wrong = if first == "000000" { "000001" } else { "000000" };
        house.code(&half, begun.factor, wrong).await.unwrap_err();
        // M14: not within a minute.
        let early = house.security.send_code(&half, begun.factor).await;
        assert!(matches!(early, Err(SecurityError::TooManyAttempts { .. })), "{early:?}");
        house.clock.advance(60);
        house.security.send_code(&half, begun.factor).await.unwrap();
        let second = house.sent(Channel::Text).await;
        assert_eq!(house.number("SELECT MAX(failures) FROM fab_factors").await, 1);
        if first != second {
            let old = house.code(&half, begun.factor, &first).await;
            assert!(matches!(old, Err(SecurityError::WrongCode)), "{old:?}");
            house.clock.advance(2);
        }
        house.code(&half, begun.factor, &second).await.unwrap();
        assert_eq!(house.number("SELECT MAX(failures) FROM fab_factors").await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m01_of_eight_who_type_the_same_message_at_once_one_gets_in() {
    each_database(|db: TestDb| async move {
        let mut options = with_messages();
        options.mfa.first_pause = Duration::ZERO;
        options.mfa.longest_pause = Duration::ZERO;
        options.mfa.code_attempts = 100;
        options.mfa.lock_after = 100;
        let house = House::with(db, options).await;
        let (begun, _) = house.caller("anna", "+4915123456789").await;
        let half = house.half("anna").await;
        house.security.send_code(&half, begun.factor).await.unwrap();
        let code = house.sent(Channel::Text).await;
        let entered = at_once(8, |_| {
            let (security, half, code) = (house.security.clone(), half.clone(), code.clone());
            let factor = begun.factor;
            async move {
                let answer = Answer::Code { factor, code: &code };
                security.answer(&half, answer, &client("192.0.2.1")).await.is_ok()
            }
        })
        .await;
        assert_eq!(entered.iter().filter(|entered| **entered).count(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m14_at56_nobody_gets_more_than_five_codes_in_an_hour_and_the_site_no_more_than_it_pays_for()
 {
    each_database(|db: TestDb| async move {
        let mut options = with_messages();
        options.rates.texts = fab::security::Budget::minutes(7, 24 * 60);
        options.rates.code_address = fab::security::Budget::minutes(100, 60);
        let house = House::with(db, options).await;
        let (begun, opened) = house.caller("anna", "+4915123456789").await;
        for sent in 0..6 {
            house.clock.advance(60);
            let result = house.security.send_code(&opened.session, begun.factor).await;
            assert_eq!(result.is_ok(), sent < 5, "{sent}: {result:?}");
        }
        // The budget of the site: one for the number, five for Anna, one more.
        house.user("otto", &[]).await;
        let otto = house.login("otto", GOOD).await.unwrap().session;
        house.security.begin_sms(&otto, "Mobile", "+4915111111111").await.unwrap();
        house.user("eve", &[]).await;
        let eve = house.login("eve", GOOD).await.unwrap().session;
        for _ in 0..2 {
            let spent = house.security.begin_sms(&eve, "Mobile", "+4915122222222").await;
            assert!(matches!(spent, Err(SecurityError::TooManyAttempts { .. })), "{spent:?}");
            house.clock.advance(60);
        }
        let alarms = "SELECT COUNT(*) FROM fab_audit WHERE event = 'code.budget_spent'";
        assert_eq!(house.number(alarms).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m15_m16_messages_are_off_in_the_strict_profile_and_where_nobody_takes_them() {
    each_database(|db: TestDb| async move {
        let mut options = with_messages();
        options.mfa = fab::security::MfaOptions::strict();
        let house = House::with(db, options).await;
        house.user("anna", &[]).await;
        let session = house.login("anna", GOOD).await.unwrap().session;
        let sms = house.security.begin_sms(&session, "Mobile", "+4915123456789").await;
        assert!(matches!(sms, Err(SecurityError::FactorOff)), "{sms:?}");
        let mail = house.security.begin_email(&session, "Mail", "ann@example.com").await;
        assert!(matches!(mail, Err(SecurityError::FactorOff)), "{mail:?}");
        house.security.begin_totp(&session, "Phone").await.unwrap();
    })
    .await;
    each_database(|db: TestDb| async move {
        let house = House::new(db).await;
        house.user("anna", &[]).await;
        let session = house.login("anna", GOOD).await.unwrap().session;
        let sms = house.security.begin_sms(&session, "Mobile", "+4915123456789").await;
        assert!(matches!(sms, Err(SecurityError::FactorOff)), "{sms:?}");
        let wrong = house.security.begin_sms(&session, "Mobile", "0151").await;
        assert!(matches!(wrong, Err(SecurityError::Invalid(_))), "{wrong:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m16_m28_mail_is_never_both_the_way_to_a_new_password_and_a_factor_and_changes_are_told() {
    each_database(|db: TestDb| async move {
        let house = House::with(db, with_messages()).await;
        let new = fab::security::NewUser {
            username: "anna".to_owned(),
            email: Some("anna@example.com".to_owned()),
            ..Default::default()
        };
        let typed = super::super::house::password(GOOD);
        let by = fab::security::By::Program;
        house.security.create_user(new, Some(typed), &[], by).await.unwrap();
        let session = house.login("anna", GOOD).await.unwrap().session;
        let same = house.security.begin_email(&session, "Mail", "Anna@Example.com").await;
        assert!(matches!(same, Err(SecurityError::Invalid(_))), "{same:?}");
        let begun =
            house.security.begin_email(&session, "Mail", "other@example.com").await.unwrap();
        assert_eq!(begun.destination, "o..@example.com");
        let code = house.sent(Channel::Mail).await;
        assert_eq!(code.len(), 8);
        let confirmed = house.security.confirm_factor(&session, begun.factor, &code).await.unwrap();
        let told = house.messages(Channel::Mail).await;
        assert!(told.iter().any(|text| text.contains("Mail")), "{told:?}");
        // Nor with an app beside it.
        let (_, app, confirmed) = house.enrol(&confirmed.opened.session, "Phone").await;
        house.clock.advance(60);
        let session = confirmed.opened.session;
        let same = house.security.begin_email(&session, "Mine", "anna@example.com").await;
        assert!(matches!(same, Err(SecurityError::Invalid(_))), "{same:?}");
        house.messages(Channel::Mail).await;
        house.security.remove_factor(&session, app).await.unwrap();
        assert_eq!(house.messages(Channel::Mail).await.len(), 1, "the owner is told");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m28_with_a_second_factor_too_a_new_browser_is_told_of_until_it_was_signed_in_with() {
    each_database(|db: TestDb| async move {
        let house = House::with(db, with_messages()).await;
        super::super::letters::person(&house.security, "anna", &[]).await;
        let session = house.login("anna", GOOD).await.unwrap().session;
        let (phone, _, _) = house.enrol(&session, "Phone").await;
        let other =
            fab::security::Client { user_agent: Some("Other/2".to_owned()), ..client("192.0.2.7") };
        // Somebody types the password with that browser; so often is its owner told of it.
        let half = async |told: usize| {
            let typed = super::super::house::password(GOOD);
            let half = house.security.login("anna", typed, &other).await.unwrap().session;
            assert!(half.awaits_factor());
            // What is told is written apart from the sign-in.
            let mut texts = Vec::new();
            for _ in 0..(if told == 0 { 20 } else { 200 }) {
                texts.append(&mut house.messages(Channel::Mail).await);
                if told > 0 && texts.iter().any(|text| text.contains("Other/2")) {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            let found = texts.iter().filter(|text| text.contains("Other/2")).count();
            assert_eq!(found, told, "{texts:?}");
            half
        };
        house.messages(Channel::Mail).await;
        // Whoever has the password and not the phone is told of, again and again, and not without end.
        for told in [1, 1, 1, 0] {
            half(told).await;
        }
        house.clock.advance(16 * 60);
        let session = half(1).await;
        house.clock.advance(30);
        let code = phone.code(house.second());
        house.security.answer(&session, Answer::Totp(&code), &other).await.unwrap();
        // By now it is known.
        half(0).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m13_the_database_holds_no_code_but_a_keyed_hash() {
    each_database(|db: TestDb| async move {
        let house = House::with(db, with_messages()).await;
        let (begun, opened) = house.caller("anna", "+4915123456789").await;
        house.clock.advance(60);
        house.security.send_code(&opened.session, begun.factor).await.unwrap();
        let code = house.sent(Channel::Text).await;
        let statement = SqlWriter::new(house.db.dialect())
            .push("SELECT id, mac FROM fab_challenges")
            .finish(&[Kind::Text, Kind::Text]);
        let mut kept = Vec::new();
        for mut row in house.db.fetch(statement).await.unwrap() {
            let mut values = Values::new(&mut row);
            let id = String::load(&mut values).unwrap();
            let mac = String::load(&mut values).unwrap();
            assert!(!id.contains(&code) && !mac.contains(&code), "the code stands in {id} {mac}");
            assert_eq!(mac.len(), 64, "a keyed hash of 256 bits");
            kept.push(mac);
        }
        assert!(!kept.is_empty());
    })
    .await;
}
