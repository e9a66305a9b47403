//! How does an account begin, change and end?

use crate::db::{ConstraintKind, DbError, SqlWriter, Statement, Tx};
use crate::models::validate::validate;
use crate::models::{
    ActorId, Condition, FieldType, Key, Kind, Model, Record, Scope, Value, Values, Violation,
    Violations,
};
use crate::security::administrators;
use crate::security::audit::{AuditEvent, AuditNote};
use crate::security::authority::By;
use crate::security::binds::Binds;
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::password::{Password, is_short};
use crate::security::people::User;
use crate::security::post::{Letter, Notice, To};
use crate::security::roles::{give_role, role_in};
use crate::security::token_end::withdraw_tokens;

/// Who somebody new is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewUser {
    /// The name to sign in with; capital letters become small ones.
    pub username: String,
    /// The name that others see; the user name when it is empty.
    pub display_name: String,
    /// Where the person can be reached.
    pub email: Option<String>,
}

pub(crate) const NO_USER: SecurityError = SecurityError::NotFound { what: "user" };

/// A user name as it is stored: without spaces around it, in small letters.
pub(crate) fn plain_username(typed: &str) -> String {
    typed.trim().to_lowercase()
}

impl Security {
    /// Makes an account. Without a password it waits for a link; see [`Security::reset_link`].
    ///
    /// # Errors
    ///
    /// [`SecurityError::Invalid`] with what is wrong at which field,
    /// [`SecurityError::Escalation`] when a role allows more than `by` may do.
    pub async fn create_user(
        &self,
        new: NewUser,
        password: Option<Password>,
        roles: &[i64],
        by: By<'_>,
    ) -> Result<User, SecurityError> {
        let authority = by.authority()?;
        let record = self.new_record(new, password.as_ref())?;
        let hash = match password {
            Some(password) => {
                self.refuse_breached(&password).await?;
                Some(self.hasher().hash(password).await?)
            }
            None => None,
        };
        let mut tx = self.db().begin().await?;
        administrators::lock(&mut tx).await?;
        let user = insert_user(&mut tx, &record).await?;
        let name = record.get("username").as_text().unwrap_or_default();
        let note = |event| AuditNote::new(event).by(by).subject(User::NAME, user);
        let mut notes = vec![note(AuditEvent::UserAdded).fact("username", name)];
        for role in roles {
            let (role_name, grants) = role_in(&mut tx, self.code_roles(), *role).await?;
            authority.require(&mut tx, self.code_roles(), &grants.all()).await?;
            give_role(&mut tx, user, *role, self.now()).await?;
            notes.push(note(AuditEvent::RoleGranted).fact("role", role_name));
        }
        if let Some(hash) = hash {
            store_hash(&mut tx, user, &hash, false).await?;
        }
        self.auditor().record(&mut tx, &notes).await?;
        tx.commit().await?;
        tracing::info!(target: "fab::security", user, "an account was made");
        self.user(ActorId(user)).await
    }

    /// The user of that key.
    ///
    /// # Errors
    ///
    /// [`SecurityError::NotFound`].
    pub async fn user(&self, user: ActorId) -> Result<User, SecurityError> {
        let key = Key::new(vec![Value::Int(user.0)]);
        Ok(self.store().load(&Scope::system(), &key).await?)
    }

