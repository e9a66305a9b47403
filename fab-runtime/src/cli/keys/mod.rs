//! `keys`: which keys seal the fields of models, and how are they changed?

mod command;
mod progress;
mod vault;

pub(crate) use self::command::{command, run};
pub(crate) use self::vault::sealer;
