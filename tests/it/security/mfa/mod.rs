//! Are second factors asked for, hard to guess, and used up?

mod answers;
mod changes;
mod counters;
mod devices;
mod enrolment;
mod faults;
mod messages;
pub(crate) mod others;
mod phone;
mod policies;
mod reset;
