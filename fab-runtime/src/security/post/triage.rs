//! What does a person do about a message that was refused? They send it once more, or put it away.

use uuid::Uuid;

use crate::db::SqlWriter;
use crate::models::Choice as _;
use crate::security::audit::{AuditEvent, AuditNote};
use crate::security::authority::By;
use crate::security::binds::Binds;
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::post::row::{Channel, MessageKind, MessageState};

impl Security {
    /// Tries a message once more that was refused, as it stands. `false` when it is not refused, its time is over, or it
    /// is a test message: another one is sent in its place, and counted ([`Security::send_test_message`]).
    ///
    /// # Errors
    ///
    /// [`SecurityError::Escalation`] for a session that is not full.
    pub async fn resend(&self, message: Uuid, by: By<'_>) -> Result<bool, SecurityError> {
        by.authority()?;
        let now = self.now();
        let mut tx = self.db().begin().await?;
        let statement = tx
            .writer()
            .push("UPDATE fab_outbox SET settled_at = NULL, state = ")
            .text(MessageState::Waiting.as_str())
            .push(", due_at = ")
            .time(now)
            .push(" WHERE id = ")
            .uuid(Some(message))
            .push(" AND state = ")
            .text(MessageState::Refused.as_str())
            .push(" AND kind <> ")
            .text(MessageKind::Test.as_str())
            .push(" AND content IS NOT NULL AND expires_at > ")
            .time(now)
            .finish(&[]);
        if tx.execute(statement).await? == 0 {
            return Ok(false);
        }
        let note =
            AuditNote::new(AuditEvent::MessageResent).by(by).fact("message", message.to_string());
        self.auditor().record(&mut tx, &[note]).await?;
        for channel in [Channel::Mail, Channel::Text] {
            let bell = self.bells().of(channel);
            tx.after_commit(move || bell.notify_one());
        }
        tx.commit().await?;
        Ok(true)
    }

    /// Puts a message away that was refused: nobody has to look at it any more, and it is not sent again. `false` when it
    /// is not refused.
    ///
    /// # Errors
    ///
    /// [`SecurityError::Escalation`] for a session that is not full.
    pub async fn dismiss(&self, message: Uuid, by: By<'_>) -> Result<bool, SecurityError> {
        let note = AuditNote::new(AuditEvent::MessageDismissed);
        let note = note.fact("message", message.to_string());
        let one = |writer: &mut SqlWriter| {
            writer.push(" AND id = ").uuid(Some(message));
        };
        Ok(self.put_away(by, one, |_| note).await? > 0)
    }

    /// Puts away all messages that were refused and can no longer be sent: their time is over, nothing is left of what
    /// they said, or they only were to show that they arrive. How many.
    ///
    /// # Errors
    ///
    /// [`SecurityError::Escalation`] for a session that is not full.
    pub async fn dismiss_dead(&self, by: By<'_>) -> Result<u64, SecurityError> {
        let now = self.now();
        let dead = |writer: &mut SqlWriter| {
            writer.push(" AND (content IS NULL OR expires_at <= ").time(now).push(" OR kind = ");
            writer.text(MessageKind::Test.as_str()).push(")");
        };
        let note = |count: u64| {
            AuditNote::new(AuditEvent::MessageDismissed).fact("messages", count.to_string())
        };
        self.put_away(by, dead, note).await
    }

    /// Their state says that they are not wanted any more; why they were refused stays to be read.
    async fn put_away(
        &self,
        by: By<'_>,
        which: impl FnOnce(&mut SqlWriter),
        note: impl FnOnce(u64) -> AuditNote,
    ) -> Result<u64, SecurityError> {
        by.authority()?;
        let mut tx = self.db().begin().await?;
        let mut writer = tx.writer();
        writer
            .push("UPDATE fab_outbox SET content = NULL, state = ")
            .text(MessageState::Withdrawn.as_str())
            .push(" WHERE state = ")
            .text(MessageState::Refused.as_str());
        which(&mut writer);
        let count = tx.execute(writer.finish(&[])).await?;
        if count > 0 {
            self.auditor().record(&mut tx, &[note(count).by(by)]).await?;
            tx.commit().await?;
        }
        Ok(count)
    }
}
