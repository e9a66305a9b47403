//! How do a field and its value look? Pure functions to HTML; no requests, no database.

pub mod field;
pub mod filter;
pub mod form;
pub mod html;
pub mod icon;
mod inputs;
pub mod number;
pub mod qr;
pub mod theme;
pub mod value;

#[cfg(test)]
pub(crate) mod sample;

pub use self::field::Field;
pub use self::form::{Intent, RETYPE, Submission, Texts, Then};
pub use self::html::{Html, Writer};
