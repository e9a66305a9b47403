//! What was asked of a browser, and of which one? A challenge, kept here and taken once.
//!
//! A ceremony is found by the hash of its challenge, which comes back within what the device signed. It belongs
//! to one session, or to one visitor before there is a session, and to one purpose.

use std::time::Duration;

use base64ct::{Base64UrlUnpadded, Encoding};
use chrono::{DateTime, Utc};
use fab_derive::{AdminModel, Choice};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::crypto::token::digest;
use crate::db::SqlWriter;
use crate::models::{Choice, FieldType, Kind, Values};
use crate::security::attempts::{Subject, after};
use crate::security::binds::Binds;
use crate::security::csrf::CsrfBinding;
use crate::security::error::SecurityError;
use crate::security::facade::Security;

/// As long as browsers wait for a person.
pub(crate) const LIFE: Duration = Duration::from_mins(5);

/// What a challenge is for; an answer to one opens nothing of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Choice)]
#[choice(crate = "crate")]
pub(crate) enum Purpose {
    /// Makes a passkey.
    Enrol,
    /// Proves who the owner of a session is.
    Answer,
    /// Opens a session without a password.
    SignIn,
}

/// A ceremony that began, under the hash of its challenge.
#[derive(AdminModel)]
#[admin(crate = "crate", table = "fab_passkey_ceremonies")]
pub(crate) struct Ceremony {
    #[admin(key, max_length = 64)]
    pub(crate) id: String,
    pub(crate) purpose: Purpose,
    /// The hash of the session or of the visitor that it belongs to.
    #[admin(max_length = 64)]
    pub(crate) holder: String,
    /// What the site has to remember of it, as JSON.
    pub(crate) state: String,
    #[admin(index)]
    pub(crate) expires_at: DateTime<Utc>,
}

/// Passkeys that are asked for from an address, or by a user.
pub(super) fn asking(subject: &Subject) -> Subject {
    Subject(digest(&format!("passkeys {}", subject.0)))
}

/// Names whose browser was asked: the same that its forms are bound to.
fn mark(holder: CsrfBinding<'_>) -> String {
    match holder {
        CsrfBinding::Session(session) => digest(&format!("passkey session {}", session.id())),
        CsrfBinding::Nonce(nonce) => digest(&format!("passkey visitor {nonce}")),
    }
}

impl Security {
    /// Remembers what was asked, until it is answered or too old.
    pub(crate) async fn keep_ceremony(
        &self,
        holder: CsrfBinding<'_>,
        purpose: Purpose,
        challenge: &[u8],
        state: &impl Serialize,
    ) -> Result<(), SecurityError> {
        let state = serde_json::to_string(state).map_err(|_| SecurityError::WrongPasskey)?;
        let statement = self
            .db()
            .writer()
            .push("INSERT INTO fab_passkey_ceremonies (id, purpose, holder, state, expires_at) VALUES (")
            .text(&name_of(&Base64UrlUnpadded::encode_string(challenge)))
            .push(", ")
            .text(purpose.as_str())
            .push(", ")
            .text(&mark(holder))
            .push(", ")
            .text(&state)
            .push(", ")
            .time(after(self.now(), LIFE))
            .push(")")
            .finish(&[]);
        self.db().execute(statement).await?;
        Ok(())
    }

    /// What was asked, for the first answer alone: one statement decides which one that is, right or wrong.
    ///
    /// # Errors
    ///
    /// [`SecurityError::WrongPasskey`] when nothing like that was asked of `holder`.
    pub(crate) async fn take_ceremony<T: DeserializeOwned>(
        &self,
        holder: CsrfBinding<'_>,
        purpose: Purpose,
        client_data: &[u8],
    ) -> Result<T, SecurityError> {
        let wrong = SecurityError::WrongPasskey;
        let challenge = challenge_in(client_data).ok_or(wrong)?;
        let living = |writer: &mut SqlWriter| {
            writer
                .push(" FROM fab_passkey_ceremonies WHERE id = ")
                .text(&name_of(&challenge))
                .push(" AND purpose = ")
                .text(purpose.as_str())
                .push(" AND holder = ")
                .text(&mark(holder))
                .push(" AND expires_at > ")
                .time(self.now());
        };
        let mut writer = self.db().writer();
        writer.push("SELECT state");
        living(&mut writer);
        let rows = self.db().fetch(writer.finish(&[Kind::Text])).await?;
        let mut row = rows.into_iter().next().ok_or(SecurityError::WrongPasskey)?;
        let state = String::load(&mut Values::new(&mut row))?;
        let mut writer = self.db().writer();
        writer.push("DELETE");
        living(&mut writer);
        if self.db().execute(writer.finish(&[])).await? == 0 {
            return Err(SecurityError::WrongPasskey);
        }
        // What another version of the program asked is not answered any more.
        serde_json::from_str(&state).map_err(|_| SecurityError::WrongPasskey)
    }
}

/// The challenge that a browser says it answers.
fn challenge_in(client_data: &[u8]) -> Option<String> {
    let data: serde_json::Value = serde_json::from_slice(client_data).ok()?;
    data.get("challenge")?.as_str().map(str::to_owned)
}

fn name_of(challenge: &str) -> String {
    digest(&format!("passkey challenge {challenge}"))
}
