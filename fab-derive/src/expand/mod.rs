//! How is it said in Rust? Data for the runtime, never behaviour; nothing can go wrong here.

pub(crate) mod admin_model;
pub(crate) mod choice;
mod column;
pub(crate) mod field_type;
pub(crate) mod mixin;