    /// The user of that name, if there is one.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn find_user(&self, username: &str) -> Result<Option<User>, SecurityError> {
        let named = Condition::eq("username", plain_username(username));
        Ok(self.store().all(&Scope::system(), &named).await?.into_iter().next())
    }

    /// Gives a user another password, ends all of their sessions and withdraws their tokens.
    ///
    /// # Errors
    ///
    /// [`SecurityError::Invalid`] at `password`,
    /// [`SecurityError::Escalation`] when the user may do more than `by`,
    /// [`SecurityError::NotFound`].
    pub async fn set_password(
        &self,
        user: ActorId,
        password: Password,
        by: By<'_>,
    ) -> Result<(), SecurityError> {
        let authority = by.authority()?;
        let username = self.user(user).await?.username;
        self.judge(&self.rules_for(user.0, &username).await?, &password).await?;
        let short = is_short(&password);
        let hash = self.hasher().hash(password).await?;
        let mut tx = self.db().begin().await?;
        administrators::lock(&mut tx).await?;
        authority.require_over(&mut tx, self.code_roles(), user.0).await?;
        self.require_factor_beside(&mut tx, user.0, short).await?;
        store_hash(&mut tx, user.0, &hash, short).await?;
        end_sessions(&mut tx, user.0).await?;
        self.post_in(&mut tx, To::User(user.0), Letter::Notice(Notice::PasswordReset)).await?;
        let note = |event| AuditNote::new(event).by(by).subject(User::NAME, user);
        let mut notes = vec![note(AuditEvent::PasswordReset)];
        let revoked = note(AuditEvent::TokenRevoked);
        notes.extend(withdraw_tokens(&mut tx, user.0, revoked, "password reset").await?);
        self.auditor().record(&mut tx, &notes).await?;
        tx.commit().await?;
        tracing::info!(target: "fab::security", user = user.0, "a password was set");
        Ok(())
    }

    /// Lets a user sign in no more and ends all of their sessions.
    ///
    /// # Errors
    ///
    /// [`SecurityError::LastAdministrator`] when nobody would be left,
    /// [`SecurityError::Escalation`] when the user may do more than `by`,
    /// [`SecurityError::NotFound`].
    pub async fn deactivate(&self, user: ActorId, by: By<'_>) -> Result<(), SecurityError> {
        self.set_active(user.0, false, by).await
    }

    /// Lets a user sign in again.
    ///
    /// # Errors
    ///
    /// As [`Security::deactivate`].
    pub async fn activate(&self, user: ActorId, by: By<'_>) -> Result<(), SecurityError> {
        self.set_active(user.0, true, by).await
    }

    async fn set_active(&self, user: i64, active: bool, by: By<'_>) -> Result<(), SecurityError> {
        let authority = by.authority()?;
        let mut tx = self.db().begin().await?;
        administrators::lock(&mut tx).await?;
        self.require_user(&mut tx, user).await?;
        authority.require_over(&mut tx, self.code_roles(), user).await?;
        if !active {
            administrators::require_another(&mut tx, user).await?;
        }
        let statement = tx
            .writer()
            .push("UPDATE fab_users SET active = ")
            .bool(active)
            .push(" WHERE id = ")
            .int(user)
            .finish(&[]);
        end_sessions(&mut tx, user).await?;
        tx.execute(statement).await?;
        let event = if active { AuditEvent::UserActivated } else { AuditEvent::UserDeactivated };
        let note = AuditNote::new(event).by(by).subject(User::NAME, user);
        self.auditor().record(&mut tx, &[note]).await?;
        tx.commit().await?;
        tracing::info!(target: "fab::security", user, active, "an account was switched");
        Ok(())
    }

    pub(crate) async fn require_user(&self, tx: &mut Tx, user: i64) -> Result<(), SecurityError> {
        let statement =
            tx.writer().push("SELECT id FROM fab_users WHERE id = ").int(user).finish(&[Kind::Int]);
        if tx.fetch(statement).await?.is_empty() { Err(NO_USER) } else { Ok(()) }
    }

    /// A record that may be inserted; everything that is wrong is said at once.
    pub(crate) fn new_record(
        &self,
        new: NewUser,
        password: Option<&Password>,
    ) -> Result<Record, SecurityError> {
        let username = plain_username(&new.username);
        let display_name = match new.display_name.trim() {
            "" => username.clone(),
            name => name.to_owned(),
        };
        let email =
            new.email.map(|email| email.trim().to_owned()).filter(|email| !email.is_empty());
        let rules = self.password_rules(&username);
        let mut record = Record::with_defaults(User::meta());
        record.set("username", username);
        record.set("display_name", display_name);
        record.set("email", email);
        record.set("created_at", self.now());
        let mut violations = Violations::new();
        for checked in [validate(&mut record), password.map_or(Ok(()), |typed| rules.check(typed))]
        {
            if let Err(wrong) = checked {
                violations.extend(wrong);
            }
        }
        violations.into_result()?;
        Ok(record)
    }
}

