//! How do all cells come under the active keys? A batch at a time, and never over what somebody wrote meanwhile.

use std::ops::ControlFlow;
use std::time::Duration;

use crate::db::database::Tx;
use crate::db::dialect::DialectKind;
use crate::db::error::DbError;
use crate::db::keys::cells::{CellWalk, SealedRow};
use crate::db::keys::error::KeyError;
use crate::db::keys::held::Held;
use crate::db::keys::replacement::{Judge, Replacement, Unopened, Verdict};
use crate::db::keys::vault::KeyVault;
use crate::db::sealing::{CellForm, KeyHold, SealingError, SealingKeys as _};
use crate::models::{Condition, Kind, ModelMeta, Value};

/// How it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reencryption {
    /// Rows of one batch: they are written together, and locked as long as that takes.
    pub batch: u16,
    /// Rows in a second, at most.
    pub rate: Option<u32>,
    /// Only look.
    pub dry_run: bool,
}

impl Default for Reencryption {
    fn default() -> Self {
        Self { batch: 500, rate: None, dry_run: false }
    }
}

/// What was done so far.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Reencrypted {
    /// Rows that were looked at.
    pub rows: u64,
    /// Cells that have a new ciphertext.
    pub sealed: u64,
    /// Blind indexes that have a new hash.
    pub hashed: u64,
    /// Cells that stood in the clear, among those sealed.
    pub plain: u64,
    /// Rows that somebody else changed at the same moment; that change is what counts.
    pub overtaken: u64,
    /// Cells that do not open, or whose value another row has already. They stay as they are.
    pub failed: Vec<Unopened>,
    /// It was told to stop.
    pub stopped: bool,
}

/// How often a batch is tried when others are in the way.
const ATTEMPTS: u32 = 6;

/// The wait before the second attempt; it doubles.
const PAUSE: Duration = Duration::from_millis(20);

