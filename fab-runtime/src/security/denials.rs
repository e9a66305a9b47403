//! Who tried what they may not? Written down, a few times for each person, so that nobody can fill the log.

use crate::models::Actor;
use crate::security::attempts::Subject;
use crate::security::audit::{AuditEvent, AuditNote, Outcome};
use crate::security::authority::By;
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::session::Session;

impl Security {
    /// Writes down that the owner of a session was denied something: what they asked for, such as
    /// `POST /users/{key}/edit`, and the model that it was about.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn record_denial(
        &self,
        session: &Session,
        what: &str,
        model: Option<&str>,
    ) -> Result<(), SecurityError> {
        let note = AuditNote::new(AuditEvent::PermissionDenied).outcome(Outcome::Refused);
        let note = note.by(By::Session(session)).fact("what", what);
        let note = model.into_iter().fold(note, AuditNote::rows);
        let Actor { id, .. } = session.actor();
        let subject = Subject::denied(id.map_or(0, |id| id.0));
        self.record_at_most(&subject, self.options().rates.denial, note).await
    }
}