/// Inserts a user; the key that the database made.
pub(crate) async fn insert_user(tx: &mut Tx, record: &Record) -> Result<i64, SecurityError> {
    let mut writer = tx.writer();
    writer.push(
        "INSERT INTO fab_users (username, display_name, email, active, epoch, factors_reset, created_at) VALUES (",
    );
    let columns =
        ["username", "display_name", "email", "active", "epoch", "factors_reset", "created_at"];
    for (index, name) in columns.into_iter().enumerate() {
        let Some(column) = record.model().columns().by_name(name) else { continue };
        writer.push(if index == 0 { "" } else { ", " });
        writer.bind(column.kind(), record.at(column.index).clone());
    }
    let statement = writer.push(")").finish(&[]);
    tx.execute(statement).await.map_err(|error| taken(error, record))?;
    let username = record.get("username").as_text().unwrap_or_default();
    let statement = tx
        .writer()
        .push("SELECT id FROM fab_users WHERE username = ")
        .text(username)
        .finish(&[Kind::Int]);
    let mut row = tx.fetch(statement).await?.into_iter().next().ok_or(NO_USER)?;
    Ok(i64::load(&mut Values::new(&mut row))?)
}

/// A broken unique constraint as a violation at the field.
pub(crate) fn taken(error: DbError, record: &Record) -> SecurityError {
    match error.constraint() {
        Some(broken) if broken.kind == ConstraintKind::Unique => {
            let named = |column: &str| {
                broken.columns.iter().any(|one| one == column)
                    || broken.name.as_ref().is_some_and(|name| name.contains(column))
            };
            let email = named("email") && !record.get("email").is_null();
            let column = if email { "email" } else { "username" };
            SecurityError::Invalid(Violations::at(column, Violation::taken()))
        }
        _ => error.into(),
    }
}

/// Ends the invitation of a user; whether there was one.
pub(crate) async fn forget_invitation(tx: &mut Tx, user: i64) -> Result<bool, DbError> {
    let mut found = false;
    for piece in [
        "DELETE FROM fab_one_time_links WHERE purpose = 'invitation' AND user_id = ",
        "DELETE FROM fab_invitations WHERE user_id = ",
    ] {
        let statement = tx.writer().push(piece).int(user).finish(&[]);
        found |= tx.execute(statement).await? > 0;
    }
    Ok(found)
}

/// Whether a user has a password. Only certain under the lock of [`administrators`].
pub(crate) async fn has_password(tx: &mut Tx, user: i64) -> Result<bool, DbError> {
    let statement = password_of(tx.writer(), user);
    Ok(!tx.fetch(statement).await?.is_empty())
}

/// Asks for one row where a user has a password, and for none where they have none.
pub(crate) fn password_of(mut writer: SqlWriter, user: i64) -> Statement {
    writer.push("SELECT 1 FROM fab_credentials WHERE user_id = ").int(user).finish(&[Kind::Int])
}

/// Keeps the hash of a user's password, and whether it only does beside a second factor.
pub(crate) async fn store_hash(
    tx: &mut Tx,
    user: i64,
    hash: &str,
    short: bool,
) -> Result<(), DbError> {
    // Whoever has a password waits for no first one, and no link to it may go on to open the account.
    forget_invitation(tx, user).await?;
    let update = tx
        .writer()
        .push("UPDATE fab_credentials SET hash = ")
        .text(hash)
        .push(", short = ")
        .bool(short)
        .push(" WHERE user_id = ")
        .int(user)
        .finish(&[]);
    if tx.execute(update).await? > 0 {
        return Ok(());
    }
    let insert = tx
        .writer()
        .push("INSERT INTO fab_credentials (user_id, hash, short) VALUES (")
        .int(user)
        .push(", ")
        .text(hash)
        .push(", ")
        .bool(short)
        .push(")")
        .finish(&[]);
    tx.execute(insert).await.map(drop)
}

/// Ends all sessions of a user at once, and forgets their trusted browsers and open links to a new password.
///
/// Sessions are deleted before the epoch changes: one that is opened in between waits for nothing of ours, and
/// belongs to the epoch that is over.
pub(crate) async fn end_sessions(tx: &mut Tx, user: i64) -> Result<(), DbError> {
    let pieces = [
        "DELETE FROM fab_sessions WHERE user_id = ",
        "DELETE FROM fab_trusted_devices WHERE user_id = ",
        "DELETE FROM fab_one_time_links WHERE purpose = 'reset' AND user_id = ",
        "UPDATE fab_users SET epoch = epoch + 1 WHERE id = ",
    ];
    for piece in pieces {
        let statement = tx.writer().push(piece).int(user).finish(&[]);
        tx.execute(statement).await?;
    }
    Ok(())
}
