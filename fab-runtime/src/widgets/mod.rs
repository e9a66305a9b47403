//! How do a field and its value look? Pure functions to HTML; no requests, no database.

pub mod form;
pub mod html;

pub use self::form::{Intent, Submission, Texts, Then};
pub use self::html::{Html, Writer};
