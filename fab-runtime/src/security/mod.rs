//! Who are you, and what may you do? People, roles, passwords, sessions; no HTML, no HTTP.

mod csrf;
mod error;
mod grants;
mod options;
mod password;
mod policies;
mod role_spec;
mod session;

pub use self::csrf::CsrfBinding;
pub use self::error::SecurityError;
pub use self::grants::Grants;
pub use self::options::{PasswordCost, SecurityOptions};
pub use self::password::{MAX_LENGTH, MIN_LENGTH, Password, PasswordRules};
pub use self::policies::{Policies, Policy};
pub use self::role_spec::{ADMIN, Granted, RoleSpec};
pub use self::session::{Client, HeldRole, Opened, Session, SessionState};
