//! What can be done with a field on this database, and why not?

mod analyzer;
mod fit;
mod support;

pub use self::analyzer::{FieldAnalyzer, ModelReport, Usage};
pub use self::fit::fit;
pub use self::support::{Answer, Support, support};
