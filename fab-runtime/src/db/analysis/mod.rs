//! What can be done with a field on this database, and why not?

mod fit;

pub use self::fit::fit;
