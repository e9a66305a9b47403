//! How is a message not lost? It is kept until it is delivered, refused, or worthless.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::clock::Clock;
use crate::services::notify::{Message, NotSent, Refusal, Sent};

/// Whether a message was new to an outbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It is kept.
    New,
    /// One with the same key is kept already; this one is not.
    Known,
}

/// A message that one worker delivers, and nobody else until the claim ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Which claim: settling with an older one changes nothing.
    pub token: Uuid,
    /// How often it was claimed before.
    pub attempts: u32,
    /// The message.
    pub message: Message,
}

/// How the delivery of a claimed message ended.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Settlement {
    /// It was sent.
    Sent(Sent),
    /// It is wrong, and is kept for an operator to see.
    Refused(Refusal),
    /// It was not sent in time, and is not sent any more.
    Expired,
    /// It is tried again.
    Later {
        /// Not before this moment.
        due: DateTime<Utc>,
        /// Why nobody could send it; holds neither what it says nor to whom.
        why: String,
    },
}

/// Keeps messages until they are delivered, typically in a table, written in the transaction of the change that they
/// tell of.
///
/// # What an implementation promises
///
/// - Of messages with the same key one is kept, also when they arrive at once.
/// - A claim is exclusive: of two workers at once, one gets a message. A worker that dies loses its claim after the
///   lease, and the message is claimed anew.
/// - Settling with a claim that has passed to somebody else changes nothing.
/// - A message that is settled, other than for later, is never claimed again.
pub trait Outbox: Send + Sync {
    /// What can go wrong with it.
    type Error: std::error::Error + Send + Sync + 'static;

    /// Keeps a message, unless one with its key is kept.
    fn keep(&self, message: &Message) -> impl Future<Output = Result<Kept, Self::Error>> + Send;

    /// Claims up to `most` messages that are due at `now`, the oldest first, until `now` and `lease`. Expired ones as
    /// well: they are settled as such.
    fn claim(
        &self,
        now: DateTime<Utc>,
        lease: Duration,
        most: usize,
    ) -> impl Future<Output = Result<Vec<Claim>, Self::Error>> + Send;

    /// Ends a claim; `false` if it was not held any more.
    fn settle(
        &self,
        claim: &Claim,
        settlement: &Settlement,
    ) -> impl Future<Output = Result<bool, Self::Error>> + Send;
}

/// How an outbox is emptied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeliverySettings {
    /// So many messages in one round; 20.
    pub most: usize,
    /// A worker has a message for so long; 2 minutes. Longer than sending takes.
    pub lease: Duration,
    /// After about this time it is tried again, doubling each time; 30 seconds.
    pub pause: Duration,
    /// Never after more than this; 1 hour.
    pub longest_pause: Duration,
}

impl Default for DeliverySettings {
    fn default() -> Self {
        Self {
            most: 20,
            lease: Duration::from_mins(2),
            pause: Duration::from_secs(30),
            longest_pause: Duration::from_hours(1),
        }
    }
}

impl DeliverySettings {
    /// When a message is tried again that was tried `attempts` times before this one.
    fn next(&self, now: DateTime<Utc>, attempts: u32) -> DateTime<Utc> {
        let doubled = self.pause.saturating_mul(2_u32.saturating_pow(attempts));
        let pause = doubled.min(self.longest_pause);
        // Up to a quarter more, so that what failed together does not return together.
        let pause = pause.saturating_add(pause / 4000 * fastrand::u32(0..=1000));
        now + TimeDelta::from_std(pause).unwrap_or(TimeDelta::MAX / 2)
    }
}

/// What became of the messages of one round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Round {
    /// Sent.
    pub sent: usize,
    /// Refused for good.
    pub refused: usize,
    /// Too late.
    pub expired: usize,
    /// To be tried again.
    pub later: usize,
    /// Claimed by somebody else in the meantime: this one took too long.
    pub lost: usize,
}

impl Round {
    /// Counts how the delivery of a message ended; `None` is a claim that was lost.
    pub const fn count(&mut self, settlement: Option<&Settlement>) {
        let count = match settlement {
            Some(Settlement::Sent(_)) => &mut self.sent,
            Some(Settlement::Refused(_)) => &mut self.refused,
            Some(Settlement::Expired) => &mut self.expired,
            Some(Settlement::Later { .. }) => &mut self.later,
            None => &mut self.lost,
        };
        *count = count.saturating_add(1);
    }
}

/// Delivers what is due, once, one message after the other. A worker calls it again and again.
///
/// # Errors
///
/// When the outbox fails; what was claimed is claimed anew after the lease.
pub async fn deliver_due<O, F>(
    outbox: &O,
    clock: &dyn Clock,
    settings: &DeliverySettings,
    send: impl Fn(Message) -> F,
) -> Result<Round, O::Error>
where
    O: Outbox,
    F: Future<Output = Result<Sent, NotSent>>,
{
    let mut round = Round::default();
    for claim in outbox.claim(clock.now(), settings.lease, settings.most).await? {
        let settlement = deliver(outbox, clock, settings, &claim, &send).await?;
        round.count(settlement.as_ref());
    }
    Ok(round)
}

/// Delivers one message that was claimed; how that ended, or `None` when it was claimed by somebody else in the
/// meantime.
///
/// A message whose time is over is not sent, whatever the reason of the delay: a code that arrives late only helps
/// somebody else. Sending ends with that time as well; what is under way then is given up.
///
/// # Errors
///
/// When the outbox fails; the message is claimed anew after the lease.
pub async fn deliver<O, F>(
    outbox: &O,
    clock: &dyn Clock,
    settings: &DeliverySettings,
    claim: &Claim,
    send: impl Fn(Message) -> F,
) -> Result<Option<Settlement>, O::Error>
where
    O: Outbox,
    F: Future<Output = Result<Sent, NotSent>>,
{
    let left = (claim.message.expires_at - clock.now()).to_std().unwrap_or_default();
    let answer = if left.is_zero() {
        None
    } else {
        tokio::time::timeout(left, send(claim.message.clone())).await.ok()
    };
    let settlement = match answer {
        None => Settlement::Expired,
        Some(Ok(taken_over)) => Settlement::Sent(taken_over),
        Some(Err(NotSent::Refused { refusal, .. })) => Settlement::Refused(refusal),
        Some(Err(error @ NotSent::Unavailable { .. })) => {
            let due = settings.next(clock.now(), claim.attempts);
            let over = due >= claim.message.expires_at;
            let why = error.to_string();
            if over { Settlement::Expired } else { Settlement::Later { due, why } }
        }
    };
    Ok(outbox.settle(claim, &settlement).await?.then_some(settlement))
}
