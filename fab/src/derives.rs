//! Which derives are there, and which attributes do they read?

pub use fab_derive::{AdminModel, Choice, FieldType, Mixin};
