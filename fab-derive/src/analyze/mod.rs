//! What does it mean? One function for each rule; what comes out has nothing undecided.

pub(crate) mod admin_model;
pub(crate) mod choice;
pub(crate) mod column;
pub(crate) mod field_type;
mod fields;
pub(crate) mod mixin;
mod names;
mod rules;
mod self_type;
