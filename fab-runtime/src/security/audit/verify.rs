//! Is the log whole? Walked from its first entry to its head, a few hundred entries at a time.

use std::fmt;
use std::str::FromStr;

use crate::models::{Condition, Key, Model, Op, OrderBy, Record, Scope, Value};
use crate::security::audit::append::{Head, read_head};
use crate::security::audit::entry::AuditEntry;
use crate::security::audit::event::AuditEvent;
use crate::security::audit::seal::{AuditKeys, of_entry};
use crate::security::error::SecurityError;
use crate::security::facade::Security;

/// So many entries are held in memory at once.
const BATCH: u32 = 500;

const FORWARD: [OrderBy; 1] = [OrderBy { column: "seq", descending: false }];

/// The number and the seal of an entry, kept outside of the database: written as `42:9f3c..`.
///
/// A log that was put back to an older state does not hold the entry any more.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct AuditAnchor {
    /// The number of the entry.
    pub seq: i64,
    /// Its seal.
    pub seal: String,
}

/// The text is no anchor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an anchor is a number and a seal, as `audit verify` prints it")]
pub struct NotAnAnchor;

/// What a walk over the log found.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct AuditReport {
    /// How many entries are whole, from the start of the walk on.
    pub entries: u64,
    /// The last entry that is whole.
    pub anchor: Option<AuditAnchor>,
    /// The first place that is not, if there is one.
    pub broken: Option<AuditBreak>,
}

/// Where the log is broken first, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct AuditBreak {
    /// The number of the entry.
    pub seq: i64,
    /// What is wrong there.
    pub problem: AuditProblem,
}

/// What is wrong with an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AuditProblem {
    /// It is not the one that was written here.
    #[error("was changed, or the one before it was")]
    Altered,
    /// It is gone, and later ones are there.
    #[error("is missing")]
    Missing,
    /// It is gone, with everything behind it.
    #[error("is missing, with everything after it")]
    CutOff,
    /// Its key is not known here.
    #[error("is sealed with a key that is not known here")]
    UnknownKey,
    /// The program found the log altered when it wrote this.
    #[error("says that the log before it was found altered")]
    Alarm,
    /// The head is not the one that was written for it.
    #[error("is the last one, and the head of the log was changed or is missing")]
    Head,
    /// It is not the one of the anchor.
    #[error("is not the one of the anchor: the log was put back to an older state, or changed")]
    Anchor,
}

impl fmt::Display for AuditBreak {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "entry {} {}", self.seq, self.problem)
    }
}

impl fmt::Display for AuditAnchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.seq, self.seal)
    }
}

impl FromStr for AuditAnchor {
    type Err = NotAnAnchor;

    fn from_str(text: &str) -> Result<Self, NotAnAnchor> {
        let (seq, seal) = text.trim().split_once(':').ok_or(NotAnAnchor)?;
        let seq = seq.parse().ok().filter(|seq| *seq > 0).ok_or(NotAnAnchor)?;
        let spelled = seal.len() == 64 && seal.bytes().all(|byte| byte.is_ascii_hexdigit());
        spelled.then(|| Self { seq, seal: seal.to_ascii_lowercase() }).ok_or(NotAnAnchor)
    }
}

/// The walk so far.
struct Walk<'a> {
    keys: &'a AuditKeys,
    anchor: Option<&'a AuditAnchor>,
    entries: u64,
    seq: i64,
    seal: String,
}

impl Security {
    /// Walks the whole audit log, in bounded memory, while the site may go on writing it.
    ///
    /// With an `anchor` that an earlier walk gave, it is found as well when the database was put back to a state
    /// from before that walk. Entries up to the one that `after` names are taken for good: the way on after a
    /// break that somebody has looked into, or after a key that is gone.
    ///
    /// # Errors
    ///
    /// When the database fails. A log that is broken is no error: the report says where.
    pub async fn verify_audit(
        &self,
        anchor: Option<&AuditAnchor>,
        after: Option<&AuditAnchor>,
    ) -> Result<AuditReport, SecurityError> {
        let keys = self.auditor().keys();
        let (seq, seal) = after.map_or_else(Default::default, |from| (from.seq, from.seal.clone()));
        let mut walk = Walk { keys, anchor, entries: 0, seq, seal };
        loop {
            // The head first: whatever it counts must be there by now.
            let statement = read_head(self.db().writer());
            let head = Head::read(self.db().fetch(statement).await?)?;
            let batch = self.audit_after(walk.seq).await?;
            if batch.is_empty() {
                let broken = walk.end(head.as_ref());
                return Ok(walk.report(broken));
            }
            for entry in &batch {
                if let Err(broken) = walk.step(entry) {
                    return Ok(walk.report(Some(broken)));
                }
            }
        }
    }

    /// The entries after that number, the first ones of them; none: there are no more.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn audit_after(&self, seq: i64) -> Result<Vec<Record>, SecurityError> {
        let later = Condition::compare("seq", Op::Greater, seq);
        let (meta, all) = (AuditEntry::meta(), Scope::system());
        Ok(self.store().find(meta, &all, &later, &FORWARD, BATCH).await?)
    }

    /// The entry of that number.
    ///
    /// # Errors
    ///
    /// [`SecurityError::NotFound`].
    pub async fn audit_entry(&self, seq: i64) -> Result<AuditEntry, SecurityError> {
        let key = Key::new(vec![Value::Int(seq)]);
        Ok(self.store().load(&Scope::system(), &key).await?)
    }
}

impl Walk<'_> {
    fn step(&mut self, entry: &Record) -> Result<(), AuditBreak> {
        let wanted = self.seq.saturating_add(1);
        let broken = |problem| AuditBreak { seq: wanted, problem };
        let text = |column: &str| entry.get(column).as_text().unwrap_or_default();
        if entry.get("seq").as_int() != Some(wanted) {
            return Err(broken(AuditProblem::Missing));
        }
        let key = self.keys.named(text("key_id")).ok_or(broken(AuditProblem::UnknownKey))?;
        let seal = of_entry(key, &self.seal, entry);
        if seal != text("seal") {
            return Err(broken(AuditProblem::Altered));
        }
        if text("event") == crate::models::Choice::as_str(AuditEvent::AuditAltered) {
            return Err(broken(AuditProblem::Alarm));
        }
        if self.anchor.is_some_and(|anchor| anchor.seq == wanted && anchor.seal != seal) {
            return Err(broken(AuditProblem::Anchor));
        }
        self.entries += 1;
        self.seq = wanted;
        self.seal = seal;
        Ok(())
    }

    /// What is wrong at the end of the log.
    fn end(&self, head: Option<&Head>) -> Option<AuditBreak> {
        let broken = |seq, problem| Some(AuditBreak { seq, problem });
        let next = self.seq.saturating_add(1);
        let Some(head) = head else { return broken(self.seq, AuditProblem::Head) };
        if head.entries > self.seq {
            return broken(next, AuditProblem::CutOff);
        }
        if head.entries < self.seq || head.last_seal != self.seal || !head.is_sealed(self.keys) {
            return broken(self.seq, AuditProblem::Head);
        }
        let anchor = self.anchor.filter(|anchor| anchor.seq > self.seq)?;
        broken(anchor.seq, AuditProblem::Anchor)
    }

    fn report(self, broken: Option<AuditBreak>) -> AuditReport {
        let anchor = AuditAnchor { seq: self.seq, seal: self.seal };
        let anchor = (self.entries > 0).then_some(anchor);
        AuditReport { entries: self.entries, anchor, broken }
    }
}
