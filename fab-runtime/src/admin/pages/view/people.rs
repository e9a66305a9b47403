//! What do pages about people need to know? Sign-in, passwords, roles.

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
}

/// Where a one-time link leads: a name and a password. Sends `username`, `password`, `password_again`.
#[derive(Debug, Clone)]
pub struct SetupView<'a> {
    /// The token of the link.
    pub token: &'a str,
    /// The name as typed, or of the existing account.
    pub username: &'a str,
    /// Whether the account exists, so that only a password is asked for.
    pub existing: bool,
    /// The least length of a password.
    pub min_length: usize,
    /// What is wrong, by the name of the control.
    pub violations: &'a Violations,
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
