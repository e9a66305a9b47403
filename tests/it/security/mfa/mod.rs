//! Are second factors asked for, hard to guess, and used up?

mod answers;
mod at_once;
mod changes;
mod counters;
mod devices;
mod enrolment;
mod faults;
mod mailbox;
mod messages;
pub(crate) mod others;
mod phone;
mod policies;
mod reset;

pub(super) use devices::trusting;
