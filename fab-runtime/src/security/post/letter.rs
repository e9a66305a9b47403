//! What does the site write to people about?

use chrono::{DateTime, Utc};

use crate::crypto::Token;
use crate::secret::Secret;
use crate::security::post::MessageKind;

/// To whom a letter goes.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum To<'a> {
    /// The address of an account; nobody if it has none.
    User(i64),
    /// Another address that belongs to an account, or will: the old one, the new one, that of a factor.
    Address {
        /// Whose account that is, if there is one.
        user: Option<i64>,
        /// How the person is called; may be empty.
        name: &'a str,
        /// The address.
        address: &'a str,
    },
    /// A telephone that belongs to an account.
    Phone {
        /// Whose account that is.
        user: i64,
        /// The number, with its country.
        number: &'a str,
    },
}

/// A letter in the making. Only its link and its code are secret, and neither ever stands in a subject.
#[derive(Debug)]
#[non_exhaustive]
pub enum Letter<'a> {
    /// A link to a new password.
    Reset {
        /// What stands at its end.
        link: &'a Token,
        /// Until when it works.
        expires_at: DateTime<Utc>,
    },
    /// A link to a first password.
    Invitation {
        /// What stands at its end.
        link: &'a Token,
        /// Until when it works.
        expires_at: DateTime<Utc>,
        /// Who invites, as others see them; nobody: the site.
        by: Option<&'a str>,
    },
    /// A link that shows that an address is read.
    Confirm {
        /// What stands at its end.
        link: &'a Token,
        /// Until when it works.
        expires_at: DateTime<Utc>,
        /// What for.
        purpose: ConfirmPurpose,
    },
    /// Somebody asked for an account with an address that has one.
    Known,
    /// Somebody asked for a new password for an account that has none.
    NoPassword {
        /// Whether an invitation to a first one waits.
        invited: bool,
    },
    /// A code. It is worth nothing without its challenge, and is not sent after it.
    Code {
        /// The code.
        code: &'a Secret<String>,
        /// What it is for.
        purpose: CodePurpose,
        /// What names the challenge; see [`Security::withdraw_code_in`](crate::security::Security::withdraw_code_in).
        challenge: &'a str,
        /// Until when it works.
        expires_at: DateTime<Utc>,
    },
    /// Word of something that happened to the account.
    Notice(Notice<'a>),
    /// Nothing but that it arrived, for those who look after the site.
    Test {
        /// After when that is not worth knowing.
        expires_at: DateTime<Utc>,
    },
}

/// What an address is confirmed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConfirmPurpose {
    /// A new account.
    Registration,
    /// Another address for an account.
    Change,
}

/// What a code is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CodePurpose {
    /// To sign in.
    SignIn,
    /// To add the address or the number as a second factor.
    Enrol,
    /// To go on with something that asks for it.
    StepUp,
}

/// What happened to an account. Each is worth knowing for whoever did not do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Notice<'a> {
    /// The password was changed by somebody who knew it.
    PasswordChanged,
    /// The password was set by a link or by an administrator.
    PasswordReset,
    /// The address is to become this one, masked.
    EmailChangeAsked {
        /// The new address, masked.
        to: &'a str,
    },
    /// The address was changed to this one, masked.
    EmailChanged {
        /// The new address, masked.
        to: &'a str,
    },
    /// Too many attempts: the account is locked for a while.
    Locked,
    /// Somebody signed in after so many failures.
    SignedInAfterFailures {
        /// How many.
        failures: u32,
        /// Whether a second factor has to follow still.
        half: bool,
    },
    /// Somebody signed in with a browser that was not seen before, as it calls itself.
    NewDevice {
        /// What it calls itself.
        device: &'a str,
        /// Whether a second factor has to follow still.
        half: bool,
    },
    /// A second factor of that kind and name was added.
    FactorAdded {
        /// What it is, for people.
        kind: &'a str,
        /// What its owner calls it.
        name: &'a str,
    },
    /// A second factor of that kind and name was removed.
    FactorRemoved {
        /// What it is, for people.
        kind: &'a str,
        /// What its owner calls it.
        name: &'a str,
    },
    /// A second factor took too many wrong codes, and works no more.
    FactorLocked {
        /// What it is, for people.
        kind: &'a str,
        /// What its owner calls it.
        name: &'a str,
    },
    /// A token for programs was made.
    TokenMade {
        /// What its owner calls it.
        name: &'a str,
        /// What it may do, as `model.action` with spaces between them; empty: whatever its owner may do.
        scopes: &'a str,
        /// Until when it works.
        until: DateTime<Utc>,
    },
    /// All second factors were taken away by an administrator.
    FactorsReset,
    /// A backup code was used; so many are left.
    BackupCodeUsed {
        /// How many.
        left: u32,
    },
    /// New backup codes were made; the old ones are void.
    BackupCodesMade,
    /// A security key signed with a counter that went backwards: there may be a copy of it.
    KeyCloned {
        /// What its owner calls it.
        name: &'a str,
    },
}

impl Letter<'_> {
    pub(super) const fn kind(&self) -> MessageKind {
        match self {
            Self::Reset { .. } => MessageKind::Reset,
            Self::Invitation { .. } => MessageKind::Invitation,
            Self::Confirm { .. } => MessageKind::Confirmation,
            Self::Code { .. } => MessageKind::Code,
            Self::Known | Self::NoPassword { .. } | Self::Notice(_) => MessageKind::Notice,
            Self::Test { .. } => MessageKind::Test,
        }
    }

    /// After when it is not sent any more; notices are worth knowing for a week.
    pub(super) const fn expires_at(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Reset { expires_at, .. }
            | Self::Invitation { expires_at, .. }
            | Self::Confirm { expires_at, .. }
            | Self::Code { expires_at, .. }
            | Self::Test { expires_at } => Some(*expires_at),
            Self::Known | Self::NoPassword { .. } | Self::Notice(_) => None,
        }
    }

    /// The link that it holds.
    pub(super) const fn link(&self) -> Option<&Token> {
        match self {
            Self::Reset { link, .. }
            | Self::Invitation { link, .. }
            | Self::Confirm { link, .. } => Some(link),
            Self::Known
            | Self::NoPassword { .. }
            | Self::Code { .. }
            | Self::Notice(_)
            | Self::Test { .. } => None,
        }
    }
}
