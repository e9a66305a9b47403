//! What do pages about people need to know? Sign-in, passwords, roles.

use chrono::{DateTime, Utc};

use super::InvitedView;
use crate::models::{Verb, Violations};

/// Where one signs in. Sends `username`, `password`, `next`.
#[derive(Debug, Clone, Default)]
pub struct LoginView<'a> {
    /// The name as typed.
    pub username: &'a str,
    /// What went wrong; the same sentence for every wrong name or password.
    pub error: Option<&'a str>,
    /// The path to go to afterwards; empty for the first page.
    pub next: &'a str,
    /// What was typed into the form at `next` before the session ended; empty for nothing. Sent as `typed`.
    pub typed: &'a str,
    /// Whether a passkey is enough.
    pub passkey: bool,
    /// Who signs people in elsewhere: name in addresses, and label.
    pub providers: &'a [(&'a str, &'a str)],
    /// Whether people can ask for an account themselves.
    pub registers: bool,
}

/// On the way to a provider of sign-ins.
#[derive(Debug, Clone)]
pub struct LeaveView<'a> {
    /// Its label.
    pub label: &'a str,
    /// Where it is.
    pub url: &'a str,
}

/// Back to a form whose session ended while it was being filled in, or which waited for a proof.
#[derive(Debug, Clone)]
pub struct ResumeView<'a> {
    /// Whether it waited for a proof of who it is, in a session that went on.
    pub proven: bool,
    /// Whether the form is shown before it is sent; otherwise it is sent.
    pub shown: bool,
    /// Where the form is sent.
    pub action: &'a str,
    /// Names and values as they were typed.
    pub fields: &'a [(&'a str, &'a str)],
}

/// Where a one-time link leads: a name and a password. Sends `username`, `password`, `password_again`.
#[derive(Debug, Clone)]
pub struct SetupView<'a> {
    /// The token of the link.
    pub token: &'a str,
    /// The name as typed, or of the existing account.
    pub username: &'a str,
    /// Whether it is the first password of the account.
    pub first: bool,
    /// For somebody who is invited, by whom and to what.
    pub invited: Option<InvitedView<'a>>,
    /// Whether the account exists, so that only a password is asked for.
    pub existing: bool,
    /// The least length of a password.
    pub min_length: usize,
    /// What is wrong, by the name of the control.
    pub violations: &'a Violations,
}

/// What a link is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    /// A new password; sends `account`.
    Forgotten,
    /// An account; sends `email`.
    Register,
    /// Another address; sends `email` and `current`, the password.
    Change,
}

/// Where somebody says to which address a link goes.
#[derive(Debug, Clone)]
pub struct AddressView<'a> {
    /// What for.
    pub asks: Asks,
    /// The address as typed.
    pub typed: &'a str,
    /// The address of the account; empty for none, and where nobody is signed in.
    pub present: &'a str,
    /// What is wrong, by the name of the control.
    pub violations: &'a Violations,
}

/// Where a link to a new address leads.
#[derive(Debug, Clone)]
pub struct ConfirmView<'a> {
    /// The token of the link.
    pub token: &'a str,
    /// The new address.
    pub address: &'a str,
}

/// Where one changes a password. Sends `password`, `password_again`, and `current` when it is one's own.
#[derive(Debug, Clone)]
pub struct PasswordView<'a> {
    /// Whose password it is, when it is somebody else's.
    pub of: Option<&'a str>,
    /// Where the form is sent.
    pub action: &'a str,
    /// Where to go without a change.
    pub back: &'a str,
    /// The least length of a password.
    pub min_length: usize,
    /// What is wrong, by the name of the control.
    pub violations: &'a Violations,
}

/// Where a link is made by which somebody else chooses a password. Sends `do`: `show` or `send`.
#[derive(Debug, Clone)]
pub struct ResetLinkView<'a> {
    /// The name of the user.
    pub user: &'a str,
    /// The page of the user.
    pub back: &'a str,
    /// Where the form is sent.
    pub action: &'a str,
    /// For how long a link works, in words.
    pub life: &'a str,
    /// Where it can be sent; nothing where it cannot.
    pub address: Option<&'a str>,
    /// The link that was made, shown this once, or nothing where it was sent; and until when it works.
    pub made: Option<(Option<&'a str>, &'a str)>,
}