impl KeyVault {
    /// Brings every sealed cell of `models` under the active keys: ciphertexts, blind indexes, and in
    /// [`SealingMode::Migrating`](crate::db::SealingMode::Migrating) what stands in the clear.
    ///
    /// It keeps no record of how far it came: what is done is recognised by its key. Stopped, or killed, it goes
    /// on where there is something left to do. A cell is replaced only while it holds what was read, so a change
    /// that somebody makes meanwhile is never lost.
    ///
    /// `progress` is told after every batch, and may stop it.
    ///
    /// # Errors
    ///
    /// When the database fails. What was done until then stays done.
    pub async fn reencrypt(
        &self,
        models: &[&'static ModelMeta],
        how: Reencryption,
        mut progress: impl FnMut(&'static ModelMeta, &Reencrypted) -> ControlFlow<()> + Send,
    ) -> Result<Reencrypted, KeyError> {
        self.read().await?;
        let mut done = Reencrypted::default();
        for model in models.iter().copied().filter(|model| model.columns().has_sealed()) {
            let mut walk = CellWalk::new(model);
            loop {
                let found = self.db.fetch(walk.statement(&self.db, how.batch.into())).await?;
                let rows = walk.rows(&self.db, found);
                let last = rows.len() < usize::from(how.batch);
                self.batch(model, &rows, how, &mut done).await?;
                if progress(model, &done).is_break() {
                    done.stopped = true;
                    return Ok(done);
                }
                if last {
                    break;
                }
                if let Some(rate) = how.rate {
                    let rows = u32::from(how.batch);
                    tokio::time::sleep(Duration::from_secs(1) * rows / rate.max(1)).await;
                }
            }
        }
        Ok(done)
    }

    /// Judges and replaces the cells of some rows.
    async fn batch(
        &self,
        model: &'static ModelMeta,
        rows: &[SealedRow],
        how: Reencryption,
        done: &mut Reencrypted,
    ) -> Result<(), KeyError> {
        let mut attempt = 0;
        loop {
            let held = self.held();
            let mut batch = Reencrypted::default();
            let changes = judged(&held, self, model, rows, &mut batch);
            let written = if how.dry_run || changes.is_empty() {
                count(&changes, &mut batch);
                Ok(())
            } else {
                self.write(&held, model, &changes, &mut batch).await
            };
            match written {
                Ok(()) => {
                    done.add(batch);
                    return Ok(());
                }
                Err(error) if error.is_conflict() && attempt + 1 < ATTEMPTS => {
                    self.read().await?;
                    tokio::time::sleep(PAUSE * 2_u32.pow(attempt)).await;
                    attempt += 1;
                }
                // A value that another row has already: row by row, to say which.
                Err(DbError::Constraint(_)) if rows.len() > 1 => {
                    for row in rows {
                        let one = std::slice::from_ref(row);
                        Box::pin(self.batch(model, one, how, done)).await?;
                    }
                    return Ok(());
                }
                Err(DbError::Constraint(_)) => {
                    let row = changes.first().map(|(row, _)| row.key.clone());
                    let (column, key) = (changes.first(), row);
                    if let (Some((_, changes)), Some(key)) = (column, key) {
                        let column = changes.first().map_or("", |change| change.cell.column.name);
                        let reason = "another row has the same value, and it is to be unique";
                        done.failed.push(Unopened { model, column, key, reason });
                    }
                    done.rows += 1;
                    return Ok(());
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    async fn write(
        &self,
        held: &Held,
        model: &'static ModelMeta,
        changes: &[(&SealedRow, Vec<Replacement<'_>>)],
        done: &mut Reencrypted,
    ) -> Result<(), DbError> {
        let mut tx = self.db.begin().await?;
        let written = async {
            self.hold_in(held.active(), &mut tx, KeyHold::Together).await?;
            for (row, changes) in changes {
                if replace(&mut tx, model, row, changes).await? {
                    count_row(changes, done);
                } else {
                    done.overtaken += 1;
                }
            }
            Ok(())
        };
        match written.await {
            Ok(()) => tx.commit().await,
            Err(error) => {
                tx.rollback().await?;
                Err(error)
            }
        }
    }
}

/// What is to be replaced; what cannot be goes into `done`.
fn judged<'r>(
    held: &Held,
    vault: &KeyVault,
    model: &'static ModelMeta,
    rows: &'r [SealedRow],
    done: &mut Reencrypted,
) -> Vec<(&'r SealedRow, Vec<Replacement<'r>>)> {
    let mut judge = Judge::new(held, vault.options.mode);
    let mut all = Vec::new();
    for row in rows {
        done.rows += 1;
        let mut changes = Vec::new();
        for cell in &row.cells {
            match judge.cell(model, row, cell) {
                Verdict::Fine => {}
                Verdict::Replace(change) => changes.push(change),
                Verdict::Unopened(reason) => done.failed.push(Unopened {
                    model,
                    column: cell.column.name,
                    key: row.key.clone(),
                    reason,
                }),
            }
        }
        if !changes.is_empty() {
            all.push((row, changes));
        }
    }
    all
}

/// Writes the new cells of a row, if the old ones are still there.
async fn replace(
    tx: &mut Tx,
    model: &'static ModelMeta,
    row: &SealedRow,
    changes: &[Replacement<'_>],
) -> Result<bool, DbError> {
    let mut writer = tx.writer();
    writer.push("UPDATE ").ident(model.table);
    let mut word = " SET ";
    for change in changes {
        if let Some(kept) = &change.kept {
            writer.push(word).ident(change.cell.column.name).push(" = ");
            writer.bind_kept(model, change.cell.column, Some(kept.clone()));
            word = ", ";
        }
        if let Some((column, hash)) = &change.hash {
            writer.push(word).ident(column.name).push(" = ");
            writer.bind(Kind::Bytes, Value::Bytes(hash.clone()));
            word = ", ";
        }
    }
    writer.push(" WHERE ").condition(model, &Condition::key(model, &row.key));
    for change in changes {
        let column = change.cell.column;
        writer.push(" AND ");
        // Letters that a collation takes for the same are not the same here.
        if writer.dialect() == DialectKind::MySql && change.cell.form == CellForm::Text {
            writer.push("BINARY ");
        }
        writer.ident(column.name).push(" = ");
        writer.bind_kept(model, column, Some(change.cell.kept.clone()));
    }
    match tx.execute(writer.finish(&[])).await {
        Ok(rows) => Ok(rows > 0),
        // What stands there in the clear is no text that could be compared.
        Err(DbError::Sealing(SealingError::NotSealed { .. })) => Ok(false),
        Err(error) => Err(error),
    }
}

fn count(changes: &[(&SealedRow, Vec<Replacement<'_>>)], done: &mut Reencrypted) {
    for (_, changes) in changes {
        count_row(changes, done);
    }
}

fn count_row(changes: &[Replacement<'_>], done: &mut Reencrypted) {
    for change in changes {
        done.sealed += u64::from(change.kept.is_some());
        done.hashed += u64::from(change.hash.is_some());
        done.plain += u64::from(change.was_plain);
    }
}

impl Reencrypted {
    fn add(&mut self, other: Self) {
        self.rows += other.rows;
        self.sealed += other.sealed;
        self.hashed += other.hashed;
        self.plain += other.plain;
        self.overtaken += other.overtaken;
        self.failed.extend(other.failed);
    }
}
