//! How does an entry get its number? Under the lock of the head, in the transaction of what it is about.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::clock::Clock;
use crate::db::{Db, DbError, SqlWriter, Statement, Tx};
use crate::models::{FieldType, Kind, LoadError, Model, Record, Value, Values};
use crate::security::audit::entry::AuditEntry;
use crate::security::audit::event::{AuditEvent, Outcome};
use crate::security::audit::note::AuditNote;
use crate::security::audit::seal::{AuditKeys, of_entry, of_head};
use crate::security::binds::Binds;
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::roles::is_taken;

/// Writes the log.
#[derive(Debug, Clone)]
pub(crate) struct Auditor {
    keys: AuditKeys,
    clock: Arc<dyn Clock>,
    counts: Arc<Mutex<EventCounts>>,
}

/// How often what happened, by event and outcome.
pub(crate) type EventCounts = BTreeMap<(&'static str, &'static str), u64>;

/// What the head says, and the number of the last entry that is really there.
pub(super) struct Head {
    pub(super) entries: i64,
    pub(super) last_seal: String,
    pub(super) key_id: String,
    pub(super) seal: String,
    found: i64,
}

/// Where the chain goes on.
struct End {
    seq: i64,
    seal: String,
}

impl Security {
    /// Adds an entry to the audit log.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn record(&self, note: AuditNote) -> Result<(), SecurityError> {
        let mut tx = self.db().begin().await?;
        self.auditor().record(&mut tx, &[note]).await?;
        Ok(tx.commit().await?)
    }

    /// Adds entries inside a transaction, where they stand or fall with what they are about. They come last:
    /// until the transaction ends, everybody else who adds entries waits.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn record_in(&self, tx: &mut Tx, notes: &[AuditNote]) -> Result<(), SecurityError> {
        self.auditor().record(tx, notes).await
    }
}

impl Auditor {
    pub(crate) fn new(keys: AuditKeys, clock: Arc<dyn Clock>) -> Self {
        Self { keys, clock, counts: Arc::default() }
    }

    /// What this process wrote down, by event and outcome. What was taken back with its transaction counts as well.
    pub(crate) fn counts(&self) -> EventCounts {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) const fn keys(&self) -> &AuditKeys {
        &self.keys
    }

    /// Makes the head of a log without entries.
    pub(crate) async fn prepare(&self, db: &Db) -> Result<(), SecurityError> {
        let counted = db.writer().push(COUNT_HEADS).finish(&[Kind::Int, Kind::Int]);
        let found = db.fetch(counted).await?.into_iter().next().unwrap_or_default();
        if found != [Value::Int(0), Value::Int(0)] {
            return Ok(());
        }
        match db.execute(self.insert_head(db.writer())).await {
            Err(error) if is_taken(&error) => Ok(()),
            other => Ok(other.map(drop)?),
        }
    }

    /// Adds entries; see [`Security::record_in`].
    pub(crate) async fn record(
        &self,
        tx: &mut Tx,
        notes: &[AuditNote],
    ) -> Result<(), SecurityError> {
        if notes.is_empty() {
            return Ok(());
        }
        let mut end = self.lock(tx).await?;
        for note in notes {
            end = self.add(tx, note, &end).await?;
        }
        self.move_head(tx, &end).await?;
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        for note in notes {
            *counts.entry(note.counted()).or_default() += 1;
        }
        Ok(())
    }

    /// Waits for everybody who adds entries. A head that is not as it was left is noted in the log itself: the
    /// work of the site goes on, and no later seal covers it up.
    async fn lock(&self, tx: &mut Tx) -> Result<End, SecurityError> {
        let lock = tx.writer().push(LOCK_HEAD).finish(&[]);
        if tx.execute(lock).await? == 0 {
            let statement = self.insert_head(tx.writer());
            tx.execute(statement).await?;
            return self.go_on(tx, "the head was missing").await;
        }
        let statement = read_head(tx.writer());
        let head = Head::read(tx.fetch(statement).await?)?;
        let Some(head) = head else { return self.go_on(tx, "the head was missing").await };
        if head.found != head.entries {
            return self.go_on(tx, "entries were missing, or the head was").await;
        }
        if head.is_sealed(&self.keys) {
            return Ok(End { seq: head.entries, seal: head.last_seal });
        }
        self.go_on(tx, "the head was altered, or its key is not known").await
    }

