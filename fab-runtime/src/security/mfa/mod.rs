//! Who else would know it? Second factors: what people set up, what is asked of them, and what stops guessing.
//!
//! A password that is right opens no more than half a session where a second factor is set up or asked for. Every
//! answer takes one of the attempts of its factor before it is compared, and is used up by one statement of the
//! database, so that of many at the same time one succeeds.

mod answer;
mod backup;
mod challenge;
mod change;
mod counter;
mod devices;
mod enrol;
mod factors;
mod kinds;
mod mailbox;
mod messages;
mod notices;
mod options;
#[cfg(feature = "passkeys")]
mod passkeys;
#[cfg(not(feature = "passkeys"))]
#[path = "passkeys_absent.rs"]
mod passkeys;
mod promotion;
mod proof;
mod reset;
mod rows;
mod sent;
mod standings;
mod step_up;
#[cfg(test)]
mod tests;
mod totp;
mod typed;

pub use self::answer::Answer;
pub(crate) use self::challenge::Challenge;
pub use self::devices::TrustedDevice;
pub(crate) use self::devices::{BY_DEVICE, BY_PROVIDER_AND_DEVICE, TrustedRow, forget_devices};
pub use self::enrol::{Confirmed, TotpEnrolment};
pub use self::factors::{FactorInfo, MfaStanding};
pub use self::kinds::{FactorKind, MfaLevel};
pub(crate) use self::mailbox::mail_to;
pub use self::messages::SentCode;
pub use self::options::{CodeWindow, MfaOptions};
pub(crate) use self::passkeys::{Relying, SWEPT as PASSKEYS_SWEPT, models as passkey_models};
pub(crate) use self::promotion::{Beginning, PROVIDER};
pub(crate) use self::proof::{PROOF, PROOF_KINDS, Policies, Proof, ROLE_POLICY, ROLE_POLICY_KINDS};
pub(crate) use self::rows::{BackupCode, Factor};
pub use self::sent::PendingMessage;
pub use self::standings::PersonStanding;
