//! Under which keys are the cells of all tables, and do they open?

use std::collections::BTreeMap;

use crate::crypto::keys::KeyId;
use crate::db::database::Tx;
use crate::db::error::DbError;
use crate::db::keys::cells::{CellWalk, KeptCell, SealedRow};
use crate::db::keys::error::KeyError;
use crate::db::keys::held::{Held, envelope};
use crate::db::keys::replacement::{Unopened, key_of};
use crate::db::keys::vault::KeyVault;
use crate::db::sealing::{Opened, SealedCell, SealingKeys as _, SealingMode, plain_value};
use crate::models::{Kind, ModelMeta};

/// How closely cells are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Depth {
    /// Which key each names.
    Names,
    /// Each is opened, and its blind index compared.
    Opened,
}

/// What was found.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Survey {
    /// Rows that were looked at.
    pub rows: u64,
    /// Cells by the key that sealed them.
    pub cells: BTreeMap<KeyId, u64>,
    /// Cells in the clear.
    pub plain: u64,
    /// Blind indexes that are those of the active key; found by opening only.
    pub indexed: u64,
    /// Blind indexes that are not: of another key, missing, or wrong.
    pub unindexed: u64,
    /// What does not open: in the clear also, unless tables are being migrated.
    pub failed: Vec<Unopened>,
    /// Table and column of one cell for each key, and of one blind index that is not the active key's.
    pub(super) seen: BTreeMap<KeyId, String>,
    pub(super) seen_unindexed: Option<String>,
}

/// Rows that are read at once.
const BATCH: usize = 1000;

impl KeyVault {
    /// How many rows `models` with sealed columns have.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn rows(&self, models: &[&'static ModelMeta]) -> Result<u64, KeyError> {
        let mut all = 0;
        for model in models.iter().filter(|model| model.columns().has_sealed()) {
            let mut writer = self.db.writer();
            writer.push("SELECT COUNT(*) FROM ").ident(model.table);
            let found = self.db.fetch(writer.finish(&[Kind::Int])).await?;
            let count = found.into_iter().flatten().next().and_then(|count| count.as_int());
            all += u64::try_from(count.unwrap_or(0)).unwrap_or(0);
        }
        Ok(all)
    }

    /// Looks at every sealed cell of `models`; `progress` is told how many rows of a model were read.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn survey(
        &self,
        models: &[&'static ModelMeta],
        depth: Depth,
        mut progress: impl FnMut(&'static ModelMeta, u64) + Send,
    ) -> Result<Survey, KeyError> {
        self.read().await?;
        let held = self.held();
        let mut survey = Survey::default();
        for model in models.iter().copied().filter(|model| model.columns().has_sealed()) {
            let look = Look { held: &held, mode: self.options.mode, model, depth };
            let mut walk = CellWalk::new(model);
            loop {
                let found = self.db.fetch(walk.statement(&self.db, BATCH)).await?;
                let rows = walk.rows(&self.db, found);
                look.at(&rows, &mut survey);
                progress(model, u64::try_from(rows.len()).unwrap_or(0));
                if rows.len() < BATCH {
                    break;
                }
            }
        }
        Ok(survey)
    }

    /// The same, inside a transaction.
    pub(super) async fn survey_in(
        &self,
        tx: &mut Tx,
        models: &[&'static ModelMeta],
    ) -> Result<Survey, DbError> {
        let held = self.held();
        let mut survey = Survey::default();
        for model in models.iter().copied().filter(|model| model.columns().has_sealed()) {
            let (mode, depth) = (self.options.mode, Depth::Opened);
            let look = Look { held: &held, mode, model, depth };
            let mut walk = CellWalk::new(model);
            loop {
                let found = tx.fetch(walk.statement(&self.db, BATCH)).await?;
                let rows = walk.rows(&self.db, found);
                look.at(&rows, &mut survey);
                if rows.len() < BATCH {
                    break;
                }
            }
        }
        Ok(survey)
    }
}

/// How rows are looked at.
struct Look<'h> {
    held: &'h Held,
    mode: SealingMode,
    model: &'static ModelMeta,
    depth: Depth,
}

impl Look<'_> {
    fn at(&self, rows: &[SealedRow], survey: &mut Survey) {
        for row in rows {
            survey.rows += 1;
            for kept in &row.cells {
                self.at_name(kept, survey);
                if self.depth == Depth::Opened {
                    self.inside(row, kept, survey);
                }
            }
        }
    }

    fn name(&self, kept: &KeptCell) -> String {
        format!("{}.{}", self.model.table, kept.column.name)
    }

    /// Which key the cell names.
    fn at_name(&self, kept: &KeptCell, survey: &mut Survey) {
        match key_of(&kept.kept) {
            Some(key) => {
                *survey.cells.entry(key).or_default() += 1;
                survey.seen.entry(key).or_insert_with(|| self.name(kept));
            }
            None => survey.plain += u64::from(envelope(&kept.kept).is_none()),
        }
    }

    /// Whether it opens, and is found.
    fn inside(&self, row: &SealedRow, kept: &KeptCell, survey: &mut Survey) {
        let Some(cell) = SealedCell::of(self.model, kept.column, &row.bytes) else { return };
        let value = match self.held.open(&cell, &kept.kept) {
            Opened::Value(value) => Ok(value),
            Opened::NotSealed if self.mode == SealingMode::Migrating => {
                plain_value(kept.column, &kept.kept).ok_or("it is neither sealed nor a value")
            }
            Opened::NotSealed => Err("it is not sealed"),
            Opened::UnknownKey => Err("its key is not known here"),
            Opened::Broken(reason) => Err(reason),
        };
        let value = match value {
            Ok(value) => value,
            Err(reason) => {
                let (model, column, key) = (self.model, kept.column.name, row.key.clone());
                survey.failed.push(Unopened { model, column, key, reason });
                return;
            }
        };
        let Some((_, found)) = &kept.index else { return };
        let wanted = self.held.hashes(&cell, &value).ok().and_then(|all| all.into_iter().next());
        if wanted.is_some() && wanted == *found {
            survey.indexed += 1;
        } else {
            survey.unindexed += 1;
            survey.seen_unindexed.get_or_insert_with(|| self.name(kept));
        }
    }
}
