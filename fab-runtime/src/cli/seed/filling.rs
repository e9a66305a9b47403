//! How do made-up rows get into the tables? In batches, parents first, each batch one transaction.

use crate::cli::seed::order::parents_first;
use crate::cli::seed::progress::Progress;
use crate::cli::seed::rows::{Parents, Rows};
use crate::db::{Store, StoreError};
use crate::error::Result;
use crate::models::{Condition, ModelMeta, Record, Scope};

/// Rows in one transaction.
const BATCH: u64 = 250;
/// The same where rows refer to earlier rows of their own table.
const SMALL_BATCH: u64 = 20;
/// Rows of another table that are referred to at most.
const PARENTS: u32 = 5_000;
/// How often a row that the database refuses is made anew.
const RETRIES: u32 = 8;

/// What to fill, and with how much.
#[derive(Debug)]
pub(crate) struct Filling<'a> {
    pub(crate) store: &'a Store,
    /// Rows for each table.
    pub(crate) rows: u64,
    /// The same number makes the same rows.
    pub(crate) number: u64,
    /// Tables with rows are left as they are.
    pub(crate) only_empty: bool,
    pub(crate) progress: Progress,
}

/// What became of one table.
#[derive(Debug)]
pub(crate) struct Filled {
    pub(crate) model: &'static ModelMeta,
    pub(crate) rows: u64,
    /// Why there are not more.
    pub(crate) refused: Option<String>,
}

impl Filling<'_> {
    /// Fills the tables of `models`, those first that others refer to.
    pub(crate) async fn fill(&self, models: &[&'static ModelMeta]) -> Result<Vec<Filled>> {
        let mut filled = Vec::new();
        for model in parents_first(models) {
            filled.push(self.fill_one(model).await?);
        }
        self.progress.finish();
        Ok(filled)
    }

    async fn fill_one(&self, model: &'static ModelMeta) -> Result<Filled> {
        let scope = Scope::system();
        let before = self.store.count(model, &scope, &Condition::Everything, u32::MAX).await?;
        let mut filled = Filled { model, rows: 0, refused: None };
        if self.only_empty && before > 0 {
            return Ok(filled);
        }
        let mut parents = self.parents(model).await?;
        let batch_size = if parents.contains_key(model.name) { SMALL_BATCH } else { BATCH };
        let mut rows = Rows::new(model, self.number, before, self.store.clock().now());
        self.progress.begin(model.plural, self.rows);
        while filled.rows < self.rows && filled.refused.is_none() {
            let mut batch = Vec::new();
            for _ in 0..batch_size.min(self.rows - filled.rows) {
                match rows.next(&parents) {
                    Ok(record) => batch.push(record),
                    Err(refused) => {
                        filled.refused = Some(refused.to_string());
                        break;
                    }
                }
            }
            let written = match self.store.insert_many(&scope, batch.clone()).await {
                Ok(written) => written,
                Err(StoreError::Invalid(_)) => {
                    self.one_by_one(batch, &mut rows, &parents, &mut filled).await?
                }
                Err(error) => return Err(error.into()),
            };
            let count = u64::try_from(written.len()).unwrap_or(u64::MAX);
            filled.rows += count;
            self.progress.advance(count);
            if let Some(own) = parents.get_mut(model.name) {
                own.extend(written.iter().map(|record| record.key().single().clone()));
            }
        }
        Ok(filled)
    }

    /// A batch met rows that stood there before, or a hook: whatever is refused is made anew.
    async fn one_by_one(
        &self,
        batch: Vec<Record>,
        rows: &mut Rows,
        parents: &Parents,
        filled: &mut Filled,
    ) -> Result<Vec<Record>> {
        let mut written = Vec::new();
        for mut record in batch {
            for retry in 0..=RETRIES {
                match self.store.insert(&Scope::system(), record.clone()).await {
                    Ok(record) => {
                        written.push(record);
                        break;
                    }
                    Err(StoreError::Invalid(violations)) if retry == RETRIES => {
                        filled.refused = Some(violations.to_string());
                        return Ok(written);
                    }
                    Err(StoreError::Invalid(violations)) => {
                        let Ok(another) = rows.next(parents) else {
                            filled.refused = Some(violations.to_string());
                            return Ok(written);
                        };
                        record = another;
                    }
                    Err(error) => return Err(error.into()),
                }
            }
        }
        Ok(written)
    }

    /// The keys of every row that `model` can refer to.
    async fn parents(&self, model: &'static ModelMeta) -> Result<Parents> {
        let mut parents = Parents::new();
        for (_, target) in model.columns().relations() {
            if parents.contains_key(target.name) {
                continue;
            }
            let scope = Scope::system();
            let found =
                self.store.find(target, &scope, &Condition::Everything, &[], PARENTS).await?;
            let keys = found.iter().map(|record| record.key().single().clone()).collect();
            parents.insert(target.name, keys);
        }
        Ok(parents)
    }
}
