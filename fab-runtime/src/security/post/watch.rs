//! How does the outbox fare? For those who look after the site; nothing here tells what a message says.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::models::{ActorId, Choice as _, FieldType, Kind, LoadError, Values};
use crate::security::binds::Binds;
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::post::row::{Channel, MessageKind, MessageState};
use crate::services::resilience::Circuits;

/// How long settled messages are remembered, without what they said.
const REMEMBERED: TimeDelta = TimeDelta::days(30);

/// How the outbox fares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct OutboxStanding {
    /// So many messages wait.
    pub waiting: u64,
    /// The oldest of them is from then.
    pub oldest: Option<DateTime<Utc>>,
    /// So many were refused, and wait for a person to look at them.
    pub refused: u64,
    /// So many were not sent in time, in the last 30 days.
    pub expired: u64,
    /// So many were sent, in the last 30 days.
    pub sent: u64,
}

/// A message, without what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeptMessage {
    /// Which one; the `Message-ID` of an e-mail begins with it.
    pub id: Uuid,
    /// On which way it goes.
    pub channel: Channel,
    /// What it is.
    pub kind: MessageKind,
    /// To whose account it belongs.
    pub user: Option<ActorId>,
    /// To whom it goes, with most of it left out.
    pub recipient: String,
    /// What became of it.
    pub state: MessageState,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// When it is tried next, while it waits.
    pub due_at: DateTime<Utc>,
    /// When it is not sent any more.
    pub expires_at: DateTime<Utc>,
    /// How often it was tried.
    pub attempts: u32,
    /// Why it was not sent the last time.
    pub problem: Option<String>,
    /// Who took it over.
    pub provider: Option<String>,
    /// By what they know it.
    pub reference: Option<String>,
}

impl Security {
    /// The circuits of all services that the application depends on.
    pub fn circuits(&self) -> &Circuits {
        &self.post().circuits
    }

    /// How the outbox fares.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn outbox(&self) -> Result<OutboxStanding, SecurityError> {
        let statement = self
            .db()
            .writer()
            .push("SELECT state, COUNT(*), MIN(created_at) FROM fab_outbox GROUP BY state")
            .finish(&[Kind::Text, Kind::Int, Kind::Timestamp]);
        let mut standing = OutboxStanding::default();
        for mut row in self.db().fetch(statement).await? {
            let mut values = Values::new(&mut row);
            let state = MessageState::load(&mut values)?;
            let count = u64::try_from(i64::load(&mut values)?).unwrap_or(0);
            let oldest: Option<DateTime<Utc>> = Option::load(&mut values)?;
            match state {
                MessageState::Waiting => (standing.waiting, standing.oldest) = (count, oldest),
                MessageState::Refused => standing.refused = count,
                MessageState::Expired => standing.expired = count,
                MessageState::Sent => standing.sent = count,
                MessageState::Withdrawn => {}
            }
        }
        Ok(standing)
    }

    /// Messages in that state, the newest first.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn messages(
        &self,
        state: MessageState,
        most: u32,
    ) -> Result<Vec<KeptMessage>, SecurityError> {
        self.kept_messages(" WHERE state = ", state.as_str(), most).await
    }

    pub(super) async fn kept_messages(
        &self,
        which: &'static str,
        value: &str,
        most: u32,
    ) -> Result<Vec<KeptMessage>, SecurityError> {
        let statement = self
            .db()
            .writer()
            .push(
                "SELECT id, channel, kind, user_id, recipient, state, created_at, due_at, expires_at, attempts, \
                 problem, provider, reference FROM fab_outbox",
            )
            .push(which)
            .text(value)
            .push(" ORDER BY created_at DESC, id DESC LIMIT ")
            .int(i64::from(most))
            .finish(&[
                Kind::Uuid,
                Kind::Text,
                Kind::Text,
                Kind::Int,
                Kind::Text,
                Kind::Text,
                Kind::Timestamp,
                Kind::Timestamp,
                Kind::Timestamp,
                Kind::Int,
                Kind::Text,
                Kind::Text,
                Kind::Text,
            ]);
        let rows = self.db().fetch(statement).await?;
        rows.into_iter().map(|mut row| Ok(kept(&mut Values::new(&mut row))?)).collect()
    }

    /// Forgets what messages said whose time is over, and messages that were settled long ago.
    pub(crate) async fn sweep_outbox(&self) -> Result<u64, SecurityError> {
        let now = self.now();
        let statement = self
            .db()
            .writer()
            .push("UPDATE fab_outbox SET content = NULL WHERE content IS NOT NULL AND state <> ")
            .text(MessageState::Waiting.as_str())
            .push(" AND expires_at <= ")
            .time(now)
            .finish(&[]);
        self.db().execute(statement).await?;
        let statement = self
            .db()
            .writer()
            .push("DELETE FROM fab_outbox WHERE state <> ")
            .text(MessageState::Waiting.as_str())
            .push(" AND settled_at <= ")
            .time(now - REMEMBERED)
            .finish(&[]);
        Ok(self.db().execute(statement).await?)
    }
}

fn kept(values: &mut Values<'_>) -> Result<KeptMessage, LoadError> {
    Ok(KeptMessage {
        id: Uuid::load(values)?,
        channel: Channel::load(values)?,
        kind: MessageKind::load(values)?,
        user: Option::<i64>::load(values)?.map(ActorId),
        recipient: String::load(values)?,
        state: MessageState::load(values)?,
        created_at: FieldType::load(values)?,
        due_at: FieldType::load(values)?,
        expires_at: FieldType::load(values)?,
        attempts: u32::try_from(i64::load(values)?).unwrap_or(0),
        problem: Option::load(values)?,
        provider: Option::load(values)?,
        reference: Option::load(values)?,
    })
}
