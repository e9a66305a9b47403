//! Are notices lost while the mail server is down?

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use fab::clock::ManualClock;
use fab::crypto::AppSecret;
use fab::security::{By, MessageState};
use fab::services::resilience::State;
use fab::testing::TestDb;
use fab_tests::databases::{each_database, required};
use fab_tests::peer::{AIOSMTPD, Running};
use fab_tests::postbox::{Postbox, Privacy};
use tokio::net::TcpSocket;
use uuid::Uuid;

use super::super::super::house::{BETTER, GOOD, House, password};
use super::{STARTED, arrivals, mailing};

/// Whose mail server it is.
#[derive(Debug, Clone, Copy)]
enum Whose {
    Ours,
    OfOthers,
}

/// A mail server that is there at last.
enum Server {
    Ours(Postbox),
    OfOthers { mailbox: PathBuf, _process: Running },
}

impl Server {
    /// Begins to listen on a port that was held all the time.
    async fn start(whose: Whose, held: TcpSocket, address: SocketAddr) -> Self {
        match whose {
            Whose::Ours => Self::Ours(Postbox::on(held.listen(64).unwrap(), Privacy::None)),
            Whose::OfOthers => {
                drop(held);
                let mailbox = std::env::temp_dir().join(format!("fab-test-{}", Uuid::now_v7()));
                let (listen, folder) = (address.to_string(), mailbox.display().to_string());
                let handler = "aiosmtpd.handlers.Mailbox";
                let arguments = ["-n", "-l", &listen, "-c", handler, &folder].map(str::to_owned);
                let process = AIOSMTPD.start_at(address, arguments.to_vec()).await;
                Self::OfOthers { mailbox, _process: process }
            }
        }
    }

    fn arrived(&self) -> BTreeMap<Uuid, usize> {
        match self {
            Self::Ours(postbox) => {
                let received = postbox.received();
                arrivals(received.iter().map(|received| received.data.as_str()))
            }
            Self::OfOthers { mailbox, .. } => {
                let files = std::fs::read_dir(mailbox.join("new")).unwrap();
                let read = |file: std::io::Result<std::fs::DirEntry>| {
                    std::fs::read_to_string(file.unwrap().path()).unwrap()
                };
                let messages: Vec<String> = files.map(read).collect();
                arrivals(messages.iter().map(String::as_str))
            }
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Self::OfOthers { mailbox, .. } = self {
            let _ = std::fs::remove_dir_all(mailbox);
        }
    }
}

/// Somebody sets up a second factor, makes new backup codes, changes the password and removes the factor; then an
/// operator sets the password.
async fn changes(house: &House, name: &str) {
    let id = house.reader(name).await;
    let session = house.login(name, GOOD).await.unwrap().session;
    let (_, factor, confirmed) = house.enrol(&session, "Phone").await;
    let session = confirmed.opened.session;
    house.security.new_backup_codes(&session).await.unwrap();
    let (old, new) = (password(GOOD), password(BETTER));
    let session = house.security.change_password(&session, old, new).await.unwrap().session;
    house.security.remove_factor(&session, factor).await.unwrap();
    house.security.set_password(id, password(GOOD), By::Program).await.unwrap();
}

async fn down_for_the_whole_run(db: TestDb, whose: Whose) {
    // Nobody else gets the port, and nobody listens on it.
    let held = TcpSocket::new_v4().unwrap();
    held.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = held.local_addr().unwrap();
    let clock = ManualClock::at(STARTED);
    let options = mailing(address.port(), &clock);
    let house = House::by(db, clock, &AppSecret::generate().unwrap(), options).await;
    for name in ["ann", "bob", "cem", "dot"] {
        changes(&house, name).await;
    }
    for _ in 0..6 {
        house.work(Duration::from_millis(200)).await;
        house.clock.advance(20 * 60);
    }
    let written = house.security.messages(MessageState::Waiting, 1_000).await.unwrap();
    assert!(written.len() >= 4 * 5, "{} notices", written.len());
    assert!(written.iter().all(|message| message.attempts > 0 && message.problem.is_some()));
    assert!(house.ids(MessageState::Sent).await.is_empty());
    let circuits = house.security.circuits().snapshots();
    assert!(circuits[0].totals.opened > 0, "it is left alone: {:?}", circuits[0]);

    let server = Server::start(whose, held, address).await;
    house.work_off().await;
    let arrived = server.arrived();
    assert!(arrived.values().all(|times| *times == 1), "{arrived:?}");
    let mut written: Vec<Uuid> = written.into_iter().map(|message| message.id).collect();
    written.sort_unstable();
    assert_eq!(arrived.into_keys().collect::<Vec<_>>(), written, "each of them, and no other");
    assert_eq!(house.ids(MessageState::Sent).await.len(), written.len());
    assert_eq!(house.security.circuits().snapshots()[0].state, State::Closed);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_mail_server_is_down_for_the_whole_run_and_every_notice_arrives_once_it_is_back() {
    each_database(|db| down_for_the_whole_run(db, Whose::Ours)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_server_of_others_that_was_down_gets_every_notice_once_it_is_back() {
    if let Some(reason) = AIOSMTPD.missing() {
        assert!(!required(AIOSMTPD.name), "{} is required, but: {reason}", AIOSMTPD.name);
        return;
    }
    each_database(|db| down_for_the_whole_run(db, Whose::OfOthers)).await;
}
