//! What does `#[derive(Encrypted)]` use?

pub use std::primitive::str;
pub use std::string::String;

pub use crate::crypto::blind_index::{digits, email, identity, lowercase, phone};
pub use crate::models::{BlindIndex, Encrypted, FieldType, Mask, SealedField, SealingPlan};
pub use crate::private::check;
