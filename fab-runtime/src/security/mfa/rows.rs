//! In which tables do second factors stand? No page shows anything of them as rows.

use chrono::{DateTime, Utc};
use fab_derive::{AdminModel, Encrypted};

use crate::models::ForeignKey;
use crate::secret::Secret;
use crate::security::mfa::kinds::FactorKind;
use crate::security::people::User;

/// A second factor of a user, set up or being set up.
#[derive(AdminModel, Encrypted)]
#[admin(crate = "crate", table = "fab_factors")]
#[encrypted(crate = "crate")]
pub(crate) struct Factor {
    #[admin(key)]
    pub(crate) id: i64,
    #[admin(column = "user_id")]
    pub(crate) user: ForeignKey<User>,
    pub(crate) kind: FactorKind,
    #[admin(max_length = 80)]
    pub(crate) name: String,
    /// The secret of an authenticator, a passkey, or where codes are sent to; see `totp` and `sealed_text`.
    #[encrypted]
    pub(crate) secret: Option<Secret<String>>,
    /// The name of a passkey, by which devices tell it; hashed.
    #[admin(unique, max_length = 64)]
    pub(crate) credential: Option<String>,
    /// Where codes are sent to, as far as it is shown.
    #[admin(max_length = 120)]
    pub(crate) destination: Option<String>,
    pub(crate) created_at: DateTime<Utc>,
    /// Until then it is no factor yet.
    pub(crate) confirmed_at: Option<DateTime<Utc>>,
    pub(crate) last_used_at: Option<DateTime<Utc>>,
    /// The step of the last code that was accepted; only a later one is from then on.
    pub(crate) last_step: Option<i64>,
    /// Attempts since the last right one, counted before they are compared.
    #[admin(default = 0)]
    pub(crate) failures: i64,
    /// No attempt counts before.
    pub(crate) retry_at: Option<DateTime<Utc>>,
    pub(crate) locked_at: Option<DateTime<Utc>>,
    /// While it is set up: the session that does, and until when it may.
    #[admin(max_length = 64)]
    pub(crate) session: Option<String>,
    #[admin(index)]
    pub(crate) expires_at: Option<DateTime<Utc>>,
}

/// A code that stands in for a factor once, under its keyed hash.
#[derive(AdminModel)]
#[admin(crate = "crate", table = "fab_backup_codes")]
pub(crate) struct BackupCode {
    #[admin(key, max_length = 64)]
    pub(crate) mac: String,
    #[admin(column = "user_id")]
    pub(crate) user: ForeignKey<User>,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) used_at: Option<DateTime<Utc>>,
}
