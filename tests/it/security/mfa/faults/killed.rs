//! What is left when the process that delivers is killed? Every message, and work for the next one.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fab::clock::ManualClock;
use fab::crypto::AppSecret;
use fab::db::{Db, DbOptions};
use fab::security::{By, MessageState};
use fab_tests::databases::{each_database, variable};
use fab_tests::postbox::{Instead, Postbox, Privacy};
use fab_tests::proxy::{Proxy, Weather};
use uuid::Uuid;

use super::super::super::house::{BETTER, GOOD, House, password, sealed, vault};
use super::{STARTED, arrivals, mailing, until};

/// What the child is told: where the messages are, with which key they are sealed, and where the mail server is.
const URL: &str = "FAB_TEST_WORKER_URL";
const KEYS: &str = "FAB_TEST_WORKER_KEYS";
const PORT: &str = "FAB_TEST_WORKER_PORT";
/// The half of the test that runs in the child.
const HALF: &str = "security::mfa::faults::killed::the_worker_that_is_killed";
const NOTICES: usize = 24;

/// The process that is killed, at the latest when the test is over.
struct Doomed(Child);

impl Doomed {
    fn start(url: &str, keys: &AppSecret, port: u16) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", HALF, "--test-threads=1"]);
        command.env(URL, url).env(KEYS, keys.to_text().expose()).env(PORT, port.to_string());
        Self(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
    }

    fn kill(&mut self) {
        self.0.kill().unwrap();
        assert_eq!(self.0.wait().unwrap().code(), None, "it ended by itself");
    }
}

impl Drop for Doomed {
    fn drop(&mut self) {
        // It is gone already unless the test failed.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Nothing by itself: the test below starts it as a process of its own.
#[tokio::test(flavor = "multi_thread")]
async fn the_worker_that_is_killed() {
    let (Some(url), Some(keys), Some(port)) = (variable(URL), variable(KEYS), variable(PORT))
    else {
        return;
    };
    let clock = ManualClock::at(STARTED);
    let db = Db::connect(&DbOptions::new(url)).await.unwrap();
    let vault = vault(&db, &clock, &keys.parse().unwrap()).await;
    let options = mailing(port.parse().unwrap(), &clock);
    sealed(&db, &clock, &vault, options).deliver_messages(std::future::pending()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_is_killed_in_the_middle_of_delivery_loses_no_notice_and_sends_none_twice() {
    each_database(|db| async move {
        let postbox = Postbox::start(Privacy::None).await;
        let (clock, keys) = (ManualClock::at(STARTED), AppSecret::generate().unwrap());
        let options = mailing(postbox.address().port(), &clock);
        let house = House::by(db, clock, &keys, options).await;
        for number in 0..NOTICES / 2 {
            let id = house.reader(&format!("reader{number}")).await;
            for typed in [BETTER, GOOD] {
                house.security.set_password(id, password(typed), By::Program).await.unwrap();
            }
        }
        let mut written = house.ids(MessageState::Waiting).await;
        assert_eq!(written.len(), NOTICES);

        // Slow enough to be killed half way.
        let slow = Proxy::before(postbox.address()).await;
        slow.set(Weather::Latency(Duration::from_millis(40)));
        let mut doomed = Doomed::start(house.db.url(), &keys, slow.address().port());
        until!("the worker sends nothing", postbox.received().len() >= 2);
        postbox.at("DATA", Instead::Hang);
        postbox.hangs().await;
        // What the server took is settled; what it did not take is under way, and waits.
        until!("what was sent is not settled", {
            tokio::time::sleep(Duration::from_millis(200)).await;
            house.ids(MessageState::Sent).await.len() == postbox.received().len()
        });
        doomed.kill();
        postbox.behave();
        let (sent, waiting) =
            (postbox.received().len(), house.ids(MessageState::Waiting).await.len());
        assert!(waiting > 0 && sent + waiting == NOTICES, "{sent} sent, {waiting} wait");

        // The dead one has its messages to itself until its lease is over; all others are sent at once.
        house.work(Duration::from_millis(500)).await;
        assert!(!house.ids(MessageState::Waiting).await.is_empty());
        house.clock.advance(120);
        house.work_off().await;
        let received = postbox.received();
        let arrived = arrivals(received.iter().map(|received| received.data.as_str()));
        assert!(arrived.values().all(|times| *times == 1), "{arrived:?}");
        written.sort_unstable();
        assert_eq!(arrived.into_keys().collect::<Vec<Uuid>>(), written);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_is_killed_after_the_mail_server_took_a_notice_sends_it_again_as_the_same() {
    each_database(|db| async move {
        let postbox = Postbox::start(Privacy::None).await;
        let (clock, keys) = (ManualClock::at(STARTED), AppSecret::generate().unwrap());
        let options = mailing(postbox.address().port(), &clock);
        let house = House::by(db, clock, &keys, options).await;
        let id = house.reader("ann").await;
        house.security.set_password(id, password(BETTER), By::Program).await.unwrap();
        let written = house.ids(MessageState::Waiting).await;

        // The message is taken, and the worker is gone before it hears so.
        postbox.at("END", Instead::TakeAndHang);
        let mut doomed = Doomed::start(house.db.url(), &keys, postbox.address().port());
        postbox.hangs().await;
        doomed.kill();
        postbox.behave();
        assert_eq!(postbox.received().len(), 1);
        assert_eq!(
            house.ids(MessageState::Waiting).await,
            written,
            "nobody knows that it was sent"
        );
        house.work(Duration::from_millis(300)).await;
        assert_eq!(postbox.received().len(), 1, "as long as somebody may be at it");
        house.clock.advance(120);
        house.work_off().await;

        let received = postbox.received();
        let arrived = arrivals(received.iter().map(|received| received.data.as_str()));
        assert_eq!(arrived.into_iter().collect::<Vec<_>>(), [(written[0], 2)], "twice, as one");
        assert_eq!(received[0].to, received[1].to);
        assert_eq!(house.ids(MessageState::Sent).await, written);
        house.clock.advance(3_600);
        house.work(Duration::from_millis(300)).await;
        assert_eq!(postbox.received().len(), 2, "and never again");
    })
    .await;
}
