//! Who may sign in, and in which roles? The models behind the pages for users and roles.

use chrono::{DateTime, Utc};
use fab_derive::AdminModel;

use crate::models::ForeignKey;
use crate::security::mfa::MfaLevel;
use crate::security::roles::GRACE_DAYS;

/// Somebody who can sign in.
#[derive(Debug, Clone, PartialEq, Eq, AdminModel)]
#[admin(
    crate = "crate",
    table = "fab_users",
    menu = "Administration",
    icon = "people",
    order = "username",
    title(username),
    step_up(add, edit, delete),
    list(username, display_name, email, active, last_login_at)
)]
pub struct User {
    /// Made by the database.
    #[admin(key)]
    pub id: i64,
    /// The name to sign in with: lower-case letters, digits and . _ @ + -
    #[admin(
        unique,
        search,
        max_length = 120,
        pattern = "[a-z0-9][a-z0-9._@+-]*",
        label = "User name"
    )]
    pub username: String,
    /// The name that others see.
    #[admin(search, max_length = 120)]
    pub display_name: String,
    /// Where the person can be reached.
    #[admin(unique, search, max_length = 250, format = "email", label = "E-mail")]
    pub email: Option<String>,
    /// Whether the person may sign in; switching it off ends all sessions at once.
    #[admin(filter, default = true)]
    pub active: bool,
    /// Sessions of an older epoch are over.
    #[admin(list = false, show = false, add = false, edit = false, default = 0)]
    pub epoch: i64,
    /// Somebody took the second factors away: a link lets the person set up new ones, and nothing else does.
    #[admin(list = false, show = false, add = false, edit = false, default = false)]
    pub factors_reset: bool,
    /// When the address was changed; for a while after that nothing is proven by it.
    #[admin(list = false, show = false, add = false, edit = false)]
    pub email_changed_at: Option<DateTime<Utc>>,
    /// When the account was made.
    #[admin(add = false, edit = false, default = DateTime::<Utc>::default())]
    pub created_at: DateTime<Utc>,
    /// When the person last signed in.
    #[admin(add = false, edit = false, label = "Last sign-in")]
    pub last_login_at: Option<DateTime<Utc>>,
}

/// A set of permissions that users can hold.
#[derive(Debug, Clone, PartialEq, Eq, AdminModel)]
#[admin(
    crate = "crate",
    table = "fab_roles",
    menu = "Administration",
    icon = "shield-lock",
    order = "name",
    step_up(add, edit, delete)
)]
pub struct Role {
    /// Made by the database.
    #[admin(key)]
    pub id: i64,
    /// How the role is called.
    #[admin(unique, search, max_length = 120)]
    pub name: String,
    /// What the role is for.
    #[admin(search, max_length = 250, default = String::new())]
    pub description: String,
    /// Whether those who hold the role prove who they are in a second way.
    #[admin(filter, default = MfaLevel::Optional, label = "Second factor")]
    pub mfa: MfaLevel,
    /// So many days after they got the role, or after it began to ask for a second factor, they can still do without.
    #[admin(list = false, min = 0, max = 90, default = GRACE_DAYS, label = "Days to set it up")]
    pub mfa_grace_days: u16,
    /// Since when the role asks for a second factor.
    #[admin(list = false, add = false, edit = false, label = "Asked for since")]
    pub mfa_since: Option<DateTime<Utc>>,
}

/// A user holds a role.
#[derive(Debug, Clone, PartialEq, Eq, AdminModel)]
#[admin(crate = "crate", table = "fab_user_roles")]
pub struct UserRole {
    /// Who.
    #[admin(key, column = "user_id")]
    pub user: ForeignKey<User>,
    /// Which role.
    #[admin(key, column = "role_id")]
    pub role: ForeignKey<Role>,
    /// Since when.
    #[admin(add = false, edit = false, default = DateTime::<Utc>::default())]
    pub since: DateTime<Utc>,
}

/// A role allows something.
#[derive(Debug, Clone, PartialEq, Eq, AdminModel)]
#[admin(crate = "crate", table = "fab_grants")]
pub struct Grant {
    /// The role.
    #[admin(key, column = "role_id")]
    pub role: ForeignKey<Role>,
    /// What it allows, as `model.action`.
    #[admin(key, max_length = 200)]
    pub permission: String,
}
