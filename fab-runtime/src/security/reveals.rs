//! Who looked at what is sealed? Counted before, written down before: without an entry nobody sees anything.

use crate::models::{Key, ModelMeta};
use crate::security::attempts::Subject;
use crate::security::audit::{AuditEvent, AuditNote, Outcome};
use crate::security::authority::By;
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::session::Session;

/// A sealed field of a row that somebody asks to see.
#[derive(Debug, Clone, Copy)]
pub struct Reveal<'a> {
    /// The model.
    pub model: &'static ModelMeta,
    /// The key of the row; none for a file of many.
    pub key: Option<&'a Key>,
    /// The name of the column; none for a file of many, and where the model has no such column.
    pub column: Option<&'static str>,
}

impl Reveal<'_> {
    fn note(&self, session: &Session) -> AuditNote {
        let note = AuditNote::new(AuditEvent::FieldRevealed).by(By::Session(session));
        let note = match self.key {
            Some(key) => note.row(self.model.name, key),
            None => note.rows(self.model.name),
        };
        self.column.into_iter().fold(note, AuditNote::field)
    }
}

impl Security {
    /// Takes one of the reveals that the owner of a session has left in this hour, before anything is opened.
    ///
    /// # Errors
    ///
    /// [`SecurityError::TooManyAttempts`] when none is left: whatever runs at the same time, no more than the
    /// budget [`RatePolicy::reveal`](crate::security::RatePolicy) get through.
    pub async fn take_reveal(&self, session: &Session) -> Result<(), SecurityError> {
        self.attempt(&revealing(session), self.options().rates.reveal).await
    }

    /// Writes down what is about to be shown, or could not be opened. Nothing may be shown when this fails.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn record_reveal(
        &self,
        session: &Session,
        wanted: Reveal<'_>,
        outcome: Outcome,
    ) -> Result<(), SecurityError> {
        self.record(wanted.note(session).outcome(outcome)).await
    }

    /// Writes down that somebody was refused, and why; a few times for each person, so that nobody can fill the log.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn record_reveal_refused(
        &self,
        session: &Session,
        wanted: Reveal<'_>,
        reason: &'static str,
    ) -> Result<(), SecurityError> {
        let note = wanted.note(session).outcome(Outcome::Refused).fact("reason", reason);
        self.record_at_most(&revealing(session).noted(), self.options().rates.denial, note).await
    }
}

fn revealing(session: &Session) -> Subject {
    Subject::revealing(session.actor().id.map_or(0, |id| id.0))
}
