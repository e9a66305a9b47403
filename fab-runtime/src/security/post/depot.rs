//! Where do messages wait, and who has which of them? In a table; one conditional UPDATE decides.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::db::{SqlWriter, Store, StoreError};
use crate::models::{
    Choice as _, Condition, FieldType, Kind, Model, OrderBy, Record, Scope, Value, Values,
};
use crate::secret::Secret;
use crate::security::binds::Binds;
use crate::security::post::envelope;
use crate::security::post::row::{Channel, MessageKind, MessageState, OutboxRow};
use crate::services::notify::{Claim, Content, Kept, Message, Outbox, Refusal, Sent, Settlement};

/// The messages of one channel in `fab_outbox`; it keeps the promises of [`Outbox`] on every database.
#[derive(Debug, Clone)]
pub struct Depot {
    store: Store,
    channel: Channel,
}

impl Depot {
    /// The messages of that channel.
    pub const fn new(store: Store, channel: Channel) -> Self {
        Self { store, channel }
    }

    /// The messages that look due, the oldest first. Others may see the same ones.
    async fn due(&self, now: DateTime<Utc>, most: usize) -> Result<Vec<Uuid>, StoreError> {
        let statement = self
            .store
            .db()
            .writer()
            .push("SELECT id FROM fab_outbox WHERE state = ")
            .text(MessageState::Waiting.as_str())
            .push(" AND channel = ")
            .text(self.channel.as_str())
            .push(" AND due_at <= ")
            .time(now)
            .push(" ORDER BY due_at, id LIMIT ")
            .int(i64::try_from(most).unwrap_or(i64::MAX))
            .finish(&[Kind::Uuid]);
        let rows = self.store.db().fetch(statement).await?;
        let id = |mut row: Vec<Value>| Ok(Uuid::load(&mut Values::new(&mut row))?);
        rows.into_iter().map(id).collect()
    }

    /// Takes a message, if it is still there to be taken.
    async fn take(
        &self,
        id: Uuid,
        claim: Uuid,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let statement = self
            .store
            .db()
            .writer()
            .push("UPDATE fab_outbox SET attempts = attempts + 1, claim = ")
            .uuid(Some(claim))
            .push(", due_at = ")
            .time(until)
            .push(" WHERE id = ")
            .uuid(Some(id))
            .push(" AND state = ")
            .text(MessageState::Waiting.as_str())
            .push(" AND due_at <= ")
            .time(now)
            .finish(&[]);
        Ok(self.store.db().execute(statement).await? > 0)
    }

    /// What a claim holds. A message that cannot be opened any more is no message: it is put aside for an operator.
    async fn opened(&self, token: Uuid, record: Record) -> Result<Option<Claim>, StoreError> {
        let attempts = record.get("attempts").as_int().unwrap_or(1).saturating_sub(1);
        let Value::Uuid(id) = *record.get("id") else { return Ok(None) };
        let expires_at = record.get("expires_at").as_timestamp().unwrap_or_default();
        let content = record.get("content").exposed().and_then(Value::as_text);
        let key = record.get("once").as_text().unwrap_or_default().to_owned();
        if let Some(content) = content.and_then(envelope::read) {
            let message = Message { id, key, expires_at, content };
            let attempts = u32::try_from(attempts).unwrap_or(0);
            return Ok(Some(Claim { token, attempts, message }));
        }
        let end = End {
            state: MessageState::Refused,
            problem: Some("what it says cannot be opened".to_owned()),
            keep_content: true,
            ..End::default()
        };
        self.end(id, token, end).await?;
        Ok(None)
    }

    /// Whether a claim is still good: nobody withdrew the message, and it was not claimed anew.
    pub(super) async fn holds(&self, claim: &Claim) -> Result<bool, StoreError> {
        let mut writer = self.store.db().writer();
        writer.push("SELECT id FROM fab_outbox");
        let statement = held(&mut writer, claim.message.id, claim.token).finish(&[Kind::Uuid]);
        Ok(!self.store.db().fetch(statement).await?.is_empty())
    }

    async fn end(&self, id: Uuid, claim: Uuid, end: End) -> Result<bool, StoreError> {
        let mut writer = self.store.db().writer();
        writer
            .push("UPDATE fab_outbox SET claim = ")
            .uuid(None)
            .push(", state = ")
            .text(end.state.as_str())
            .push(", problem = ")
            .optional_text(end.problem);
        match end.due {
            Some(due) => writer.push(", due_at = ").time(due),
            None => writer.push(", settled_at = ").time(self.store.clock().now()),
        };
        if let Some(sent) = end.sent {
            writer.push(", provider = ").text(&cut(&sent.provider, 120));
            writer.push(", reference = ");
            writer.optional_text(sent.reference.map(|reference| cut(&reference, 120)));
        }
        if !end.keep_content {
            writer.push(", content = NULL");
        }
        let statement = held(&mut writer, id, claim).finish(&[]);
        Ok(self.store.db().execute(statement).await? > 0)
    }
}

