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
    /// The password was right, or a provider or a proxy vouched for somebody; a second factor is still to come.
    #[choice(value = "sign_in.password", label = "Password right")]
    PasswordAccepted,
    /// Somebody who is signed in proved that it is still them.
    #[choice(value = "sign_in.step_up", label = "Confirmed")]
    StepUp,
    /// A second factor was set up.
    #[choice(value = "factor.added", label = "Second factor added")]
    FactorAdded,
    /// A second factor is called otherwise.
    #[choice(value = "factor.renamed", label = "Second factor renamed")]
    FactorRenamed,
    /// A second factor was removed by its owner.
    #[choice(value = "factor.removed", label = "Second factor removed", tone = "warning")]
    FactorRemoved,
    /// A second factor was answered wrongly, or with a code that was used.
    #[choice(value = "factor.refused", label = "Second factor wrong", tone = "warning")]
    FactorRefused,
    /// A second factor was answered wrongly too often.
    #[choice(value = "factor.locked", label = "Second factor locked", tone = "danger")]
    FactorLocked,
    /// A locked second factor was opened again by its owner.
    #[choice(value = "factor.unlocked", label = "Second factor unlocked")]
    FactorUnlocked,
    /// Somebody took all second factors of a user away.
    #[choice(value = "factor.reset", label = "Second factors reset", tone = "warning")]
    FactorsReset,
    /// Somebody trusts a browser: for a while it asks for the password alone.
    #[choice(value = "device.trusted", label = "Device trusted", tone = "warning")]
    DeviceTrusted,
    /// A browser is trusted no more.
    #[choice(value = "device.distrusted", label = "Device trusted no more")]
    DeviceDistrusted,
    /// A code was sent to a telephone or an e-mail address.
    #[choice(value = "code.sent", label = "Code sent")]
    CodeSent,
    /// The text messages of the day are spent: nobody gets a code by them. Noted once a day.
    #[choice(value = "code.budget_spent", label = "Text messages spent", tone = "danger")]
    CodeBudgetSpent,
    /// Backup codes were made; those from before are void.
    #[choice(value = "backup_code.made", label = "Backup codes made")]
    BackupCodesMade,
    /// A backup code was used.
    #[choice(value = "backup_code.used", label = "Backup code used", tone = "warning")]
    BackupCodeUsed,
    /// A passkey showed a counter that went back, as a copy of it would, and was locked.
    #[choice(value = "passkey.copied", label = "Passkey copied", tone = "danger")]
    PasskeyCopied,
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
    /// Somebody asked for another address of their account.
    #[choice(value = "email.asked", label = "Address change asked")]
    EmailChangeAsked,
    /// An account got another address.
    #[choice(value = "email.changed", label = "Address changed")]
    EmailChanged,
    /// Somebody asked for an account.
    #[choice(value = "registration.asked", label = "Registration asked")]
    RegistrationAsked,
    /// Somebody made an account for themselves.
    #[choice(value = "user.registered", label = "Registered")]
    UserRegistered,
    /// A link to a first password was made for an account.
    #[choice(value = "user.invited", label = "Invited")]
    UserInvited,
    /// Somebody who was invited and had not come is invited no more.
    #[choice(value = "user.invitation_withdrawn", label = "Invitation withdrawn")]
    InvitationWithdrawn,
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
    /// Messages that were refused were put away.
    #[choice(value = "message.dismissed", label = "Message put away")]
    MessageDismissed,
    /// An operator tries whether messages arrive.
    #[choice(value = "message.tested", label = "Test message sent")]
    MessageTested,
    /// An action was run on rows.
    #[choice(value = "action.run", label = "Action run")]
    ActionRun,
    /// Rows were taken away as a file.
    #[choice(value = "rows.exported", label = "Rows exported")]
    RowsExported,
    /// A service outside is left alone for a while.
    #[choice(value = "service.opened", label = "Service left alone", tone = "warning")]
    ServiceOpened,
    /// A service outside works again.
    #[choice(value = "service.closed", label = "Service works again")]
    ServiceClosed,
    /// An operator decided whether a service outside is asked.
    #[choice(value = "service.forced", label = "Service switched", tone = "warning")]
    ServiceForced,
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
