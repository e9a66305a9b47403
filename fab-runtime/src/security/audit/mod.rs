//! What happened, who did it, and can it be proven? A log that is only ever added to, each entry sealed to the one
//! before.
//!
//! The seal of an entry is a keyed hash of all of it and of the seal before, so an entry that was changed, taken
//! out or moved breaks the chain from there on. How many entries there are and the last seal stand sealed in a row
//! of their own, the head, so that a tail that was cut off is missed as well. Who has the key can forge all of it;
//! who has only the database can at most put back an older state of the whole log, with the head of that time:
//! against that, [`Security::verify_audit`](crate::security::Security::verify_audit) takes an anchor that was kept
//! elsewhere.

mod append;
mod entry;
mod event;
mod note;
mod seal;
#[cfg(test)]
mod tests;
mod verify;

pub(crate) use self::append::{Auditor, EventCounts};
pub use self::entry::AuditEntry;
pub(crate) use self::entry::AuditHead;
pub use self::event::{AuditEvent, Outcome};
pub use self::note::AuditNote;
pub(crate) use self::note::printable;
pub use self::seal::AuditKeys;
pub use self::verify::{AuditAnchor, AuditBreak, AuditProblem, AuditReport, NotAnAnchor};