/// Only the message that this claim has: one that was withdrawn meanwhile stays withdrawn, whoever was asked before.
fn held(writer: &mut SqlWriter, id: Uuid, claim: Uuid) -> &mut SqlWriter {
    writer
        .push(" WHERE id = ")
        .uuid(Some(id))
        .push(" AND claim = ")
        .uuid(Some(claim))
        .push(" AND state = ")
        .text(MessageState::Waiting.as_str())
}

/// How long to wait before it is said again how a claim ended: what was sent and is not settled would be sent twice.
const PAUSES: [Duration; 4] = [
    Duration::from_millis(100),
    Duration::from_millis(500),
    Duration::from_secs(2),
    Duration::from_secs(10),
];

/// How a claim ends.
struct End {
    state: MessageState,
    due: Option<DateTime<Utc>>,
    sent: Option<Sent>,
    problem: Option<String>,
    keep_content: bool,
}

impl Default for End {
    fn default() -> Self {
        let state = MessageState::Waiting;
        Self { state, due: None, sent: None, problem: None, keep_content: false }
    }
}

impl From<&Settlement> for End {
    fn from(settlement: &Settlement) -> Self {
        match settlement {
            Settlement::Sent(sent) => {
                Self { state: MessageState::Sent, sent: Some(sent.clone()), ..Self::default() }
            }
            // It may be sent again, by a person who knows why.
            Settlement::Refused(refusal) => Self {
                state: MessageState::Refused,
                problem: Some(words(*refusal).to_owned()),
                keep_content: true,
                ..Self::default()
            },
            Settlement::Expired => Self {
                state: MessageState::Expired,
                problem: Some("it could not be sent in time".to_owned()),
                ..Self::default()
            },
            Settlement::Later { due, why } => Self {
                due: Some(*due),
                problem: Some(cut(why, 500)),
                keep_content: true,
                ..Self::default()
            },
        }
    }
}

impl Outbox for Depot {
    type Error = StoreError;

    async fn keep(&self, message: &Message) -> Result<Kept, StoreError> {
        let about = Subject { kind: MessageKind::Notice, user: None };
        let record = record(message, about, self.store.clock().now());
        match self.store.insert(&Scope::system(), record).await {
            Ok(_) => Ok(Kept::New),
            Err(StoreError::Invalid(violations)) if !violations.of("once").is_empty() => {
                Ok(Kept::Known)
            }
            Err(error) => Err(error),
        }
    }

    async fn claim(
        &self,
        now: DateTime<Utc>,
        lease: Duration,
        most: usize,
    ) -> Result<Vec<Claim>, StoreError> {
        let claim = Uuid::new_v4();
        let until = now + TimeDelta::from_std(lease).unwrap_or(TimeDelta::MAX / 2);
        let mut taken = 0_usize;
        for id in self.due(now, most).await? {
            taken += usize::from(self.take(id, claim, now, until).await?);
        }
        if taken == 0 {
            return Ok(Vec::new());
        }
        let mine = Condition::eq("claim", claim);
        let order = ["created_at", "id"].map(|column| OrderBy { column, descending: false });
        let found =
            self.store.find(OutboxRow::meta(), &Scope::system(), &mine, &order, u32::MAX).await?;
        let mut claims = Vec::with_capacity(found.len());
        for record in found {
            claims.extend(self.opened(claim, record).await?);
        }
        Ok(claims)
    }

    async fn settle(&self, claim: &Claim, settlement: &Settlement) -> Result<bool, StoreError> {
        let mut pauses = PAUSES.into_iter();
        loop {
            match self.end(claim.message.id, claim.token, settlement.into()).await {
                Err(error) => match pauses.next() {
                    Some(pause) => tokio::time::sleep(pause).await,
                    None => return Err(error),
                },
                done => return done,
            }
        }
    }
}

/// What a message is about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Subject {
    pub(super) kind: MessageKind,
    pub(super) user: Option<i64>,
}

/// A message as a row that waits.
pub(super) fn record(message: &Message, about: Subject, now: DateTime<Utc>) -> Record {
    OutboxRow {
        id: message.id,
        once: message.key.clone(),
        channel: match message.content {
            Content::Mail(_) => Channel::Mail,
            Content::Text(_) => Channel::Text,
        },
        kind: about.kind,
        user_id: about.user,
        recipient: envelope::masked(&message.content),
        content: Some(Secret::new(envelope::written(&message.content))),
        state: MessageState::Waiting,
        created_at: now,
        due_at: now,
        expires_at: message.expires_at,
        attempts: 0,
        claim: None,
        settled_at: None,
        provider: None,
        reference: None,
        problem: None,
    }
    .to_record()
}

const fn words(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Recipient => "nobody can be reached there",
        Refusal::Unsubscribed => "they do not want to be written to",
        Refusal::Content => "the provider does not take what it says",
    }
}

fn cut(text: &str, longest: usize) -> String {
    text.chars().take(longest).collect()
}
