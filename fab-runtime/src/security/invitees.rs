//! Who was invited and has not come yet? By whom, until when, and how that is called off.

use chrono::{DateTime, Utc};

use crate::db::{SqlWriter, Tx};
use crate::models::{ActorId, FieldType, Kind, Model, Value, Values};
use crate::security::administrators;
use crate::security::audit::{AuditEvent, AuditNote};
use crate::security::authority::By;
use crate::security::binds::Binds;
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::people::User;
use crate::security::rows::LinkPurpose;
use crate::security::users::forget_invitation;

/// Somebody who was invited and has not come yet.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Invitation {
    /// Who.
    pub user: ActorId,
    /// By whom, as others see them; nobody: the program.
    pub invited_by: Option<String>,
    /// When, by the last link.
    pub invited_at: DateTime<Utc>,
    /// Until when the last link works. It may be over.
    pub expires_at: DateTime<Utc>,
    /// Whether the link was sent, and not handed over.
    pub sent: bool,
}

const KINDS: [Kind; 5] = [Kind::Int, Kind::Text, Kind::Timestamp, Kind::Timestamp, Kind::Bool];

impl Security {
    /// The last people who were invited and have not come yet, the newest first; also those whose link is over.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn invitations(&self, most: u32) -> Result<Vec<Invitation>, SecurityError> {
        let mut writer = self.db().writer();
        select(&mut writer)
            .push(" ORDER BY i.invited_at DESC, i.user_id DESC LIMIT ")
            .int(most.into());
        let rows = self.db().fetch(writer.finish(&KINDS)).await?;
        rows.into_iter().map(invitation).collect()
    }

    /// The invitation of a user who has not come yet.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn invitation(&self, user: ActorId) -> Result<Option<Invitation>, SecurityError> {
        let mut writer = self.db().writer();
        select(&mut writer).push(" AND i.user_id = ").int(user.0);
        let rows = self.db().fetch(writer.finish(&KINDS)).await?;
        rows.into_iter().next().map(invitation).transpose()
    }

    /// The same, as it stands inside a transaction.
    pub(crate) async fn require_invitation(
        &self,
        tx: &mut Tx,
        user: i64,
    ) -> Result<(), SecurityError> {
        let mut writer = tx.writer();
        select(&mut writer).push(" AND i.user_id = ").int(user);
        if tx.fetch(writer.finish(&KINDS)).await?.is_empty() {
            return Err(SecurityError::NotFound { what: "invitation" });
        }
        Ok(())
    }

    /// Whose invitation the living link of that token is.
    ///
    /// # Errors
    ///
    /// [`SecurityError::DeadLink`].
    pub async fn invited_by_link(
        &self,
        token: &str,
    ) -> Result<(User, Option<Invitation>), SecurityError> {
        let user = self.living_link(token, LinkPurpose::Invitation).await?.user;
        let user = ActorId(user.ok_or(SecurityError::DeadLink)?);
        Ok((self.user(user).await?, self.invitation(user).await?))
    }

    /// Calls an invitation off: its link is dead. The account stays, without a way in.
    ///
    /// # Errors
    ///
    /// [`SecurityError::Escalation`] when the user may do more than `by`; [`SecurityError::NotFound`] of an invitation.
    pub async fn withdraw_invitation(
        &self,
        user: ActorId,
        by: By<'_>,
    ) -> Result<(), SecurityError> {
        let authority = by.authority()?;
        let mut tx = self.db().begin().await?;
        administrators::lock(&mut tx).await?;
        self.require_user(&mut tx, user.0).await?;
        authority.require_over(&mut tx, self.code_roles(), user.0).await?;
        if !forget_invitation(&mut tx, user.0).await? {
            return Err(SecurityError::NotFound { what: "invitation" });
        }
        let note = AuditNote::new(AuditEvent::InvitationWithdrawn).by(by);
        self.auditor().record(&mut tx, &[note.subject(User::NAME, user)]).await?;
        Ok(tx.commit().await?)
    }
}

fn select(writer: &mut SqlWriter) -> &mut SqlWriter {
    // Whoever comes in another way needs no invitation any more.
    writer.push(
        "SELECT i.user_id, i.invited_by, i.invited_at, i.expires_at, i.sent FROM fab_invitations i JOIN fab_users u ON \
         u.id = i.user_id WHERE u.last_login_at IS NULL",
    )
}

fn invitation(mut row: Vec<Value>) -> Result<Invitation, SecurityError> {
    let mut values = Values::new(&mut row);
    Ok(Invitation {
        user: ActorId(i64::load(&mut values)?),
        invited_by: Option::load(&mut values)?,
        invited_at: FieldType::load(&mut values)?,
        expires_at: FieldType::load(&mut values)?,
        sent: bool::load(&mut values)?,
    })
}
