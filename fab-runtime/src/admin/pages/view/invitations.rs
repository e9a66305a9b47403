//! What do pages about invitations need to know?

use chrono::{DateTime, Utc};

use super::RoleBox;
use crate::models::Violations;

/// Where people are invited. Sends `username`, `display_name`, `email`, `role` for each that is ticked, and `do`: `show` or
/// `send`.
#[derive(Debug, Clone)]
pub struct InvitationsView<'a> {
    /// The list of users.
    pub back: &'a str,
    /// Where the form is sent.
    pub action: &'a str,
    /// The user name as typed.
    pub username: &'a str,
    /// The name for others as typed.
    pub display_name: &'a str,
    /// The address as typed.
    pub email: &'a str,
    /// All roles.
    pub roles: &'a [RoleBox],
    /// Whether an invitation can be sent; else a link is handed over.
    pub sends: bool,
    /// For how long a link works, in words.
    pub life: &'a str,
    /// Who was invited and has not come yet.
    pub waiting: &'a [InvitationLine],
    /// What is wrong, by the name of the control.
    pub violations: &'a Violations,
}

/// Somebody who was invited and has not come yet. Sends `do`: `send`, `show` or `withdraw`.
#[derive(Debug, Clone)]
pub struct InvitationLine {
    /// The user name.
    pub username: String,
    /// The page of the user, where it may be opened.
    pub href: Option<String>,
    /// Where the buttons are sent.
    pub action: String,
    /// By whom.
    pub invited_by: Option<String>,
    /// When.
    pub invited_at: DateTime<Utc>,
    /// Until when the link works.
    pub expires_at: DateTime<Utc>,
    /// Whether that is over.
    pub expired: bool,
    /// Whether the link was sent, and not handed over.
    pub sent: bool,
    /// Where it can be sent again; nothing where it cannot.
    pub address: Option<String>,
}

/// The invitation of one user. Sends `do`: `send`, `show` or `withdraw`.
#[derive(Debug, Clone)]
pub struct InvitationView<'a> {
    /// The name of the user.
    pub user: &'a str,
    /// The page of the user.
    pub back: &'a str,
    /// Where the forms are sent.
    pub action: &'a str,
    /// The invitation, if there is one.
    pub pending: Option<&'a InvitationLine>,
    /// Where it can be sent; nothing where it cannot.
    pub address: Option<&'a str>,
    /// For how long a link works, in words.
    pub life: &'a str,
    /// The link that was just made, shown this once, and until when it works.
    pub made: Option<(&'a str, &'a str)>,
}

/// What somebody reads who follows the link of an invitation.
#[derive(Debug, Clone)]
pub struct InvitedView<'a> {
    /// The name of the site.
    pub site: &'a str,
    /// Who invited, as others see them.
    pub by: Option<&'a str>,
    /// Whether a second factor is set up after the first sign-in.
    pub second_factor: bool,
    /// Until when the link works.
    pub until: Option<DateTime<Utc>>,
}
