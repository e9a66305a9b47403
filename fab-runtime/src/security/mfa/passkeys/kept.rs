//! Where do passkeys stand? Among the factors: the public key sealed, the counter beside it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use webauthn_rs::prelude::{Passkey, Uuid};

use crate::crypto::Token;
use crate::db::SqlWriter;
use crate::models::{Actor, ActorId, Condition, FieldType, Kind, Model, Origin, Values};
use crate::secret::Secret;
use crate::security::audit::{AuditEvent, AuditNote, Outcome};
use crate::security::binds::Binds;
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::mfa::Beginning;
use crate::security::mfa::answer::Proven;
use crate::security::mfa::enrol::{Confirmed, Draft, Shown, method, of};
use crate::security::mfa::kinds::FactorKind;
use crate::security::mfa::passkeys::answer::Answered;
use crate::security::mfa::passkeys::enrol::credential_name;
use crate::security::people::User;
use crate::security::post::{Letter, Notice, To};
use crate::security::rows::SessionState;
use crate::security::session::{Client, Opened, Session, session_name};
use crate::security::session_store::Owner;
use crate::security::sign_in::nobody;

/// What is sealed of a passkey. The counter in it is that of the beginning; the row has the one that counts.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Held {
    /// The random number by which devices know the user.
    pub(super) handle: Uuid,
    pub(super) passkey: Passkey,
}

impl Held {
    /// How often the device said that it had used the passkey when it was made.
    fn counter(&self) -> Option<i64> {
        serde_json::to_value(&self.passkey).ok()?.get("cred")?.get("counter")?.as_i64()
    }

    /// Reads what is sealed, with the counter of the row.
    fn read(text: &Secret<String>, counter: i64) -> Option<Self> {
        let mut json: Json = serde_json::from_str(text.expose()).ok()?;
        let place = json.get_mut("passkey")?.get_mut("cred")?.get_mut("counter")?;
        *place = counter.into();
        serde_json::from_value(json).ok()
    }
}

/// A passkey of somebody.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) factor: i64,
    pub(super) owner: Owner,
    pub(super) name: String,
    /// Whether its owner may sign in.
    pub(super) active: bool,
    pub(super) locked: bool,
    /// What its owner calls it.
    called: String,
    pub(super) held: Held,
}

/// What stands in the clear of a passkey, and of its owner.
const PLAIN: &str = "SELECT f.id, f.last_step, f.locked_at, u.id, u.epoch, u.display_name, u.active \
    FROM fab_factors f JOIN fab_users u ON u.id = f.user_id \
    WHERE f.confirmed_at IS NOT NULL AND f.kind = 'passkey' AND ";
const PLAIN_KINDS: &[Kind] =
    &[Kind::Int, Kind::Int, Kind::Timestamp, Kind::Int, Kind::Int, Kind::Text, Kind::Bool];

impl Security {
    /// The passkeys of a user, the oldest first.
    pub(super) async fn passkeys_of(&self, user: i64) -> Result<Vec<Kept>, SecurityError> {
        let found = |writer: &mut SqlWriter| {
            writer.push("f.user_id = ").int(user).push(" ORDER BY f.id");
        };
        self.read_passkeys(found).await
    }

    /// The passkey of that name, whoever has it.
    pub(super) async fn passkey(&self, name: &str) -> Result<Option<Kept>, SecurityError> {
        let found = |writer: &mut SqlWriter| {
            writer.push("f.credential = ").text(name);
        };
        Ok(self.read_passkeys(found).await?.into_iter().next())
    }

    async fn read_passkeys(
        &self,
        found: impl FnOnce(&mut SqlWriter),
    ) -> Result<Vec<Kept>, SecurityError> {
        let mut writer = self.db().writer();
        writer.push(PLAIN);
        found(&mut writer);
        let mut all = Vec::new();
        for mut row in self.db().fetch(writer.finish(PLAIN_KINDS)).await? {
            let values = &mut Values::new(&mut row);
            let (factor, counter) = (i64::load(values)?, Option::<i64>::load(values)?);
            let locked = Option::<DateTime<Utc>>::load(values)?.is_some();
            let owner = Owner { id: i64::load(values)?, epoch: i64::load(values)? };
            let (name, active) = (String::load(values)?, bool::load(values)?);
            let sealed = self.opened_factors(owner.id, Condition::eq("id", factor)).await?;
            let Some(sealed) = sealed.into_iter().next() else { continue };
            let held = Held::read(&sealed.secret, counter.unwrap_or_default());
            let Some(held) = held else { continue };
            all.push(Kept { factor, owner, name, active, locked, called: sealed.name, held });
        }
        Ok(all)
    }

