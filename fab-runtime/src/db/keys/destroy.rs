//! When may a key be destroyed? When no cell of any table needs it, and none ever will.

use crate::crypto::keys::{KeyId, KeyState, Purpose};
use crate::db::database::Tx;
use crate::db::dialect::DialectKind;
use crate::db::keys::error::KeyError;
use crate::db::keys::record;
use crate::db::keys::vault::KeyVault;
use crate::db::sealing::KEYS;
use crate::models::{Condition, ModelMeta};

impl KeyVault {
    /// Wipes a key for good. It must be one that only opens, and no cell of `models` may be under it: all of them
    /// are looked at, while its record is held. A blind index that does not open cannot be told to be another
    /// key's, so it counts.
    ///
    /// `models` are all models of the program; what other programs keep in other tables is theirs to know.
    ///
    /// # Errors
    ///
    /// [`KeyError::State`] when it is active or gone, [`KeyError::InUse`] when it is needed.
    pub async fn destroy(&self, key: u32, models: &[&'static ModelMeta]) -> Result<(), KeyError> {
        let id = KeyId::new(key).ok_or(KeyError::Unknown { key })?;
        self.read().await?;
        let mut tx = self.db.begin().await?;
        match self.destroy_in(&mut tx, id, models).await {
            Ok(()) => tx.commit().await?,
            Err(error) => {
                tx.rollback().await?;
                return Err(error);
            }
        }
        self.read().await
    }

    async fn destroy_in(
        &self,
        tx: &mut Tx,
        id: KeyId,
        models: &[&'static ModelMeta],
    ) -> Result<(), KeyError> {
        let record = self.held_record(tx, id).await?;
        let remedy = match record.1 {
            // Nobody seals with it any more: those who did have ended before its state was changed.
            KeyState::DecryptOnly => None,
            KeyState::Active => Some("rotate it first"),
            _ => Some("there is nothing left of it"),
        };
        if let Some(remedy) = remedy {
            return Err(KeyError::State { key: id, state: record.1, remedy });
        }
        let survey = self.survey_in(tx, models).await?;
        let (cells, column) = if record.0 == Purpose::BlindIndex {
            let unopened =
                survey.failed.first().map(|cell| format!("{}.{}", cell.model.table, cell.column));
            let failed = u64::try_from(survey.failed.len()).unwrap_or(u64::MAX);
            (survey.unindexed + failed, survey.seen_unindexed.or(unopened))
        } else {
            let cells = survey.cells.get(&id).copied().unwrap_or(0);
            (cells, survey.seen.get(&id).cloned())
        };
        if cells > 0 {
            return Err(KeyError::InUse { key: id, cells, column: column.unwrap_or_default() });
        }
        let wiped = record::transition(tx.writer(), id, KeyState::DecryptOnly, KeyState::Destroyed);
        match tx.execute(wiped).await? {
            0 => Err(KeyError::Changed { purpose: record.0 }),
            _ => Ok(()),
        }
    }

    /// Purpose and state of a key whose record nobody else changes until `tx` ends.
    async fn held_record(&self, tx: &mut Tx, id: KeyId) -> Result<(Purpose, KeyState), KeyError> {
        let mut writer = tx.writer();
        writer.push("SELECT ");
        for (place, name) in ["purpose", "state"].into_iter().enumerate() {
            writer.push(if place == 0 { "" } else { ", " }).ident(name);
        }
        writer.push(" FROM ").ident(KEYS.table).push(" WHERE ");
        writer.condition(&KEYS, &Condition::eq("id", i64::from(id.get())));
        if writer.dialect() != DialectKind::Sqlite {
            writer.push(" FOR UPDATE");
        }
        let text = crate::models::Kind::Text;
        let found = tx.fetch(writer.finish(&[text, text])).await?;
        let row = found.into_iter().next().ok_or(KeyError::Unknown { key: id.get() })?;
        let wrong = KeyError::Record { what: "its purpose or state" };
        match row.as_slice() {
            [purpose, state] => purpose
                .as_text()
                .and_then(Purpose::of_name)
                .zip(state.as_text().and_then(KeyState::of_name))
                .ok_or(wrong),
            _ => Err(wrong),
        }
    }
}
