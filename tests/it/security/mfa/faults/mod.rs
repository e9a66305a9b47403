//! What is lost when those who take messages are down, or a process is killed? No notice, and no sign-in.

mod killed;
mod mail;
mod texts;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use fab::clock::ManualClock;
use fab::models::ActorId;
use fab::security::{By, MessageState, NewUser, SecurityOptions};
use fab::services::notify::Address;
use fab::services::notify::email::{Mailer, SmtpSecurity, SmtpSettings};
use uuid::Uuid;

use super::super::house::{GOOD, House, options, password};

/// When the clocks of these tests start.
const STARTED: i64 = 1_700_000_000;
/// No test waits longer for anything.
const PATIENCE: Duration = Duration::from_mins(1);

/// Mail goes to that port of this machine, with the usual layers around it.
fn mailing(port: u16, clock: &ManualClock) -> SecurityOptions {
    let settings = SmtpSettings {
        port,
        security: SmtpSecurity::PlainOnLoopback,
        ..SmtpSettings::new("localhost")
    };
    let from = Address::new("shop@example.com").unwrap();
    let mailer = Mailer::new(from, Arc::new(clock.clone())).server(settings).unwrap();
    let mut options = options();
    mailer.circuits().for_each(|circuit| options.post.circuits.add(circuit.clone()));
    options.post.mail = Some(Arc::new(mailer));
    options.post.poll = Duration::from_millis(50);
    options
}

/// How often each message arrived, by the id in its `Message-ID`.
fn arrivals<'a>(messages: impl IntoIterator<Item = &'a str>) -> BTreeMap<Uuid, usize> {
    let mut arrivals = BTreeMap::new();
    for message in messages {
        let (_, rest) = message.split_once("Message-ID: <").unwrap_or_else(|| panic!("{message}"));
        let id = rest.split_once('@').unwrap().0.parse().unwrap();
        *arrivals.entry(id).or_default() += 1;
    }
    arrivals
}

/// Waits until it is so.
macro_rules! until {
    ($what:literal, $so:expr) => {
        let begun = std::time::Instant::now();
        while !$so {
            assert!(begun.elapsed() < super::PATIENCE, $what);
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
}
use until;

impl House {
    /// Somebody with an e-mail address.
    async fn reader(&self, name: &str) -> ActorId {
        let email = Some(format!("{name}@example.com"));
        let new = NewUser { username: name.to_owned(), email, ..NewUser::default() };
        let made = self.security.create_user(new, Some(password(GOOD)), &[], By::Program).await;
        ActorId(made.unwrap().id)
    }

    /// Which messages are in that state.
    async fn ids(&self, state: MessageState) -> Vec<Uuid> {
        let messages = self.security.messages(state, 1_000).await.unwrap();
        messages.into_iter().map(|message| message.id).collect()
    }

    /// A worker works for so long.
    async fn work(&self, time: Duration) {
        self.security.deliver_messages(tokio::time::sleep(time)).await;
    }

    /// Works, hour after hour, until no message waits.
    async fn work_off(&self) {
        let begun = Instant::now();
        loop {
            self.work(Duration::from_millis(200)).await;
            if self.ids(MessageState::Waiting).await.is_empty() {
                return;
            }
            assert!(begun.elapsed() < PATIENCE, "messages wait on and on");
            self.clock.advance(3_600);
        }
    }
}
