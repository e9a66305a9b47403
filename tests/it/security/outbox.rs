//! Is a letter kept with its change, sent once by whoever is there, and told to nobody else?

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use fab::clock::Clock as _;
use fab::db::{DialectKind, SqlWriter, schema};
use fab::models::{Kind, Value};
use fab::secret::Secret;
use fab::security::{
    By, Channel, CodePurpose, Depot, Letter, MessageState, Notice, SecurityOptions, To,
};
use fab::services::notify::{
    Address, Claim, Content, Kept, Mail, Message, NotSent, Outbox as _, Refusal, Sent, Settlement,
    deliver,
};
use fab::testing::TestDb;
use fab_tests::databases::each_database;
use fab_tests::pigeons::{Mood, Pigeons, read};
use uuid::Uuid;

use super::house::{House, at_once, options};

/// A house whose messages the pigeons take.
struct Posted {
    house: House,
    mail: Arc<Pigeons>,
    texts: Arc<Pigeons>,
}

fn posted_options(mail: &Arc<Pigeons>, texts: &Arc<Pigeons>) -> SecurityOptions {
    let mut options = options();
    options.post.mail = Some(mail.clone());
    options.post.texts = Some(texts.clone());
    options.post.poll = Duration::from_millis(50);
    options.post.base_url = Some("https://shop.example.com".to_owned());
    options
}

async fn each_posted<F, Fut>(test: F)
where
    F: Fn(Posted) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = ()> + Send + 'static,
{
    each_database(move |db: TestDb| {
        let test = test.clone();
        async move {
            let (mail, texts) = (Pigeons::new(), Pigeons::new());
            let house = House::with(db, posted_options(&mail, &texts)).await;
            test(Posted { house, mail, texts }).await;
        }
    })
    .await;
}

impl Posted {
    fn depot(&self) -> Depot {
        Depot::new(self.house.security.store().clone(), Channel::Mail)
    }

    fn message(&self, key: &str) -> Message {
        let to = Address::new("ann@example.com").unwrap();
        Message {
            id: Uuid::now_v7(),
            key: key.to_owned(),
            expires_at: self.house.clock.now() + TimeDelta::days(1),
            content: Content::Mail(Mail::new(to, "Hello", "how are you?").unwrap()),
        }
    }

    /// Keeps a code for a telephone; it lives for five minutes.
    async fn code(&self, challenge: &str, code: &str) {
        let mut tx = self.house.db.begin().await.unwrap();
        let code = Secret::new(code.to_owned());
        let expires_at = self.house.clock.now() + TimeDelta::minutes(5);
        let letter =
            Letter::Code { code: &code, purpose: CodePurpose::SignIn, challenge, expires_at };
        let to = To::Phone { user: 7, number: "+4915123456789" };
        assert!(self.house.security.post_in(&mut tx, to, letter).await.unwrap().is_some());
        tx.commit().await.unwrap();
    }

