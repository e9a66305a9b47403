//! Why was it refused? What people may read, and what only the log does.

use std::time::Duration;

use crate::crypto::RandomError;
use crate::db::{DbError, StoreError};
use crate::error::{Error, ErrorKind};
use crate::models::{LoadError, Violations};
use crate::security::elsewhere::ElsewhereError;
use crate::security::role_file::RoleFileError;

/// Why the security module refused or failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SecurityError {
    /// The same for every reason, so that nobody learns which names exist.
    #[error("the user name or the password is wrong")]
    WrongCredentials,
    /// Too many failures for this account or from this address; the right password is refused as well.
    #[error("too many attempts; wait {} minutes, then try again", minutes(retry_after))]
    TooManyAttempts {
        /// How long it takes at most until the next attempt counts.
        retry_after: Duration,
    },
    /// What was typed in is not allowed.
    #[error("the values are not allowed")]
    Invalid(Violations),
    /// There is no such user or role.
    #[error("there is no {what} like that")]
    NotFound {
        /// What was looked for.
        what: &'static str,
    },
    /// Nobody would be left to administer the site.
    #[error("this is the last active administrator; make somebody else one first")]
    LastAdministrator,
    /// Somebody tried to give, take or touch what they do not hold themselves.
    #[error("you can only give and take what you may do yourself")]
    Escalation,
    /// Somebody who may not edit roles tried to lower what is asked of a user at the sign-in.
    #[error(
        "without this role less would be asked of them at the sign-in; it takes the permission to edit roles"
    )]
    Lowering,
    /// The role is defined by the program.
    #[error("the role {role} is defined by the program and cannot be changed like this")]
    FixedRole {
        /// Its name.
        role: String,
    },
    /// The link was used, is too old, or never existed.
    #[error("this link has been used or has expired")]
    DeadLink,
    /// Somebody tried to change the audit log.
    #[error("entries of the audit log are never added, changed or deleted by hand")]
    AppendOnly,
    /// Somebody who comes from elsewhere is not let in.
    #[error(transparent)]
    Elsewhere(#[from] ElsewhereError),
    /// The same for a wrong code, one that was used, and one of somebody else.
    #[error("the code is wrong")]
    WrongCode,
    /// The second factor was answered wrongly too often, by whomever.
    #[error(
        "too many wrong codes: use another second factor or a backup code, or ask an administrator"
    )]
    FactorLocked,
    /// It takes another proof of who it is, although the session is full.
    #[error("confirm that it is you first")]
    NotFresh,
    /// Nothing would be left that is enough for the roles of the person, or for their password.
    #[error("this second factor is needed; set up another one, or choose a longer password, first")]
    LastFactor,
    /// Whoever reads one mailbox would get a new password and the code as well, or nothing but that would be left.
    #[error(
        "links to a new password go to the same mailbox, so a code there proves nothing: use another second factor or a backup code, or ask an administrator"
    )]
    OneMailbox,
    /// There is nothing to take away, perhaps not any more.
    #[error("this user has no second factors that could be taken away")]
    NoFactors,
    /// What was being set up waited too long, or was given too many wrong codes.
    #[error("this took too long; begin again")]
    EnrolmentExpired,
    /// The site does not offer that kind of second factor.
    #[error("this second factor is not offered here")]
    FactorOff,
    /// The site has no passkeys: the program lacks the feature, or its address is none that browsers make them for.
    #[error("there are no passkeys on this site")]
    NoPasskeys,
    /// The same for every reason: unknown, of somebody else, answered twice or too late, locked.
    #[error("the passkey was not accepted; try again, or use another way")]
    WrongPasskey,
    /// A role asks for a passkey, and the person has one.
    #[error("your role asks for your passkey; nothing else is enough")]
    PasskeyOnly,
    /// The session ended in the meantime.
    #[error("the session has ended")]
    SessionEnded,
    /// A role in code is wrong.
    #[error("the role {role} {problem}")]
    RoleSpec {
        /// Its name.
        role: &'static str,
        /// What is wrong.
        problem: String,
    },
    /// A password could not be hashed, or the stored hash could not be read.
    #[error("the password could not be hashed")]
    Hashing,
    /// The operating system has no random bytes.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// A file of roles is wrong.
    #[error(transparent)]
    RoleFile(#[from] RoleFileError),
    /// The database failed.
    #[error("the database failed")]
    Database(#[from] DbError),
    /// A row could not be read or written.
    #[error("the database failed")]
    Store(#[source] StoreError),
    /// A row holds what it should not.
    #[error("the database holds what the program cannot read")]
    Load(#[from] LoadError),
}

impl From<StoreError> for SecurityError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::NotFound { what: "row" },
            StoreError::Invalid(violations) => Self::Invalid(violations),
            StoreError::Database(error) => Self::Database(error),
            StoreError::Load(error) => Self::Load(error),
            other => Self::Store(other),
        }
    }
}

impl From<SecurityError> for Error {
    fn from(error: SecurityError) -> Self {
        match error {
            SecurityError::Database(error) => error.into(),
            SecurityError::Invalid(violations) => {
                Self::new(ErrorKind::Command, violations.to_string())
            }
            SecurityError::RoleSpec { .. } => Self::new(ErrorKind::Models, error.to_string()),
            SecurityError::Hashing
            | SecurityError::Random(_)
            | SecurityError::Store(_)
            | SecurityError::Load(_) => {
                Self::new(ErrorKind::Database, "people and roles could not be read or written")
                    .with_source(error)
            }
            error => Self::new(ErrorKind::Command, error.to_string()),
        }
    }
}

impl From<Violations> for SecurityError {
    fn from(violations: Violations) -> Self {
        Self::Invalid(violations)
    }
}

fn minutes(duration: &Duration) -> u64 {
    duration.as_secs().div_ceil(60).max(1)
}
