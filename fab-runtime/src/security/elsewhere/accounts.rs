//! Whose account is it? That of who came before with the same issuer and subject, or one by a rule of the settings.

use crate::db::Tx;
use crate::models::{FieldType, Kind, Model, Value, Values};
use crate::security::audit::{AuditEvent, AuditNote};
use crate::security::binds::Binds;
use crate::security::elsewhere::depart::identity;
use crate::security::elsewhere::provider::{Linking, Provider, Provisioning};
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::people::User;
use crate::security::session_store::Owner;
use crate::security::users::{NewUser, insert_user, plain_username};
use crate::services::identity::Person;

/// An account that is open.
pub(super) struct Account {
    pub(super) owner: Owner,
    pub(super) name: String,
}

/// Whether somebody who was found may come in.
enum Standing {
    Open(Account),
    Closed,
}

/// What is known of a user: the account, and whether it is open.
const READ: &str = "SELECT u.id, u.epoch, u.active, u.display_name FROM fab_users u ";
const READ_KINDS: &[Kind] = &[Kind::Int, Kind::Int, Kind::Bool, Kind::Text];

type Found = Result<(Account, Vec<AuditNote>), &'static str>;

impl Security {
    /// The account of `person` with what is to be written down about it, or one word why there is none. Only certain
    /// under the lock of administrators.
    pub(super) async fn account_of(
        &self,
        tx: &mut Tx,
        provider: &Provider,
        person: &Person,
    ) -> Result<Found, SecurityError> {
        if person.subject.is_empty() || person.subject.len() > 255 {
            return Ok(Err("subject"));
        }
        let id = identity(&person.issuer, &person.subject);
        let statement = tx
            .writer()
            .push(READ)
            .push("JOIN fab_identities i ON i.user_id = u.id WHERE i.id = ")
            .text(&id)
            .finish(READ_KINDS);
        if let Some(found) = one(tx.fetch(statement).await?)? {
            let Standing::Open(account) = found else { return Ok(Err("inactive")) };
            let statement = tx
                .writer()
                .push("UPDATE fab_identities SET last_used_at = ")
                .time(self.now())
                .push(" WHERE id = ")
                .text(&id)
                .finish(&[]);
            tx.execute(statement).await?;
            return Ok(Ok((account, Vec::new())));
        }
        if let Some(found) = self.by_email(tx, provider, person).await? {
            let Standing::Open(account) = found else { return Ok(Err("inactive")) };
            let note = self.link(tx, provider, person, account.owner.id).await?;
            return Ok(Ok((account, vec![note.fact("by", "verified e-mail")])));
        }
        if provider.provisioning == Provisioning::Refused {
            return Ok(Err("unknown"));
        }
        self.make(tx, provider, person).await
    }

    /// The account with the address that the provider has verified, where the settings let that count.
    async fn by_email(
        &self,
        tx: &mut Tx,
        provider: &Provider,
        person: &Person,
    ) -> Result<Option<Standing>, SecurityError> {
        let (Linking::VerifiedEmail, Some(email)) = (provider.linking, &person.verified_email)
        else {
            return Ok(None);
        };
        let statement =
            tx.writer().push(READ).push("WHERE u.email = ").text(email).finish(READ_KINDS);
        one(tx.fetch(statement).await?)
    }

    /// Makes an account without a password. A name or an address that somebody has is not shared.
    async fn make(
        &self,
        tx: &mut Tx,
        provider: &Provider,
        person: &Person,
    ) -> Result<Found, SecurityError> {
        let names = [person.username.as_deref(), person.verified_email.as_deref()];
        let Some(username) = names.into_iter().flatten().map(plain_username).next() else {
            return Ok(Err("no name"));
        };
        for (column, value) in [
            ("WHERE u.username = ", Some(username.as_str())),
            ("WHERE u.email = ", person.verified_email.as_deref()),
        ] {
            let Some(value) = value else { continue };
            let statement = tx.writer().push(READ).push(column).text(value).finish(READ_KINDS);
            if !tx.fetch(statement).await?.is_empty() {
                return Ok(Err("taken"));
            }
        }
        let new = NewUser {
            username,
            display_name: person.name.clone().unwrap_or_default(),
            email: person.verified_email.clone(),
        };
        let record = match self.new_record(new, None) {
            Ok(record) => record,
            Err(SecurityError::Invalid(_)) => return Ok(Err("no name")),
            Err(error) => return Err(error),
        };
        let user = insert_user(tx, &record).await?;
        let text = |column: &str| record.get(column).as_text().unwrap_or_default().to_owned();
        let added = AuditNote::new(AuditEvent::UserAdded).subject(User::NAME, user);
        let added = added.fact("username", text("username"));
        let linked = self.link(tx, provider, person, user).await?;
        let account = Account { owner: Owner { id: user, epoch: 0 }, name: text("display_name") };
        Ok(Ok((account, vec![added.fact("provider", provider.name.as_str()), linked])))
    }

    /// From now on the person is this user.
    async fn link(
        &self,
        tx: &mut Tx,
        provider: &Provider,
        person: &Person,
        user: i64,
    ) -> Result<AuditNote, SecurityError> {
        let (id, now) = (identity(&person.issuer, &person.subject), self.now());
        let statement = tx
            .writer()
            .push(
                "INSERT INTO fab_identities (id, user_id, issuer, subject, created_at, last_used_at) \
                 VALUES (",
            )
            .text(&id)
            .push(", ")
            .int(user)
            .push(", ")
            .text(&person.issuer)
            .push(", ")
            .text(&person.subject)
            .push(", ")
            .time(now)
            .push(", ")
            .time(now)
            .push(")")
            .finish(&[]);
        tx.execute(statement).await?;
        let note = AuditNote::new(AuditEvent::IdentityLinked).subject(User::NAME, user);
        Ok(note
            .fact("provider", provider.name.as_str())
            .fact("issuer", person.issuer.as_str())
            .fact("identity", person.subject.as_str()))
    }
}

/// The only account of these rows, if there is one.
fn one(rows: Vec<Vec<Value>>) -> Result<Option<Standing>, SecurityError> {
    let Some(mut row) = rows.into_iter().next() else { return Ok(None) };
    let mut values = Values::new(&mut row);
    let owner = Owner { id: i64::load(&mut values)?, epoch: i64::load(&mut values)? };
    let active = bool::load(&mut values)?;
    let account = Account { owner, name: String::load(&mut values)? };
    Ok(Some(if active { Standing::Open(account) } else { Standing::Closed }))
}
