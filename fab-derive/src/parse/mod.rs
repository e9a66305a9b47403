//! What was written? Every value with its place; nothing is decided here.

pub(crate) mod admin_model;
pub(crate) mod choice;
pub(crate) mod column;
pub(crate) mod docs;
pub(crate) mod encrypted;
pub(crate) mod field_type;
mod keys;
pub(crate) mod mixin;
mod shape;
pub(crate) mod value;

pub(crate) use self::keys::krate;
