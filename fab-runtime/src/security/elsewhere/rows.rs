//! What is remembered of those who sign in elsewhere? Two tables of which no page shows anything.

use chrono::{DateTime, Utc};
use fab_derive::AdminModel;

use crate::models::ForeignKey;
use crate::security::people::User;

/// A user is known to a provider.
#[derive(AdminModel)]
#[admin(crate = "crate", table = "fab_identities")]
pub(crate) struct Identity {
    /// The SHA-256 of issuer and subject: no database finds two of them alike that differ in a capital.
    #[admin(key, max_length = 64)]
    pub(crate) id: String,
    #[admin(column = "user_id")]
    pub(crate) user: ForeignKey<User>,
    #[admin(max_length = 500)]
    pub(crate) issuer: String,
    #[admin(max_length = 255)]
    pub(crate) subject: String,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) last_used_at: DateTime<Utc>,
}

/// Somebody was sent to a provider, under the hash of what they will come back with.
#[derive(AdminModel)]
#[admin(crate = "crate", table = "fab_departures")]
pub(crate) struct Departure {
    #[admin(key, max_length = 64)]
    pub(crate) id: String,
    #[admin(max_length = 40)]
    pub(crate) provider: String,
    /// The hash of what the browser keeps.
    #[admin(max_length = 64)]
    pub(crate) browser: String,
    /// Where to go on afterwards.
    #[admin(max_length = 2000)]
    pub(crate) next: String,
    #[admin(index)]
    pub(crate) expires_at: DateTime<Utc>,
}
