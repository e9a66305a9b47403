//! What does it mean? One function for each rule; what comes out has nothing undecided.

pub(crate) mod admin_model;
pub(crate) mod choice;
pub(crate) mod column;
pub(crate) mod encrypted;
pub(crate) mod field_type;
mod fields;
pub(crate) mod mixin;
mod names;
mod rules;
mod sealed;
mod self_type;
