//! What is known of a message while it waits, and afterwards? Everything but what it says and to whom.

use chrono::{DateTime, Utc};
use fab_derive::{AdminModel, Choice, Encrypted};
use uuid::Uuid;

use crate::secret::Secret;

/// On which way a message goes. One never stands in for the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Choice)]
#[choice(crate = "crate")]
#[non_exhaustive]
pub enum Channel {
    /// As an e-mail.
    #[choice(label = "E-mail")]
    Mail,
    /// As a text message.
    #[choice(label = "Text message")]
    Text,
}

/// What a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Choice)]
#[choice(crate = "crate")]
#[non_exhaustive]
pub enum MessageKind {
    /// A code to prove who one is.
    Code,
    /// A link to a new password.
    Reset,
    /// A link to a first password.
    Invitation,
    /// A link that shows that an address is read.
    Confirmation,
    /// Word of something that happened.
    Notice,
    /// Nothing but that it arrived.
    #[choice(label = "Test message")]
    Test,
}

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Choice)]
#[choice(crate = "crate")]
#[non_exhaustive]
pub enum MessageState {
    /// Nobody has taken it over yet.
    #[choice(tone = "info")]
    Waiting,
    /// A provider took it over.
    #[choice(tone = "success")]
    Sent,
    /// It is wrong, and is not sent again by itself.
    #[choice(tone = "danger")]
    Refused,
    /// It was not sent in time.
    #[choice(tone = "warning")]
    Expired,
    /// It was not wanted any more.
    Withdrawn,
}

/// A message of the outbox.
#[derive(AdminModel, Encrypted)]
#[admin(crate = "crate", table = "fab_outbox")]
#[encrypted(crate = "crate")]
pub(crate) struct OutboxRow {
    /// Also its `Message-ID`.
    #[admin(key)]
    pub(crate) id: Uuid,
    /// What makes it the same message.
    #[admin(unique, max_length = 120)]
    pub(crate) once: String,
    pub(crate) channel: Channel,
    /// One kind is looked for on its own: what became of test messages.
    #[admin(index)]
    pub(crate) kind: MessageKind,
    #[admin(index)]
    pub(crate) user_id: Option<i64>,
    /// To whom, with most of it left out.
    #[admin(max_length = 80)]
    pub(crate) recipient: String,
    /// To whom and what; nothing once it is settled for good.
    #[encrypted]
    pub(crate) content: Option<Secret<String>>,
    pub(crate) state: MessageState,
    pub(crate) created_at: DateTime<Utc>,
    /// Nobody claims it before.
    #[admin(index)]
    pub(crate) due_at: DateTime<Utc>,
    pub(crate) expires_at: DateTime<Utc>,
    pub(crate) attempts: i64,
    /// Who delivers it just now.
    #[admin(index)]
    pub(crate) claim: Option<Uuid>,
    pub(crate) settled_at: Option<DateTime<Utc>>,
    /// Who took it over.
    #[admin(max_length = 120)]
    pub(crate) provider: Option<String>,
    /// By what they know it.
    #[admin(max_length = 120)]
    pub(crate) reference: Option<String>,
    /// Why it was not sent the last time.
    #[admin(max_length = 500)]
    pub(crate) problem: Option<String>,
}
