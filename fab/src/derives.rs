//! Which derives are there, and which attributes do they read?

#[doc = include_str!("derives/admin_model.md")]
pub use fab_derive::AdminModel;
#[doc = include_str!("derives/choice.md")]
pub use fab_derive::Choice;
#[doc = include_str!("derives/encrypted.md")]
pub use fab_derive::Encrypted;
#[doc = include_str!("derives/field_type.md")]
pub use fab_derive::FieldType;
#[doc = include_str!("derives/mixin.md")]
pub use fab_derive::Mixin;
