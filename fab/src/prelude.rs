//! What does every application file import?

#[cfg(feature = "derive")]
pub use crate::derives::*;
pub use fab_runtime::models::types::{
    DateTime, Decimal, Json, NaiveDate, NaiveDateTime, NaiveTime, Utc, Uuid,
};
pub use fab_runtime::models::{
    Actor, Choice, Condition, Currency, ForeignKey, Model, Money, Op, Permission, Scope,
};
pub use fab_runtime::secret::Secret;
