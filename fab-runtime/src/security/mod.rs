//! Who are you, and what may you do? People, roles, passwords, sessions; no HTML, no HTTP.
//!
//! [`Security`] is the one door. Whatever two requests could decide at the same time is decided by one
//! conditional statement of the database, or under the lock of the row of the role `Admin`.

mod administrators;
mod api_tokens;
mod attempts;
mod audit;
mod authority;
mod binds;
mod breaches;
mod broken_cells;
mod csrf;
mod denials;
mod elsewhere;
mod email_change;
mod error;
mod facade;
mod figures;
mod forgotten;
mod grants;
mod guards;
mod heed;
mod hooks;
mod invitations;
mod invitees;
mod links;
mod lowering;
mod mfa;
mod options;
mod password;
mod people;
mod policies;
mod post;
mod rates;
mod registration;
mod reveals;
mod role_file;
mod role_spec;
mod roles;
mod rows;
mod services;
mod session;
mod session_end;
mod session_store;
mod sign_in;
#[cfg(test)]
mod tests;
mod token_end;
mod users;
#[cfg(feature = "admin")]
pub(crate) mod witness;

pub use self::api_tokens::{NewToken, TokenInfo, holds_token};
pub use self::audit::{
    AuditAnchor, AuditBreak, AuditEntry, AuditEvent, AuditKeys, AuditNote, AuditProblem,
    AuditReport, NotAnAnchor, Outcome,
};
pub use self::authority::By;
pub use self::breaches::BreachChecks;
pub use self::csrf::CsrfBinding;
pub use self::elsewhere::{
    Arrived, Back, Departed, ElsewhereError, Linking, Provider, Provisioning,
};
pub use self::error::SecurityError;
pub use self::facade::{Security, models};
pub use self::grants::Grants;
pub use self::invitations::{HandOver, MadeLink};
pub use self::invitees::Invitation;
pub use self::mfa::{
    Answer, CodeWindow, Confirmed, FactorInfo, FactorKind, MfaLevel, MfaOptions, MfaStanding,
    PendingMessage, PersonStanding, SentCode, TotpEnrolment, TrustedDevice,
};
pub use self::options::{PasswordCost, SecurityOptions};
pub use self::password::{MAX_LENGTH, MIN_LENGTH, MIN_LENGTH_WITH_FACTOR, Password, PasswordRules};
pub use self::people::{Grant, Role, User, UserRole};
pub use self::policies::{Policies, Policy};
pub use self::post::{
    Channel, CodePurpose, ConfirmPurpose, Depot, KeptMessage, LINK_PATH, Letter, MessageKind,
    MessageState, Notice, OutboxStanding, PostOptions, To,
};
pub use self::rates::{Budget, RatePolicy};
pub use self::reveals::Reveal;
pub use self::role_file::{RoleChange, RoleFileError};
pub use self::role_spec::{ADMIN, Granted, RoleSpec};
pub use self::roles::RoleGrants;
pub use self::rows::{LinkPurpose, SessionState};
pub use self::services::ServiceCounts;
pub use self::session::{Client, HeldRole, Opened, Session, SessionInfo};
pub use self::session_end::Ended;
pub use self::users::NewUser;