/// The roles of a user. Sends one `role` for each that is ticked.
#[derive(Debug, Clone)]
pub struct RolesView<'a> {
    /// The name of the user.
    pub user: &'a str,
    /// The page of the user.
    pub back: &'a str,
    /// Where the form is sent.
    pub action: &'a str,
    /// All roles.
    pub roles: &'a [RoleBox],
    /// Why the last attempt was refused.
    pub error: Option<&'a str>,
}

/// A role that a user may have.
#[derive(Debug, Clone)]
pub struct RoleBox {
    /// What the form sends.
    pub value: String,
    /// Its name.
    pub label: String,
    /// What it is for; empty for nothing.
    pub help: String,
    /// Whether the user has it.
    pub checked: bool,
    /// Whether it cannot be given or taken here.
    pub fixed: bool,
}

/// What a role allows. Sends one `grant` (`customer.edit`) for each that is ticked.
#[derive(Debug, Clone)]
pub struct GrantsView<'a> {
    /// The name of the role.
    pub role: &'a str,
    /// The page of the role.
    pub back: &'a str,
    /// Where the form is sent.
    pub action: &'a str,
    /// One line for each model.
    pub lines: &'a [GrantLine],
    /// Whether the role stands in the program and can only be looked at.
    pub fixed: bool,
    /// Why the last attempt was refused.
    pub error: Option<&'a str>,
}

/// The permissions of one model.
#[derive(Debug, Clone)]
pub struct GrantLine {
    /// The name in permissions.
    pub model: String,
    /// The name on pages.
    pub label: String,
    /// Whether each verb is granted; a verb that the model does not have is left out.
    pub verbs: Vec<(Verb, bool)>,
    /// Actions of its own: name, label, granted.
    pub actions: Vec<(String, String, bool)>,
}

/// Where somebody is signed in, and which programs work in their name. Sends `do` and `id`.
#[derive(Debug, Clone)]
pub struct AccessView<'a> {
    /// Whose it is, when it is somebody else.
    pub of: Option<&'a str>,
    /// Where the forms are sent.
    pub action: &'a str,
    /// The page before.
    pub back: &'a str,
    /// The sessions, the last used first.
    pub sessions: &'a [SessionLine],
    /// The tokens, the newest first.
    pub tokens: &'a [TokenLine],
    /// The form for a new token, where one may be made.
    pub form: Option<TokenForm<'a>>,
    /// The token that was just made, which is shown this once.
    pub made: Option<&'a str>,
}

/// A session of somebody.
#[derive(Debug, Clone)]
pub struct SessionLine {
    /// What the form sends.
    pub id: String,
    /// "Firefox on Linux".
    pub device: String,
    /// From where it was opened.
    pub address: Option<String>,
    /// When it was opened.
    pub created_at: DateTime<Utc>,
    /// When it was last used.
    pub seen_at: DateTime<Utc>,
    /// Whether the page itself was asked for with it.
    pub current: bool,
    /// Whether the password was right and the second factor never came.
    pub half: bool,
}

/// A token of somebody.
#[derive(Debug, Clone)]
pub struct TokenLine {
    /// What the form sends.
    pub id: i64,
    /// What people call it.
    pub name: String,
    /// How it begins.
    pub prefix: String,
    /// What it may do; nothing: whatever its owner may.
    pub scopes: String,
    /// Until when it works.
    pub expires_at: DateTime<Utc>,
    /// Whether that is over.
    pub expired: bool,
    /// When it was last used.
    pub last_used_at: Option<DateTime<Utc>>,
}

/// The form for a new token. Sends `name`, `scopes`, `days`, `password`.
#[derive(Debug, Clone)]
pub struct TokenForm<'a> {
    /// The name as typed.
    pub name: &'a str,
    /// The permissions as typed.
    pub scopes: &'a str,
    /// The days as typed.
    pub days: &'a str,
    /// What is wrong, by the name of the control.
    pub violations: &'a Violations,
}
