//! What if the phone is lost? Codes on paper, each good for once; the database holds only keyed hashes.

use crate::crypto::mac::hex;
use crate::crypto::{MacKey, RandomError, random};
use crate::db::{SqlWriter, Statement, Tx};
use crate::secret::Secret;
use crate::security::binds::Binds;
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::mfa::typed::{LETTERS, letters};

/// How many there are.
const CODES: usize = 10;
/// 120 bits: too many to guess, so that a keyed hash is enough (ASVS 6.5.2).
const LENGTH: usize = 24;
/// They are shown in groups.
const GROUP: usize = 4;

const PURPOSE: &str = "backup codes";

impl Security {
    /// Puts new codes in the place of all that the user has, and returns them: nobody sees them again.
    pub(super) async fn replace_backup_codes(
        &self,
        tx: &mut Tx,
        user: i64,
    ) -> Result<Vec<Secret<String>>, SecurityError> {
        tx.execute(forget(tx.writer(), user)).await?;
        let mut codes = Vec::with_capacity(CODES);
        for _ in 0..CODES {
            let code = generate()?;
            let statement = tx
                .writer()
                .push("INSERT INTO fab_backup_codes (mac, user_id, created_at, used_at) VALUES (")
                .text(&self.backup_mac(user, &code))
                .push(", ")
                .int(user)
                .push(", ")
                .time(self.now())
                .push(", NULL)")
                .finish(&[]);
            tx.execute(statement).await?;
            codes.push(shown(&code));
        }
        Ok(codes)
    }

    /// Uses a code up. One statement decides who was first.
    pub(super) async fn use_backup_code(
        &self,
        tx: &mut Tx,
        user: i64,
        code: &Secret<String>,
    ) -> Result<bool, SecurityError> {
        let statement = tx
            .writer()
            .push("UPDATE fab_backup_codes SET used_at = ")
            .time(self.now())
            .push(" WHERE mac = ")
            .text(&self.backup_mac(user, code))
            .push(" AND user_id = ")
            .int(user)
            .push(" AND used_at IS NULL")
            .finish(&[]);
        Ok(tx.execute(statement).await? == 1)
    }

    fn backup_mac(&self, user: i64, code: &Secret<String>) -> String {
        let mut message = user.to_be_bytes().to_vec();
        message.extend_from_slice(code.expose().as_bytes());
        hex(&MacKey::derive(&self.options().secret, PURPOSE).mac(&message))
    }
}

/// Forgets every code of a user.
pub(super) fn forget(mut writer: SqlWriter, user: i64) -> Statement {
    writer.push("DELETE FROM fab_backup_codes WHERE user_id = ").int(user).finish(&[])
}

/// The code that was typed; `None` for what none looks like.
pub(super) fn read(typed: &str) -> Option<Secret<String>> {
    letters(typed, LENGTH)
}

fn generate() -> Result<Secret<String>, RandomError> {
    // 256 is a multiple of 32, so every letter is as likely as any other.
    let bytes = random::<LENGTH>()?;
    let letter = |byte: &u8| LETTERS.get(usize::from(byte % 32)).copied().map(char::from);
    Ok(Secret::new(bytes.iter().filter_map(letter).collect()))
}

fn shown(code: &Secret<String>) -> Secret<String> {
    let mut groups = String::with_capacity(LENGTH + LENGTH / GROUP);
    for (place, letter) in code.expose().chars().enumerate() {
        if place > 0 && place.is_multiple_of(GROUP) {
            groups.push('-');
        }
        groups.push(letter);
    }
    Secret::new(groups)
}
