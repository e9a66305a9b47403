//! What stands in for the driver when the feature `postgres` is off?

use crate::db::dialect::Driver;
use crate::db::error::DbError;
use crate::db::options::DbOptions;

/// Says which feature is missing.
#[expect(clippy::unused_async, reason = "the same signature as the driver")]
pub(super) async fn connect(_options: &DbOptions) -> Result<Box<dyn Driver>, DbError> {
    Err(DbError::DriverMissing { feature: "postgres" })
}
