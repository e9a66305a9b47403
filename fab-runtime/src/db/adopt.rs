//! How do tables that were there before keep the values of the models?

use crate::db::analysis::fit;
use crate::db::database::Db;
use crate::db::error::DbError;
use crate::db::schema;
use crate::db::storage::Storage;
use crate::models::ModelMeta;

impl Db {
    /// Looks at the tables of `models` and remembers where they keep values in another form than `fab` would:
    /// a NUMERIC of SQLite, an enum of PostgreSQL, a UUID in 16 bytes. Call it once, before rows are read.
    ///
    /// Columns that cannot keep their values at all are left to [`schema::plan`], which refuses them.
    ///
    /// # Errors
    ///
    /// When the schema cannot be read.
    pub async fn adopt(&self, models: &[&'static ModelMeta]) -> Result<(), DbError> {
        let live = schema::live(self).await?;
        for model in models {
            let Some(table) = live.table(model.table) else { continue };
            let columns = model.columns().all().iter().map(|column| {
                table
                    .column(column.name)
                    .and_then(|found| fit(self.dialect(), column, found).ok())
                    .unwrap_or(Storage::Native)
            });
            self.set_storage(model, columns.collect());
        }
        Ok(())
    }
}