    /// Keeps a passkey that was made in the session of its owner.
    pub(super) async fn add_passkey(
        &self,
        session: &Session,
        user: i64,
        name: &str,
        held: &Held,
    ) -> Result<Confirmed, SecurityError> {
        let text = serde_json::to_string(held).map_err(|_| SecurityError::WrongPasskey)?;
        let draft = Draft {
            kind: FactorKind::Passkey,
            name,
            secret: &Secret::new(text),
            destination: None,
            credential: Some(credential_name(held.passkey.cred_id())),
        };
        let mut tx = self.db().begin().await?;
        let factor = self.add_pending(&mut tx, session, user, &draft).await?;
        tx.commit().await?;
        let counter = held.counter().unwrap_or_default();
        let shown = Shown { kind: FactorKind::Passkey, factor, step: Some(counter) };
        self.set_up(session, user, &shown).await
    }

    /// Makes the session of the owner of a passkey full and fresh.
    pub(super) async fn accept_passkey(
        &self,
        session: &Session,
        answered: Answered,
    ) -> Result<Opened, SecurityError> {
        let Answered { kept, counter } = answered;
        let mut tx = self.db().begin().await?;
        if !self.succeed(&mut tx, kept.factor, later(counter)).await? {
            drop(tx);
            self.lock_copied(&kept, session.asking()).await?;
            return Err(SecurityError::WrongPasskey);
        }
        let proven =
            Proven { method: method(FactorKind::Passkey), factor: Some(kept.factor), step: None };
        let token = self.accept_in(&mut tx, session, kept.owner.id, &proven).await?;
        tx.commit().await?;
        self.opened(token, session.asking()).await
    }

    /// Opens a session for the owner of a passkey.
    pub(super) async fn enter_by_passkey(
        &self,
        answered: Answered,
        client: &Client,
    ) -> Result<Opened, SecurityError> {
        let Answered { kept, counter } = answered;
        let (token, owner) = (Token::generate()?, kept.owner);
        let heed = self.to_heed(owner.id, None, client).await?;
        let mut tx = self.db().begin().await?;
        if !self.succeed(&mut tx, kept.factor, later(counter)).await? {
            drop(tx);
            self.lock_copied(&kept, client).await?;
            return Err(SecurityError::WrongPasskey);
        }
        tx.execute(self.note_login(owner.id)).await?;
        let beginning = Beginning {
            owner: Some(owner),
            state: SessionState::Full,
            methods: method(FactorKind::Passkey),
            proven_at: Some(self.now()),
        };
        tx.execute(self.insert_session(&token, &beginning, client)).await?;
        let origin = Origin { session: Some(session_name(&token.digest())), ..client.origin() };
        let actor = Actor::person(ActorId(owner.id), kept.name.as_str());
        let note = AuditNote::new(AuditEvent::SignInOk).actor(&actor).origin(&origin);
        let note = of(note, FactorKind::Passkey, kept.factor).fact("by", "passkey");
        self.auditor().record(&mut tx, &[note]).await?;
        tx.commit().await?;
        self.heed_sign_in(owner.id, heed, false);
        self.opened(token, client).await
    }

    /// Locks a passkey that may have been copied, writes it down once, and tells its owner.
    pub(super) async fn lock_copied(
        &self,
        kept: &Kept,
        client: &Client,
    ) -> Result<(), SecurityError> {
        let mut tx = self.db().begin().await?;
        let statement = tx
            .writer()
            .push("UPDATE fab_factors SET locked_at = ")
            .time(self.now())
            .push(" WHERE id = ")
            .int(kept.factor)
            .push(" AND locked_at IS NULL")
            .finish(&[]);
        if tx.execute(statement).await? == 1 {
            let note = AuditNote::new(AuditEvent::PasskeyCopied).actor(&nobody());
            let note = note.origin(&client.origin()).subject(User::NAME, kept.owner.id);
            let note = of(note.outcome(Outcome::Refused), FactorKind::Passkey, kept.factor);
            self.auditor().record(&mut tx, &[note]).await?;
            let notice = Letter::Notice(Notice::KeyCloned { name: &kept.called });
            self.post_in(&mut tx, To::User(kept.owner.id), notice).await?;
        }
        Ok(tx.commit().await?)
    }
}

/// The counter that must have gone on; devices that do not count say 0.
fn later(counter: i64) -> Option<i64> {
    Some(counter).filter(|counter| *counter > 0)
}
