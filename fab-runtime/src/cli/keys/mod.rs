//! `keys`: which keys seal the fields of models, and how are they changed?

mod command;
#[cfg(feature = "kms")]
mod kms;
#[cfg(not(feature = "kms"))]
#[path = "kms_absent.rs"]
mod kms;
mod progress;
mod vault;

pub(crate) use self::command::{command, run};
pub(crate) use self::vault::{first, sealer};
