//! Who may sign in, and in which roles? The models behind the pages for users and roles.

use chrono::{DateTime, Utc};
use fab_derive::AdminModel;

use crate::models::ForeignKey;

/// Somebody who can sign in.
#[derive(Debug, Clone, PartialEq, Eq, AdminModel)]
#[admin(
    crate = "crate",
    table = "fab_users",
    menu = "Administration",
    icon = "people",
    order = "username",
    title(username),
    list(username, display_name, email, active, last_login_at)
)]
pub struct User {
    /// Made by the database.
    #[admin(key)]
    pub id: i64,
    /// The name to sign in with: lower-case letters, digits and . _ @ + -
    #[admin(unique, search, max_length = 120, pattern = "[a-z0-9][a-z0-9._@+-]*")]
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
    /// When the account was made.
    #[admin(add = false, edit = false, default = DateTime::<Utc>::default())]
    pub created_at: DateTime<Utc>,
    /// When the person last signed in.
    #[admin(add = false, edit = false, label = "Last login")]
    pub last_login_at: Option<DateTime<Utc>>,
}

/// A set of permissions that users can hold.
#[derive(Debug, Clone, PartialEq, Eq, AdminModel)]
#[admin(
    crate = "crate",
    table = "fab_roles",
    menu = "Administration",
    icon = "shield-lock",
    order = "name"
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
