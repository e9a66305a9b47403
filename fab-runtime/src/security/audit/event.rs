//! What can happen? Each kind of event has a text that never changes, so that searches and alarms keep working.

use fab_derive::Choice;

/// A kind of event in the audit log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Choice)]
#[choice(crate = "crate")]
#[non_exhaustive]
pub enum AuditEvent {
    /// Somebody signed in.
    #[choice(value = "sign_in.ok", label = "Signed in")]
    SignInOk,
    /// A name or a password was wrong.
    #[choice(value = "sign_in.failed", label = "Sign-in failed", tone = "warning")]
    SignInFailed,
    /// Too many attempts: an account or an address is locked for a while. Noted once for each lock.
    #[choice(value = "sign_in.locked", label = "Locked", tone = "danger")]
    SignInLocked,
    /// A user is known to a provider from now on.
    #[choice(value = "identity.linked", label = "Identity linked", tone = "warning")]
    IdentityLinked,
    /// Somebody signed out.
    #[choice(value = "sign_out", label = "Signed out")]
    SignOut,
    /// One session of a user, all but one or all were ended.
    #[choice(value = "session.ended", label = "Sessions ended")]
    SessionEnded,
    /// Somebody changed their own password.
    #[choice(value = "password.changed", label = "Password changed")]
    PasswordChanged,
    /// A password was set by somebody else, or by a link.
    #[choice(value = "password.reset", label = "Password reset", tone = "warning")]
    PasswordReset,
    /// Somebody asked for a link to a new password.
    #[choice(value = "password.forgotten", label = "Password forgotten")]
    PasswordForgotten,
    /// A link that works once was made.
    #[choice(value = "link.made", label = "Link made")]
    LinkMade,
    /// A link that works once was used.
    #[choice(value = "link.used", label = "Link used")]
    LinkUsed,
    /// The first administrator was made.
    #[choice(value = "setup.done", label = "Set up", tone = "warning")]
    SetupDone,
    /// An account was made.
    #[choice(value = "user.added", label = "User added")]
    UserAdded,
    /// An account was changed.
    #[choice(value = "user.changed", label = "User changed")]
    UserChanged,
    /// An account was opened again.
    #[choice(value = "user.activated", label = "User activated")]
    UserActivated,
    /// An account was closed.
    #[choice(value = "user.deactivated", label = "User deactivated", tone = "warning")]
    UserDeactivated,
    /// An account was deleted.
    #[choice(value = "user.deleted", label = "User deleted", tone = "warning")]
    UserDeleted,
    /// A user got a role.
    #[choice(value = "role.granted", label = "Role granted")]
    RoleGranted,
    /// A user lost a role.
    #[choice(value = "role.revoked", label = "Role revoked")]
    RoleRevoked,
    /// A role was made.
    #[choice(value = "role.added", label = "Role added")]
    RoleAdded,
    /// A role was renamed or described anew.
    #[choice(value = "role.changed", label = "Role changed")]
    RoleChanged,
    /// A role was deleted.
    #[choice(value = "role.deleted", label = "Role deleted", tone = "warning")]
    RoleDeleted,
    /// A role was given a permission.
    #[choice(value = "permission.granted", label = "Permission granted")]
    PermissionGranted,
    /// A permission was taken from a role.
    #[choice(value = "permission.revoked", label = "Permission revoked")]
    PermissionRevoked,
    /// Somebody tried what they may not. Noted a few times for each person and window.
    #[choice(value = "permission.denied", label = "Permission denied", tone = "warning")]
    PermissionDenied,
    /// A token for programs was made.
    #[choice(value = "token.made", label = "Token made")]
    TokenMade,
    /// A token for programs was withdrawn.
    #[choice(value = "token.revoked", label = "Token revoked")]
    TokenRevoked,
    /// A setting was changed.
    #[choice(value = "setting.changed", label = "Setting changed")]
    SettingChanged,
    /// A sealed field was shown in the clear.
    #[choice(value = "field.revealed", label = "Field revealed")]
    FieldRevealed,
    /// A sealed value could not be opened.
    #[choice(value = "field.unreadable", label = "Field unreadable", tone = "danger")]
    FieldUnreadable,
    /// A message that was refused is tried once more.
    #[choice(value = "message.resent", label = "Message sent again")]
    MessageResent,
    /// An action was run on rows.
    #[choice(value = "action.run", label = "Action run")]
    ActionRun,
    /// Rows were taken away as a file.
    #[choice(value = "rows.exported", label = "Rows exported")]
    RowsExported,
    /// Before this entry, the log or its head had been altered.
    #[choice(value = "audit.altered", label = "Audit log altered", tone = "danger")]
    AuditAltered,
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Choice)]
#[choice(crate = "crate")]
#[non_exhaustive]
pub enum Outcome {
    /// It was done.
    #[choice(label = "Done", tone = "success")]
    Ok,
    /// It was not allowed.
    #[choice(tone = "warning")]
    Refused,
    /// It went wrong.
    #[choice(tone = "danger")]
    Failed,
}
