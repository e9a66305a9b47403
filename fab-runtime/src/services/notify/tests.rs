//! Is a message kept until it is delivered, and no longer than it is worth?

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::{
    Claim, Content, DeliverySettings, Kept, Message, NotSent, Outbox, PhoneNumber, Refusal, Round,
    Sent, Settlement, Text, deliver_due, plain,
};
use crate::clock::{Clock, ManualClock};
use crate::secret::Secret;

/// An outbox in memory, which keeps the promises of the trait.
#[derive(Debug, Default)]
struct Memory(Mutex<BTreeMap<String, Row>>);

#[derive(Debug)]
struct Row {
    message: Message,
    attempts: u32,
    due: DateTime<Utc>,
    token: Option<Uuid>,
    end: Option<Settlement>,
}

impl Outbox for Memory {
    type Error = Infallible;

    async fn keep(&self, message: &Message) -> Result<Kept, Infallible> {
        let mut rows = self.0.lock().unwrap();
        if rows.contains_key(&message.key) {
            return Ok(Kept::Known);
        }
        let due = DateTime::UNIX_EPOCH;
        let row = Row { message: message.clone(), attempts: 0, due, token: None, end: None };
        rows.insert(message.key.clone(), row);
        Ok(Kept::New)
    }

    async fn claim(
        &self,
        now: DateTime<Utc>,
        lease: Duration,
        most: usize,
    ) -> Result<Vec<Claim>, Infallible> {
        let mut rows = self.0.lock().unwrap();
        let due = rows.values_mut().filter(|row| row.end.is_none() && row.due <= now);
        let claims = due.take(most).map(|row| {
            let token = Uuid::now_v7();
            row.due = now + lease;
            row.token = Some(token);
            let attempts = row.attempts;
            row.attempts += 1;
            Claim { token, attempts, message: row.message.clone() }
        });
        Ok(claims.collect())
    }

    async fn settle(&self, claim: &Claim, settlement: &Settlement) -> Result<bool, Infallible> {
        let mut rows = self.0.lock().unwrap();
        let row = rows.get_mut(&claim.message.key).unwrap();
        if row.token != Some(claim.token) {
            return Ok(false);
        }
        row.token = None;
        match settlement {
            Settlement::Later { due, .. } => row.due = *due,
            end => row.end = Some(end.clone()),
        }
        Ok(true)
    }
}

fn message(key: &str, clock: &ManualClock, seconds: i64) -> Message {
    let to: PhoneNumber = "+4915123456789".parse().unwrap();
    Message {
        id: Uuid::now_v7(),
        key: key.to_owned(),
        expires_at: clock.now() + TimeDelta::seconds(seconds),
        content: Content::Text(Text::new(to, "Your code is 123456.").unwrap()),
    }
}

async fn sent(_: Message) -> Result<Sent, NotSent> {
    Ok(Sent::by("test".into(), None))
}

async fn unavailable(_: Message) -> Result<Sent, NotSent> {
    Err(NotSent::Unavailable { attempts: vec![] })
}

async fn refused(_: Message) -> Result<Sent, NotSent> {
    Err(NotSent::Refused { provider: None, refusal: Refusal::Recipient })
}

const SETTINGS: DeliverySettings = DeliverySettings {
    most: 20,
    lease: Duration::from_mins(2),
    pause: Duration::from_secs(30),
    longest_pause: Duration::from_mins(4),
};

#[tokio::test]
async fn a_message_is_sent_once() {
    let (outbox, clock) = (Memory::default(), ManualClock::at(0));
    let first = message("code-1", &clock, 300);
    assert_eq!(outbox.keep(&first).await.unwrap(), Kept::New);
    assert_eq!(outbox.keep(&message("code-1", &clock, 300)).await.unwrap(), Kept::Known);
    let round = deliver_due(&outbox, &clock, &SETTINGS, sent).await.unwrap();
    assert_eq!(round, Round { sent: 1, ..Round::default() });
    clock.advance(3_600);
    let round = deliver_due(&outbox, &clock, &SETTINGS, sent).await.unwrap();
    assert_eq!(round, Round::default());
}

#[tokio::test]
async fn what_is_refused_is_not_tried_again() {
    let (outbox, clock) = (Memory::default(), ManualClock::at(0));
    outbox.keep(&message("a", &clock, 300)).await.unwrap();
    let round = deliver_due(&outbox, &clock, &SETTINGS, refused).await.unwrap();
    assert_eq!(round, Round { refused: 1, ..Round::default() });
    clock.advance(200);
    assert_eq!(deliver_due(&outbox, &clock, &SETTINGS, sent).await.unwrap(), Round::default());
}

