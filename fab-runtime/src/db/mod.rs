//! Where do rows live? The only module that names sqlx.

mod adopt;
pub mod analysis;
mod database;
mod dialect;
mod error;
#[cfg(any(feature = "mysql", feature = "postgres", feature = "sqlite"))]
mod exec;
pub mod inspect;
#[cfg(feature = "encryption")]
pub mod keys;
mod options;
mod query;
pub mod schema;
mod sealing;
mod statement;
mod storage;
mod store;
mod writer;

pub use self::database::{Db, Tx};
pub use self::dialect::DialectKind;
pub use self::error::{Constraint, ConstraintKind, DbError};
pub use self::options::DbOptions;
pub use self::sealing::{
    BrokenCell, CellForm, KEYS, KeyHold, Opened, SealObserver, SealedCell, Sealer, SealingError,
    SealingKeys, SealingMode, has_sealed,
};
pub use self::statement::{Bind, Read, Statement};
pub use self::storage::Storage;
pub use self::store::{
    Dependent, Guard, Page, Row, Selection, Store, StoreError, Total, Update, Walk, Witness,
};
pub use self::writer::SqlWriter;
