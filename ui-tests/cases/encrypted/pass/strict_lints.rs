//! An expansion trips no lint.

#![deny(warnings, missing_docs, clippy::pedantic)]

use fab::prelude::*;

/// Someone who is ill.
#[derive(Debug, AdminModel, Encrypted)]
pub struct Patient {
    /// The number.
    #[admin(key)]
    pub id: i64,
    /// Of the insurance.
    #[encrypted(blind_index, normalize = "digits")]
    pub insurance_no: Secret<String>,
    /// How it is.
    #[encrypted]
    pub state: Secret<State>,
    /// Of a book.
    #[encrypted]
    pub isbn: Option<Secret<Isbn>>,
}

/// Whether it is done.
#[derive(Debug, Clone, Copy, Choice)]
pub enum State {
    /// No.
    Open,
    /// Yes.
    Closed,
}

/// The number of a book.
#[derive(Debug, FieldType)]
pub struct Isbn(String);

fn main() {}
