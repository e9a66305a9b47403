//! What do the tests of an application need? A database of its own for each test.
//!
//! # Examples
//!
//! ```no_run
//! # async fn example() -> Result<(), fab_runtime::db::DbError> {
//! use fab_runtime::testing::TestDb;
//!
//! let db = TestDb::sqlite().await?;
//! db.ping().await?;
//! // Dropped: the database is gone, whether the test passed or panicked.
//! # Ok(())
//! # }
//! ```

mod database;

pub use self::database::TestDb;