    async fn withdraw(&self, challenge: &str) {
        let mut tx = self.house.db.begin().await.unwrap();
        self.house.security.withdraw_code_in(&mut tx, challenge).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn notice(&self, address: &str) {
        let mut tx = self.house.db.begin().await.unwrap();
        let to = To::Address { user: None, name: "Ann", address };
        let letter = Letter::Notice(Notice::PasswordChanged);
        assert!(self.house.security.post_in(&mut tx, to, letter).await.unwrap().is_some());
        tx.commit().await.unwrap();
    }

    /// Delivers for so long.
    async fn deliver_for(&self, time: Duration) {
        self.house.security.deliver_messages(tokio::time::sleep(time)).await;
    }

    async fn state(&self, state: MessageState) -> usize {
        self.house.security.messages(state, 1_000).await.unwrap().len()
    }
}

async fn sent(_: Message) -> Result<Sent, NotSent> {
    Ok(Sent::by("test".into(), None))
}

#[tokio::test(flavor = "multi_thread")]
async fn of_messages_with_one_key_one_is_kept_also_when_they_come_at_once() {
    each_posted(|posted| async move {
        let depot = posted.depot();
        let kept = at_once(12, |_| {
            let (depot, message) = (depot.clone(), posted.message("the same"));
            async move { depot.keep(&message).await.unwrap() }
        })
        .await;
        assert_eq!(kept.iter().filter(|kept| **kept == Kept::New).count(), 1, "{kept:?}");
        assert_eq!(posted.house.number("SELECT COUNT(*) FROM fab_outbox").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_workers_one_gets_each_message() {
    each_posted(|posted| async move {
        let depot = posted.depot();
        for number in 0..40 {
            let kept = depot.keep(&posted.message(&number.to_string())).await.unwrap();
            assert_eq!(kept, Kept::New);
        }
        let claims: Vec<Vec<Claim>> = at_once(8, |_| {
            let (depot, now) = (depot.clone(), posted.house.clock.now());
            async move {
                let mut mine = Vec::new();
                let mut empty = 0;
                while empty < 3 {
                    let claims = depot.claim(now, Duration::from_mins(2), 5).await.unwrap();
                    empty = if claims.is_empty() { empty + 1 } else { 0 };
                    mine.extend(claims);
                }
                mine
            }
        })
        .await;
        let claims: Vec<Claim> = claims.into_iter().flatten().collect();
        let keys: BTreeSet<&str> = claims.iter().map(|claim| claim.message.key.as_str()).collect();
        assert_eq!((claims.len(), keys.len()), (40, 40), "none twice, none forgotten");
        assert!(claims.iter().all(|claim| claim.attempts == 0));

        // Of many who settle the same claim, all mean the same: the first one counts.
        let settled = at_once(8, |_| {
            let (depot, claim) = (depot.clone(), claims[0].clone());
            let settlement = Settlement::Sent(Sent::by("test".into(), None));
            async move { depot.settle(&claim, &settlement).await.unwrap() }
        })
        .await;
        assert_eq!(settled.iter().filter(|settled| **settled).count(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_dies_loses_its_claim_and_no_message() {
    each_posted(|posted| async move {
        let (depot, clock) = (posted.depot(), &posted.house.clock);
        depot.keep(&posted.message("a")).await.unwrap();
        let lease = Duration::from_mins(2);
        let dead = depot.claim(clock.now(), lease, 5).await.unwrap().pop().unwrap();
        assert!(depot.claim(clock.now(), lease, 5).await.unwrap().is_empty());
        clock.advance(119);
        assert!(depot.claim(clock.now(), lease, 5).await.unwrap().is_empty());
        clock.advance(1);
        let alive = depot.claim(clock.now(), lease, 5).await.unwrap().pop().unwrap();
        assert_eq!((alive.attempts, alive.message.id), (1, dead.message.id));
        // It was not dead but slow: what it says does not count any more.
        let refused = Settlement::Later { due: clock.now(), why: String::new() };
        assert!(!depot.settle(&dead, &refused).await.unwrap());
        assert!(depot.claim(clock.now(), lease, 5).await.unwrap().is_empty());
        let settings = fab::services::notify::DeliverySettings::default();
        let end = deliver(&depot, clock, &settings, &alive, sent).await.unwrap();
        assert!(matches!(end, Some(Settlement::Sent(_))));
        clock.advance(3_600);
        assert!(depot.claim(clock.now(), lease, 5).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_is_kept_with_its_change_or_not_at_all_and_sent_as_soon_as_it_is_durable() {
    each_posted(|mut posted| async move {
        // No poll finds it: only the change itself wakes the worker.
        let mut options = posted_options(&posted.mail, &posted.texts);
        options.post.poll = Duration::from_hours(1);
        let db = TestDb::on(posted.house.db.url()).await.unwrap();
        posted.house = House::with(db, options).await;
        let security = posted.house.security.clone();
        let worker =
            tokio::spawn(async move { security.deliver_messages(std::future::pending()).await });
        tokio::time::sleep(Duration::from_millis(200)).await;

        let mut tx = posted.house.db.begin().await.unwrap();
        let to = To::Address { user: None, name: "Ann", address: "undone@example.com" };
        let letter = Letter::Notice(Notice::PasswordChanged);
        posted.house.security.post_in(&mut tx, to, letter).await.unwrap().unwrap();
        tx.rollback().await.unwrap();
        posted.notice("done@example.com").await;

        let arrived = posted.mail.wait_for(1).await;
        let (to, said) = read(&arrived[0]);
        assert_eq!(to, "done@example.com");
        assert!(said.starts_with("Shop: your password was changed\nHello Ann,"), "{said}");
        worker.abort();
        assert_eq!(posted.house.number("SELECT COUNT(*) FROM fab_outbox").await, 1);
        assert!(posted.texts.taken().is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_letter_says_is_sealed_while_it_waits_and_gone_once_it_is_sent() {
    each_posted(|posted| async move {
        posted.code("c1", "482913").await;
        let everything = async || {
            let mut writer = posted.house.db.writer();
            writer.push("SELECT content, recipient, once FROM fab_outbox");
            let rows =
                posted.house.db.fetch(writer.finish(&[Kind::Bytes, Kind::Text, Kind::Text])).await;
            rows.unwrap().remove(0)
        };
        let kept = everything().await;
        let Value::Bytes(content) = &kept[0] else { panic!("{:?}", kept[0]) };
        let content = String::from_utf8_lossy(content);
        for secret in ["482913", "15123456789"] {
            assert!(!content.contains(secret) && !format!("{kept:?}").contains(secret));
        }
        assert_eq!(kept[1], Value::Text("+..89".to_owned()));
        posted.deliver_for(Duration::from_millis(300)).await;
        let (to, said) = read(&posted.texts.wait_for(1).await[0]);
        assert_eq!(to, "+4915123456789");
        assert!(
            said.starts_with("482913 is your code to sign in at Shop. It works within 5 minutes")
        );
        assert_eq!(everything().await[0], Value::Null);
        let standing = posted.house.security.outbox().await.unwrap();
        assert_eq!((standing.waiting, standing.sent), (0, 1));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_dies_with_its_challenge_and_is_never_sent_late() {
    each_posted(|posted| async move {
        posted.texts.set(Mood::Away);
        posted.code("c1", "111111").await;
        posted.code("c2", "222222").await;
        posted.deliver_for(Duration::from_millis(200)).await;
        assert!(posted.texts.asked() >= 2);
        let waiting = posted.house.security.messages(MessageState::Waiting, 10).await.unwrap();
        assert_eq!(waiting.len(), 2);
        let problem = waiting[0].problem.clone().unwrap();
        assert!(problem.contains("pigeons: no answer within 5 s"), "{problem}");

        // One is used, or another takes its place; the other one gets too old.
        posted.withdraw("c1").await;
        posted.house.clock.advance(5 * 60);
        posted.texts.set(Mood::Willing);
        let asked = posted.texts.asked();
        posted.deliver_for(Duration::from_millis(300)).await;
        assert_eq!(posted.texts.asked(), asked, "nobody is asked to send it");
        assert_eq!(posted.state(MessageState::Waiting).await, 0);
        assert_eq!(posted.state(MessageState::Expired).await, 1);
        assert_eq!(posted.state(MessageState::Withdrawn).await, 1);
        let nothing = "SELECT COUNT(*) FROM fab_outbox WHERE content IS NOT NULL";
        assert_eq!(posted.house.number(nothing).await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_is_withdrawn_on_its_way_never_comes_back_whatever_became_of_the_way() {
    each_posted(|posted| async move {
        let depot = Depot::new(posted.house.security.store().clone(), Channel::Text);
        let (clock, lease) = (&posted.house.clock, Duration::from_mins(2));
        let why = "no answer".to_owned();
        let ends = [
            Settlement::Later { due: clock.now(), why },
            Settlement::Refused(Refusal::Recipient),
            Settlement::Expired,
            Settlement::Sent(Sent::by("test".into(), None)),
        ];
        for (number, end) in ends.iter().enumerate() {
            let challenge = format!("c{number}");
            posted.code(&challenge, "482913").await;
            let claim = depot.claim(clock.now(), lease, 5).await.unwrap().pop().unwrap();
            posted.withdraw(&challenge).await;
            assert!(!depot.settle(&claim, end).await.unwrap(), "{end:?}");
            clock.advance(1);
            assert!(depot.claim(clock.now(), lease, 5).await.unwrap().is_empty(), "{end:?}");
            assert_eq!(posted.state(MessageState::Withdrawn).await, number + 1, "{end:?}");
        }
        assert_eq!(posted.house.security.outbox().await.unwrap().refused, 0, "nobody has to look");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_hangs_with_a_code_is_not_followed_by_another_once_the_code_was_used() {
    each_posted(|posted| async move {
        // The second one is asked when the first one has hung for so long.
        let hangs = Duration::from_secs(3);
        posted.texts.set(Mood::Slow(hangs));
        posted.code("c1", "482913").await;
        let security = posted.house.security.clone();
        let worker = tokio::spawn(async move {
            security.deliver_messages(tokio::time::sleep(hangs + Duration::from_secs(1))).await;
        });
        while posted.texts.asked() == 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        posted.withdraw("c1").await;
        worker.await.unwrap();
        assert_eq!((posted.texts.asked(), posted.texts.taken().len()), (1, 0), "it was given up");
        assert_eq!(posted.state(MessageState::Withdrawn).await, 1);
        assert_eq!(posted.house.security.outbox().await.unwrap().refused, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_waits_for_a_person_who_may_send_it_again() {
    each_posted(|posted| async move {
        posted.mail.set(Mood::Refusing);
        posted.notice("ann@example.com").await;
        posted.deliver_for(Duration::from_millis(200)).await;
        let refused = posted.house.security.messages(MessageState::Refused, 10).await.unwrap();
        assert_eq!(refused.len(), 1);
        assert_eq!(refused[0].recipient, "a..@example.com");
        assert_eq!(refused[0].problem.as_deref(), Some("nobody can be reached there"));
        assert_eq!(posted.house.security.outbox().await.unwrap().refused, 1);
        posted.mail.set(Mood::Willing);
        let (security, id) = (&posted.house.security, refused[0].id);
        assert!(security.resend(id, By::Program).await.unwrap());
        assert!(!security.resend(id, By::Program).await.unwrap(), "it waits already");
        posted.deliver_for(Duration::from_millis(300)).await;
        assert_eq!(posted.mail.taken().len(), 1);
        assert!(!security.resend(id, By::Program).await.unwrap(), "it was sent");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_send_each_letter_once_and_a_stop_leaves_nothing_half_done() {
    each_posted(|posted| async move {
        posted.mail.set(Mood::Slow(Duration::from_millis(30)));
        for number in 0..30 {
            posted.notice(&format!("ann{number}@example.com")).await;
        }
        let soon = posted.deliver_for(Duration::from_millis(120));
        let arrived = async { drop(posted.mail.wait_for(30).await) };
        let later = posted.house.security.deliver_messages(arrived);
        tokio::join!(soon, later);
        let ids: BTreeSet<Uuid> = posted.mail.taken().iter().map(|message| message.id).collect();
        assert_eq!((posted.mail.taken().len(), ids.len()), (30, 30));
        assert_eq!(posted.state(MessageState::Sent).await, 30);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_anybody_who_takes_messages_none_is_kept() {
    each_database(|db: TestDb| async move {
        let house = House::new(db).await;
        assert!(!house.security.can_send(Channel::Mail) && !house.security.can_send(Channel::Text));
        let mut tx = house.db.begin().await.unwrap();
        let to = To::Address { user: None, name: "", address: "ann@example.com" };
        let letter = Letter::Notice(Notice::PasswordChanged);
        assert_eq!(house.security.post_in(&mut tx, to, letter).await.unwrap(), None);
        tx.commit().await.unwrap();
        assert_eq!(house.number("SELECT COUNT(*) FROM fab_outbox").await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn test_messages_are_found_by_an_index_that_migrate_adds_to_a_table_from_before() {
    each_posted(|posted| async move {
        let db = &posted.house.db;
        let name = async || {
            let live = schema::live(db).await.unwrap();
            let table = live.table("fab_outbox").unwrap().clone();
            let found = table.indexes.into_iter().find(|index| index.columns == ["kind"]);
            found.map(|index| index.name)
        };
        let mut drop = SqlWriter::new(db.dialect());
        drop.push("DROP INDEX ").push(name().await.unwrap().leak());
        if db.dialect() == DialectKind::MySql {
            drop.push(" ON fab_outbox");
        }
        db.execute(drop.finish(&[])).await.unwrap();
        assert_eq!(name().await, None);
        schema::migrate(db, &fab::security::models()).await.unwrap();
        assert!(name().await.is_some());
    })
    .await;
}
