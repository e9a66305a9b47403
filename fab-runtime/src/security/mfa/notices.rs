//! Who is told that what guards their account changed? Its owner, with the change itself.

use crate::db::Tx;
use crate::models::{Choice as _, FieldType, Kind, Values};
use crate::security::binds::Binds;
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::mfa::kinds::FactorKind;
use crate::security::post::{Letter, Notice, To};

/// What happened to a factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    Added,
    Removed,
    Locked,
}

/// So many wrong answers before a right one are worth a word.
const WORTH_TELLING: i64 = 3;

impl Security {
    /// Leaves word for the owner of an account, if it has an address.
    pub(super) async fn tell(
        &self,
        tx: &mut Tx,
        user: i64,
        notice: Notice<'_>,
    ) -> Result<(), SecurityError> {
        self.post_in(tx, To::User(user), Letter::Notice(notice)).await.map(drop)
    }

    /// Tells the owner of a factor what happened to it, as it stands inside the transaction.
    pub(super) async fn tell_of_factor(
        &self,
        tx: &mut Tx,
        factor: i64,
        about: About,
    ) -> Result<(), SecurityError> {
        let statement = tx
            .writer()
            .push("SELECT user_id, kind, name FROM fab_factors WHERE id = ")
            .int(factor)
            .finish(&[Kind::Int, Kind::Text, Kind::Text]);
        let Some(mut row) = tx.fetch(statement).await?.into_iter().next() else { return Ok(()) };
        let mut values = Values::new(&mut row);
        let user = i64::load(&mut values)?;
        let kind = FactorKind::load(&mut values)?.label();
        let name = String::load(&mut values)?;
        let name = name.as_str();
        let notice = match about {
            About::Added => Notice::FactorAdded { kind, name },
            About::Removed => Notice::FactorRemoved { kind, name },
            About::Locked => Notice::FactorLocked { kind, name },
        };
        self.tell(tx, user, notice).await
    }

    /// Tells somebody that one of their backup codes was used, and how many are left.
    pub(super) async fn tell_backup_code_used(
        &self,
        tx: &mut Tx,
        user: i64,
    ) -> Result<(), SecurityError> {
        let statement = tx
            .writer()
            .push("SELECT COUNT(*) FROM fab_backup_codes WHERE used_at IS NULL AND user_id = ")
            .int(user)
            .finish(&[Kind::Int]);
        let mut row = tx.fetch(statement).await?.into_iter().next().unwrap_or_default();
        let left = u32::try_from(i64::load(&mut Values::new(&mut row))?).unwrap_or_default();
        self.tell(tx, user, Notice::BackupCodeUsed { left }).await
    }

    /// Tells somebody that a right answer came after several wrong ones. The one that is right is counted already.
    pub(super) async fn tell_after_failures(
        &self,
        tx: &mut Tx,
        user: i64,
        factor: i64,
    ) -> Result<(), SecurityError> {
        let statement = tx
            .writer()
            .push("SELECT failures FROM fab_factors WHERE id = ")
            .int(factor)
            .finish(&[Kind::Int]);
        let Some(mut row) = tx.fetch(statement).await?.into_iter().next() else { return Ok(()) };
        let failures = i64::load(&mut Values::new(&mut row))?.saturating_sub(1);
        if failures < WORTH_TELLING {
            return Ok(());
        }
        let failures = u32::try_from(failures).unwrap_or(u32::MAX);
        self.tell(tx, user, Notice::SignedInAfterFailures { failures, half: false }).await
    }
}
