//! The pages about second factors: the question for a code, setting one up, who has which.

mod office;
mod proof;
mod safety;
mod setup;
mod table;

pub(super) use self::office::{enrolment, user_factors};
pub(super) use self::proof::proof;
pub(super) use self::safety::safety;
pub(super) use self::setup::{backup_codes, begin, choose, confirm};

/// The frame of pages that stand within a session or before it is whole.
const TEMPLATE: &str = "factor.html";
