//! What does the sign-in itself remember? Tables of which no page shows anything.

use chrono::{DateTime, Utc};
use fab_derive::{AdminModel, Choice};

use crate::models::ForeignKey;
use crate::security::people::User;

/// The password of a user. A table of its own, so that nothing that shows users can show it.
#[derive(AdminModel)]
#[admin(crate = "crate", table = "fab_credentials")]
pub(crate) struct Credential {
    #[admin(key, column = "user_id")]
    pub(crate) user: ForeignKey<User>,
    /// An Argon2id hash as a PHC string.
    #[admin(max_length = 250)]
    pub(crate) hash: String,
    /// It is so short that it only does beside a second factor.
    #[admin(default = false)]
    pub(crate) short: bool,
}

/// How far a client has proven who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Choice)]
#[choice(crate = "crate")]
#[non_exhaustive]
pub enum SessionState {
    /// Not at all.
    Anonymous,
    /// By the password, where a second factor is still to come: opens nothing but that.
    Half,
    /// For good.
    Full,
}

/// A session, under the hash of its token.
#[derive(AdminModel)]
#[admin(crate = "crate", table = "fab_sessions")]
pub(crate) struct SessionRow {
    #[admin(key, max_length = 64)]
    pub(crate) id: String,
    #[admin(column = "user_id")]
    pub(crate) user: Option<ForeignKey<User>>,
    pub(crate) state: SessionState,
    /// The epoch of the user when the session began.
    pub(crate) epoch: i64,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) seen_at: DateTime<Utc>,
    #[admin(index)]
    pub(crate) expires_at: DateTime<Utc>,
    #[admin(max_length = 45)]
    pub(crate) address: Option<String>,
    #[admin(max_length = 250)]
    pub(crate) user_agent: Option<String>,
    /// Gets another token with the next request.
    #[admin(default = false)]
    pub(crate) renew: bool,
    /// When its owner last proved who they are, by all that is asked of them.
    pub(crate) proven_at: Option<DateTime<Utc>>,
    /// By what: names with spaces between them.
    #[admin(max_length = 60, default = String::new())]
    pub(crate) methods: String,
}

/// What a one-time link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Choice)]
#[choice(crate = "crate")]
#[non_exhaustive]
pub enum LinkPurpose {
    /// Makes the first administrator.
    Setup,
    /// Lets a user choose a new password.
    Reset,
    /// Lets a user whose second factors were taken away set up new ones.
    Enrol,
    /// Lets a user choose a first password.
    Invitation,
    /// Makes an account for whoever reads an address.
    Registration,
    /// Gives an account another address.
    Email,
}

/// A link that works once, under the hash of its token.
#[derive(AdminModel)]
#[admin(crate = "crate", table = "fab_one_time_links")]
pub(crate) struct OneTimeLink {
    #[admin(key, max_length = 64)]
    pub(crate) id: String,
    pub(crate) purpose: LinkPurpose,
    #[admin(column = "user_id")]
    pub(crate) user: Option<ForeignKey<User>>,
    pub(crate) expires_at: DateTime<Utc>,
    /// Which address it was sent to, where that is what it proves.
    #[admin(max_length = 250)]
    pub(crate) address: Option<String>,
}

/// Somebody was invited and has not come yet.
#[derive(AdminModel)]
#[admin(crate = "crate", table = "fab_invitations")]
pub(crate) struct InvitationRow {
    #[admin(key, column = "user_id")]
    pub(crate) user: ForeignKey<User>,
    /// By whom, as others see them; nobody: the program.
    #[admin(max_length = 120)]
    pub(crate) invited_by: Option<String>,
    pub(crate) invited_at: DateTime<Utc>,
    /// Until when the last link works; it is kept longer than the link.
    pub(crate) expires_at: DateTime<Utc>,
    /// Whether the link was sent, and not handed over.
    pub(crate) sent: bool,
}

/// A token that a program works with in the name of a user.
#[derive(AdminModel)]
#[admin(crate = "crate", table = "fab_api_tokens")]
pub(crate) struct ApiToken {
    #[admin(key)]
    pub(crate) id: i64,
    #[admin(column = "user_id")]
    pub(crate) user: ForeignKey<User>,
    #[admin(max_length = 80)]
    pub(crate) name: String,
    /// The part in the clear.
    #[admin(unique, max_length = 20)]
    pub(crate) prefix: String,
    /// The SHA-256 of the rest.
    #[admin(max_length = 64)]
    pub(crate) hash: String,
    /// Permissions with spaces between them; nothing: whatever the owner may do.
    #[admin(max_length = 2000)]
    pub(crate) scopes: String,
    pub(crate) created_at: DateTime<Utc>,
    #[admin(index)]
    pub(crate) expires_at: DateTime<Utc>,
    pub(crate) last_used_at: Option<DateTime<Utc>>,
}

/// Attempts to sign in to one account or from one address.
#[derive(AdminModel)]
#[admin(crate = "crate", table = "fab_login_attempts")]
pub(crate) struct LoginAttempt {
    #[admin(key, max_length = 64)]
    pub(crate) subject: String,
    pub(crate) attempts: i64,
    #[admin(index)]
    pub(crate) window_started_at: DateTime<Utc>,
}
