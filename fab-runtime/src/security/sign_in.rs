//! Is it really them? The same answer, at the same pace, for every way of being wrong.

use crate::db::{SqlWriter, Statement};
use crate::models::{ActorId, FieldType, Kind, Values, Violation, Violations};
use crate::security::administrators;
use crate::security::attempts::Subject;
use crate::security::binds::Binds;
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::password::{Password, Verdict};
use crate::security::rows::SessionState;
use crate::security::session::{Client, Opened, Session};
use crate::security::session_store::Owner;
use crate::security::users::{end_sessions, plain_username};

/// What the database knows of an account that somebody wants to sign in to.
struct Account {
    owner: Owner,
    active: bool,
    hash: Option<String>,
}

impl Security {
    /// Signs somebody in.
    ///
    /// Every attempt counts against the account and the address before the password is looked at. The right
    /// password forgets the failures of the account.
    ///
    /// # Errors
    ///
    /// [`SecurityError::WrongCredentials`], the same whether the account exists, is active, has a password or
    /// has another one; [`SecurityError::TooManyAttempts`], also for the right password.
    pub async fn login(
        &self,
        username: &str,
        password: Password,
        client: &Client,
    ) -> Result<Opened, SecurityError> {
        let username = plain_username(username);
        let by_account = Subject::account(&username);
        let by_address = client.address.map(Subject::address);
        if let Some(address) = &by_address {
            self.attempt(address, self.options().address_attempts).await?;
        }
        self.attempt(&by_account, self.options().account_attempts).await?;

        let account = self.account(&username).await?;
        let hash = account.as_ref().filter(|account| account.active);
        let hash = hash.and_then(|account| account.hash.clone());
        let verdict = self.hasher().verify(password, hash.clone()).await?;
        let (Some(account), Verdict::Right(better)) = (account, verdict) else {
            tracing::warn!(target: "fab::security", address = ?client.address, "a sign-in was refused");
            return Err(SecurityError::WrongCredentials);
        };

        if let (Some(better), Some(old)) = (better, hash) {
            self.replace_hash(account.owner.id, &old, &better).await?;
        }
        self.forget_attempts(&by_account).await?;
        if let Some(address) = &by_address {
            self.return_attempt(address).await?;
        }
        self.note_login(account.owner.id).await?;
        tracing::info!(target: "fab::security", user = account.owner.id, address = ?client.address, "signed in");
        self.open(Some(account.owner), SessionState::Full, client).await
    }

    /// Changes the password of the owner of a session. All of their sessions end; the client goes on with the
    /// new one.
    ///
    /// # Errors
    ///
    /// [`SecurityError::WrongCredentials`] when `old` is wrong, [`SecurityError::TooManyAttempts`],
    /// [`SecurityError::Invalid`] at `password`, [`SecurityError::SessionEnded`].
    pub async fn change_password(
        &self,
        session: &Session,
        old: Password,
        new: Password,
    ) -> Result<Opened, SecurityError> {
        let Some(ActorId(user)) = session.user().filter(|_| session.is_full()) else {
            return Err(SecurityError::SessionEnded);
        };
        self.password_rules(session.username()).check(&new)?;
        if old == new {
            let same = Violation::new("same", "Choose a password that is not the old one");
            return Err(Violations::at("password", same).into());
        }
        let subject = Subject::account(session.username());
        self.attempt(&subject, self.options().account_attempts).await?;
        let Some(account) = self.account(session.username()).await? else {
            return Err(SecurityError::SessionEnded);
        };
        let known = account.hash.filter(|_| account.active);
        let verdict = self.hasher().verify(old, known.clone()).await?;
        let (Verdict::Right(_), Some(known)) = (verdict, known) else {
            return Err(SecurityError::WrongCredentials);
        };
        self.forget_attempts(&subject).await?;
        let hash = self.hasher().hash(new).await?;

        let mut tx = self.db().begin().await?;
        administrators::lock(&mut tx).await?;
        let statement = replace(self.db().writer(), user, &known, &hash);
        if tx.execute(statement).await? == 0 {
            return Err(SecurityError::WrongCredentials);
        }
        end_sessions(&mut tx, user).await?;
        tx.commit().await?;
        tracing::info!(target: "fab::security", user, "a password was changed");
        let account = self.account(session.username()).await?.ok_or(SecurityError::SessionEnded)?;
        self.open(Some(account.owner), SessionState::Full, session.client()).await
    }

    async fn account(&self, username: &str) -> Result<Option<Account>, SecurityError> {
        let statement = self
            .db()
            .writer()
            .push(
                "SELECT u.id, u.epoch, u.active, c.hash FROM fab_users u \
                 LEFT JOIN fab_credentials c ON c.user_id = u.id WHERE u.username = ",
            )
            .text(username)
            .finish(&[Kind::Int, Kind::Int, Kind::Bool, Kind::Text]);
        let Some(mut row) = self.db().fetch(statement).await?.into_iter().next() else {
            return Ok(None);
        };
        let mut values = Values::new(&mut row);
        let owner = Owner { id: i64::load(&mut values)?, epoch: i64::load(&mut values)? };
        let active = bool::load(&mut values)?;
        Ok(Some(Account { owner, active, hash: Option::load(&mut values)? }))
    }

    /// Keeps a dearer hash of the same password, unless the password was changed in the meantime.
    async fn replace_hash(&self, user: i64, old: &str, new: &str) -> Result<(), SecurityError> {
        self.db().execute(replace(self.db().writer(), user, old, new)).await?;
        Ok(())
    }

    async fn note_login(&self, user: i64) -> Result<(), SecurityError> {
        let statement = self
            .db()
            .writer()
            .push("UPDATE fab_users SET last_login_at = ")
            .time(self.now())
            .push(" WHERE id = ")
            .int(user)
            .finish(&[]);
        self.db().execute(statement).await?;
        Ok(())
    }
}

fn replace(mut writer: SqlWriter, user: i64, old: &str, new: &str) -> Statement {
    writer
        .push("UPDATE fab_credentials SET hash = ")
        .text(new)
        .push(" WHERE user_id = ")
        .int(user)
        .push(" AND hash = ")
        .text(old)
        .finish(&[])
}