#[tokio::test]
async fn a_message_is_tried_again_after_longer_and_longer_pauses() {
    let (outbox, clock) = (Memory::default(), ManualClock::at(0));
    outbox.keep(&message("a", &clock, 86_400)).await.unwrap();
    for pause in [30, 60, 120, 240, 240] {
        let round = deliver_due(&outbox, &clock, &SETTINGS, unavailable).await.unwrap();
        assert_eq!(round, Round { later: 1, ..Round::default() });
        clock.advance(pause - 1);
        let early = deliver_due(&outbox, &clock, &SETTINGS, sent).await.unwrap();
        assert_eq!(early, Round::default(), "not before {pause} s");
        clock.advance(pause / 4 + 2);
    }
    let round = deliver_due(&outbox, &clock, &SETTINGS, sent).await.unwrap();
    assert_eq!(round.sent, 1);
}

#[tokio::test]
async fn a_code_is_never_sent_late() {
    let (outbox, clock) = (Memory::default(), ManualClock::at(0));
    let asked = AtomicUsize::new(0);
    let count = |message| {
        asked.fetch_add(1, Ordering::SeqCst);
        sent(message)
    };
    outbox.keep(&message("late", &clock, 300)).await.unwrap();
    clock.advance(300);
    let round = deliver_due(&outbox, &clock, &SETTINGS, count).await.unwrap();
    assert_eq!(round, Round { expired: 1, ..Round::default() });
    // Nor is it kept for an attempt that would come too late.
    outbox.keep(&message("soon", &clock, 20)).await.unwrap();
    let round = deliver_due(&outbox, &clock, &SETTINGS, unavailable).await.unwrap();
    assert_eq!(round, Round { expired: 1, ..Round::default() });
    clock.advance(3_600);
    assert_eq!(deliver_due(&outbox, &clock, &SETTINGS, count).await.unwrap(), Round::default());
    assert_eq!(asked.load(Ordering::SeqCst), 0);
}

#[tokio::test(start_paused = true)]
async fn what_is_under_way_ends_with_the_time_of_its_message() {
    let (outbox, clock) = (Memory::default(), ManualClock::at(0));
    outbox.keep(&message("a", &clock, 2)).await.unwrap();
    let begun = tokio::time::Instant::now();
    let ended = AtomicUsize::new(0);
    let hangs = |_| async {
        tokio::time::sleep(Duration::from_secs(5)).await;
        ended.fetch_add(1, Ordering::SeqCst);
        Ok(Sent::by("test".into(), None))
    };
    let round = deliver_due(&outbox, &clock, &SETTINGS, hangs).await.unwrap();
    assert_eq!(round, Round { expired: 1, ..Round::default() });
    assert_eq!((begun.elapsed().as_secs(), ended.load(Ordering::SeqCst)), (2, 0));
}

#[tokio::test]
async fn a_worker_that_is_too_slow_settles_nothing() {
    let (outbox, clock) = (Memory::default(), ManualClock::at(0));
    outbox.keep(&message("a", &clock, 86_400)).await.unwrap();
    let slow = deliver_due(&outbox, &clock, &SETTINGS, |message| {
        let (outbox, clock) = (&outbox, &clock);
        async move {
            // Meanwhile the lease ends, and another worker claims it.
            clock.advance(121);
            let again = deliver_due(outbox, clock, &SETTINGS, sent).await.unwrap();
            assert_eq!(again.sent, 1);
            unavailable(message).await
        }
    });
    assert_eq!(slow.await.unwrap(), Round { lost: 1, ..Round::default() });
    let rows = outbox.0.lock().unwrap();
    assert!(matches!(rows["a"].end, Some(Settlement::Sent(_))));
}

#[test]
fn a_number_names_its_country() {
    for (text, number) in
        [("+1 (500) 555-0006", "+15005550006"), (" +44.20/7946\u{a0}0000 ", "+442079460000")]
    {
        assert_eq!(text.parse::<PhoneNumber>().unwrap().as_str(), number);
    }
    for text in [
        "",
        "+",
        "0151 2345678",
        "+0151234567",
        "+123456",
        "+1234567890123456",
        "+49x1512345",
        "+49\r\n1512345",
        "٠١٢٣٤٥٦٧",
        "++491512345678",
    ] {
        assert!(text.parse::<PhoneNumber>().is_err(), "{text:?}");
    }
}

#[test]
fn what_commands_a_screen_does_not_reach_it() {
    assert_eq!(plain::line(" Ann\u{1b}[31m\r\n \u{202e}Bcc:\tx "), "Ann [31m Bcc: x");
    assert_eq!(plain::lines("a\r\nb\rc\u{1b}d\u{202e}e\tf\0"), "a\nb\ncde\tf");
    let to: PhoneNumber = "+4915123456789".parse().unwrap();
    assert!(Text::new(to.clone(), "\u{202e}\0").is_err());
    assert!(Text::new(to.clone(), &"x".repeat(1_531)).is_err());
    assert_eq!(Text::new(to, "a\u{7}b").unwrap().body(), "ab");
}

#[test]
fn nothing_of_a_message_is_printed() {
    let clock = ManualClock::at(0);
    let printed = format!("{:?} {:?}", message("a", &clock, 1), Secret::new("hunter2".to_owned()));
    assert!(!printed.contains("123456") && !printed.contains("hunter2"), "{printed}");
}
