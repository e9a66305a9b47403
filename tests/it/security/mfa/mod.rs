//! Are second factors asked for, hard to guess, and used up?

mod answers;
mod enrolment;
mod phone;
