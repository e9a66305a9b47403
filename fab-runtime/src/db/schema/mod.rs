//! Does the database hold the models? Reading a live schema, planning what is missing, and doing it.

mod check;
mod class;
mod migrate;
mod plan;
mod read;
mod table;
mod token;

pub use self::class::TypeClass;
pub use self::migrate::migrate;
pub use self::plan::{Plan, Refusal, Step, plan};
pub use self::read::live;
pub use self::table::{LiveColumn, LiveForeignKey, LiveIndex, Origin, Schema, Table};