    /// Goes on behind the last entry that is there.
    async fn go_on(&self, tx: &mut Tx, why: &'static str) -> Result<End, SecurityError> {
        tracing::error!(target: "fab::security", why, "the audit log was altered");
        let statement = tx.writer().push(LAST).finish(&[Kind::Int, Kind::Text]);
        let end = match tx.fetch(statement).await?.into_iter().next() {
            Some(mut row) => {
                let mut values = Values::new(&mut row);
                End { seq: i64::load(&mut values)?, seal: String::load(&mut values)? }
            }
            None => End { seq: 0, seal: String::new() },
        };
        let note = AuditNote::new(AuditEvent::AuditAltered);
        let note = note.outcome(Outcome::Failed).fact("why", why);
        self.add(tx, &note, &end).await
    }

    async fn add(&self, tx: &mut Tx, note: &AuditNote, end: &End) -> Result<End, SecurityError> {
        let key = self.keys.current();
        let mut entry = note.entry(self.clock.now()).to_record();
        let seq = end.seq.saturating_add(1);
        entry.set("seq", seq);
        entry.set("key_id", key.id());
        let seal = of_entry(key, &end.seal, &entry);
        entry.set("seal", seal.as_str());
        tx.execute(insert(tx.writer(), &entry)).await?;
        Ok(End { seq, seal })
    }

    async fn move_head(&self, tx: &mut Tx, end: &End) -> Result<(), DbError> {
        let key = self.keys.current();
        let statement = tx
            .writer()
            .push("UPDATE fab_audit_head SET entries = ")
            .int(end.seq)
            .push(", last_seal = ")
            .text(&end.seal)
            .push(", key_id = ")
            .text(&key.id())
            .push(", seal = ")
            .text(&of_head(key, end.seq, &end.seal))
            .push(" WHERE id = 1")
            .finish(&[]);
        tx.execute(statement).await.map(drop)
    }

    fn insert_head(&self, mut writer: SqlWriter) -> Statement {
        let key = self.keys.current();
        writer
            .push(
                "INSERT INTO fab_audit_head (id, entries, last_seal, key_id, seal) VALUES (1, 0, ",
            )
            .text("")
            .push(", ")
            .text(&key.id())
            .push(", ")
            .text(&of_head(key, 0, ""))
            .push(")")
            .finish(&[])
    }
}

const COUNT_HEADS: &str =
    "SELECT (SELECT COUNT(*) FROM fab_audit_head), (SELECT COUNT(*) FROM fab_audit)";
const LOCK_HEAD: &str = "UPDATE fab_audit_head SET entries = entries WHERE id = 1";
const LAST: &str = "SELECT seq, seal FROM fab_audit ORDER BY seq DESC LIMIT 1";

pub(super) fn read_head(mut writer: SqlWriter) -> Statement {
    writer
        .push(
            "SELECT h.entries, h.last_seal, h.key_id, h.seal, (SELECT MAX(a.seq) FROM fab_audit a) \
             FROM fab_audit_head h WHERE h.id = 1",
        )
        .finish(&[Kind::Int, Kind::Text, Kind::Text, Kind::Text, Kind::Int])
}

impl Head {
    pub(super) fn read(rows: Vec<Vec<Value>>) -> Result<Option<Self>, LoadError> {
        let Some(mut row) = rows.into_iter().next() else { return Ok(None) };
        let mut values = Values::new(&mut row);
        Ok(Some(Self {
            entries: i64::load(&mut values)?,
            last_seal: String::load(&mut values)?,
            key_id: String::load(&mut values)?,
            seal: String::load(&mut values)?,
            found: Option::<i64>::load(&mut values)?.unwrap_or_default(),
        }))
    }

    /// Whether a key that is known sealed it like this.
    pub(super) fn is_sealed(&self, keys: &AuditKeys) -> bool {
        keys.named(&self.key_id)
            .is_some_and(|key| of_head(key, self.entries, &self.last_seal) == self.seal)
    }
}

fn insert(mut writer: SqlWriter, entry: &Record) -> Statement {
    let model = AuditEntry::meta();
    writer.push("INSERT INTO ").ident(model.table);
    for (place, column) in model.columns().all().iter().enumerate() {
        writer.push(if place == 0 { " (" } else { ", " }).ident(column.name);
    }
    for (place, column) in model.columns().all().iter().enumerate() {
        writer.push(if place == 0 { ") VALUES (" } else { ", " });
        writer.bind_column(model, column, entry.at(column.index).clone());
    }
    writer.push(")").finish(&[])
}
