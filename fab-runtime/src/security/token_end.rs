//! How does a token of a program end before its time? By hand, or with what its owner was believed by.

use crate::db::{DbError, Tx};
use crate::models::{ActorId, Model};
use crate::security::administrators;
use crate::security::audit::{AuditEvent, AuditNote};
use crate::security::authority::By;
use crate::security::binds::Binds;
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::people::User;

impl Security {
    /// Withdraws a token of a user at once; whether it was there.
    ///
    /// # Errors
    ///
    /// [`SecurityError::Escalation`] when the user may do more than `by`.
    pub async fn revoke_token(
        &self,
        user: ActorId,
        token: i64,
        by: By<'_>,
    ) -> Result<bool, SecurityError> {
        let authority = by.authority()?;
        let mut tx = self.db().begin().await?;
        administrators::lock(&mut tx).await?;
        authority.require_over(&mut tx, self.code_roles(), user.0).await?;
        let statement = tx
            .writer()
            .push("DELETE FROM fab_api_tokens WHERE id = ")
            .int(token)
            .push(" AND user_id = ")
            .int(user.0)
            .finish(&[]);
        let revoked = tx.execute(statement).await? > 0;
        if revoked {
            let note = AuditNote::new(AuditEvent::TokenRevoked).by(by).subject(User::NAME, user);
            self.auditor().record(&mut tx, &[note.fact("token", token)]).await?;
        }
        tx.commit().await?;
        Ok(revoked)
    }

    /// Withdraws every token of a user at once; how many.
    ///
    /// # Errors
    ///
    /// [`SecurityError::Escalation`] when the user may do more than `by`.
    pub async fn revoke_tokens(&self, user: ActorId, by: By<'_>) -> Result<u64, SecurityError> {
        let authority = by.authority()?;
        let mut tx = self.db().begin().await?;
        administrators::lock(&mut tx).await?;
        authority.require_over(&mut tx, self.code_roles(), user.0).await?;
        let withdrawn = forget_tokens(&mut tx, user.0).await?;
        if withdrawn > 0 {
            let note = AuditNote::new(AuditEvent::TokenRevoked).by(by).subject(User::NAME, user);
            self.auditor().record(&mut tx, &[note.fact("tokens", withdrawn)]).await?;
        }
        tx.commit().await?;
        Ok(withdrawn)
    }
}

/// Withdraws every token of a user, because whoever made one may not have been them; `note` with how many there were and
/// `why`, if there was one. Only under the lock of [`administrators`], under which they are made.
pub(crate) async fn withdraw_tokens(
    tx: &mut Tx,
    user: i64,
    note: AuditNote,
    why: &'static str,
) -> Result<Option<AuditNote>, DbError> {
    let withdrawn = forget_tokens(tx, user).await?;
    Ok((withdrawn > 0).then(|| note.fact("tokens", withdrawn).fact("why", why)))
}

async fn forget_tokens(tx: &mut Tx, user: i64) -> Result<u64, DbError> {
    let statement =
        tx.writer().push("DELETE FROM fab_api_tokens WHERE user_id = ").int(user).finish(&[]);
    tx.execute(statement).await
}
