//! Is it really them? The same answer, at the same pace, for every way of being wrong.

use crate::crypto::Token;
use crate::db::{SqlWriter, Statement};
use crate::models::{
    Actor, ActorId, FieldType, Kind, Model, Origin, Values, Violation, Violations,
};
use crate::security::administrators;
use crate::security::attempts::Subject;
use crate::security::audit::{AuditEvent, AuditNote, Outcome};
use crate::security::authority::By;
use crate::security::binds::Binds;
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::mfa::{BY_DEVICE, Beginning};
use crate::security::password::{Password, Verdict, is_short, normal};
use crate::security::people::User;
use crate::security::post::{Letter, Notice, To};
use crate::security::rates::Budget;
use crate::security::rows::SessionState;
use crate::security::session::{Client, Opened, Session, session_name};
use crate::security::session_store::Owner;
use crate::security::users::{end_sessions, plain_username};

/// Who has not proven anything.
pub(crate) fn nobody() -> Actor {
    Actor { id: None, name: "anonymous".to_owned() }
}

/// What the database knows of an account that somebody wants to sign in to.
struct Account {
    owner: Owner,
    active: bool,
    hash: Option<String>,
    name: String,
}

impl Security {
    /// Signs somebody in, as far as the password goes: the session is half where a second factor has to follow, or to
    /// be set up; see [`Security::answer`] and [`Session::must_enrol`].
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
        self.login_on(username, password, client, None).await
    }

    /// The same from a browser that keeps the token of [`Security::trust_device`]: where it is trusted, the session is
    /// full without the second factor, and not fresh. A token that is wrong in any way changes nothing.
    ///
    /// # Errors
    ///
    /// As [`Security::login`].
    pub async fn login_on(
        &self,
        username: &str,
        password: Password,
        client: &Client,
        device: Option<&str>,
    ) -> Result<Opened, SecurityError> {
        let username = plain_username(username);
        let by_account = Subject::account(&username);
        let by_address = client.address.map(Subject::address);
        let rates = self.options().rates;
        let mut attempted = Ok(());
        if let Some(address) = &by_address {
            attempted = self.attempt(address, rates.sign_in_address).await;
        }
        if attempted.is_ok() {
            attempted = self.attempt(&by_account, rates.sign_in_account).await;
        }
        let account = self.account(&username).await?;
        let about = |event| {
            let note = AuditNote::new(event).actor(&nobody()).origin(&client.origin());
            match &account {
                Some(account) => note.subject(User::NAME, account.owner.id),
                // What was typed may be a password that went into the wrong control.
                None => note.fact("account", "unknown"),
            }
        };
        if let Err(error) = attempted {
            if matches!(error, SecurityError::TooManyAttempts { .. }) {
                let subject = by_address.as_ref().unwrap_or(&by_account);
                let note = about(AuditEvent::SignInLocked).outcome(Outcome::Refused);
                let once = Budget { attempts: 1, ..rates.sign_in_account };
                self.record_at_most(&subject.noted(), once, note).await?;
                if let Some(account) = &account {
                    self.heed_lock(account.owner.id, &by_account);
                }
            }
            return Err(error);
        }
        let hash = account.as_ref().filter(|account| account.active);
        let hash = hash.and_then(|account| account.hash.clone());
        let verdict = self.hasher().verify(password, hash.clone()).await?;
        let failed = about(AuditEvent::SignInFailed);
        let (Some(account), Verdict::Right(better)) = (account, verdict) else {
            let note = failed.outcome(Outcome::Refused);
            self.record(note).await?;
            tracing::warn!(target: "fab::security", address = ?client.address, "a sign-in was refused");
            return Err(SecurityError::WrongCredentials);
        };

        if let (Some(better), Some(old)) = (better, hash) {
            self.replace_hash(account.owner.id, &old, &better).await?;
        }
        let heed = self.to_heed(account.owner.id, Some(&by_account), client).await?;
        self.forget_attempts(&by_account).await?;
        if let Some(address) = &by_address {
            self.return_attempt(address).await?;
        }
        let opened = self.enter(&account, client, device).await?;
        self.heed_sign_in(account.owner.id, heed, !opened.session.is_full());
        tracing::info!(target: "fab::security", user = account.owner.id, address = ?client.address, "signed in");
        Ok(opened)
    }

    /// Opens the session of somebody whose password is right: half of one, where a second factor has to follow or to be
    /// set up.
    async fn enter(
        &self,
        account: &Account,
        client: &Client,
        device: Option<&str>,
    ) -> Result<Opened, SecurityError> {
        let token = Token::generate()?;
        let owner = account.owner;
        let mut tx = self.db().begin().await?;
        let mut beginning = self.beginning(&mut tx, owner, "password").await?;
        if beginning.state == SessionState::Half && self.is_trusted(&mut tx, owner, device).await? {
            // Nothing new was proven: what asks for a fresh proof still does.
            beginning.state = SessionState::Full;
            beginning.methods = BY_DEVICE;
        }
        let half = beginning.state == SessionState::Half;
        if !half {
            tx.execute(self.note_login(owner.id)).await?;
        }
        tx.execute(self.insert_session(&token, &beginning, client)).await?;
        let origin = Origin { session: Some(session_name(&token.digest())), ..client.origin() };
        let note = if half {
            let note = AuditNote::new(AuditEvent::PasswordAccepted).actor(&nobody());
            note.subject(User::NAME, owner.id)
        } else {
            let actor = Actor::person(ActorId(owner.id), account.name.as_str());
            AuditNote::new(AuditEvent::SignInOk).actor(&actor).fact("by", beginning.methods)
        };
        self.auditor().record(&mut tx, &[note.origin(&origin)]).await?;
        tx.commit().await?;
        self.opened(token, client).await
    }

    /// Changes the password of the owner of a session. All of their sessions end; the client goes on with the
    /// new one.
    ///
    /// # Errors
    ///
    /// [`SecurityError::WrongCredentials`] when `old` is wrong, [`SecurityError::TooManyAttempts`],
    /// [`SecurityError::NotFresh`] for somebody with a second factor who did not answer it a moment ago,
    /// [`SecurityError::Invalid`] at `password`, [`SecurityError::SessionEnded`].
    pub async fn change_password(
        &self,
        session: &Session,
        old: Password,
        new: Password,
    ) -> Result<Opened, SecurityError> {
        let Some(ActorId(user)) = session.user() else {
            return Err(SecurityError::SessionEnded);
        };
        if self.owes_proof(session) {
            return Err(SecurityError::NotFresh);
        }
        self.rules_for(user, session.username()).await?.check(&new)?;
        let short = is_short(&new);
        if normal(&old) == normal(&new) {
            let same = Violation::new("same", "Choose a password that is not the old one");
            return Err(Violations::at("password", same).into());
        }
        let (owner, known) = self.confirm(session, old).await?;
        self.refuse_breached(&new).await?;
        let hash = self.hasher().hash(new).await?;

        let mut tx = self.db().begin().await?;
        administrators::lock(&mut tx).await?;
        self.require_factor_beside(&mut tx, user, short).await?;
        let statement = replace(self.db().writer(), user, &known, &hash, Some(short));
        if tx.execute(statement).await? == 0 {
            return Err(SecurityError::WrongCredentials);
        }
        end_sessions(&mut tx, user).await?;
        let token = Token::generate()?;
        let owner = Owner { epoch: owner.epoch.saturating_add(1), ..owner };
        let client = session.request.as_ref().unwrap_or(session.client());
        let beginning = Beginning {
            owner: Some(owner),
            state: SessionState::Full,
            methods: &session.proof.methods,
            // The old password proves nothing where a factor does.
            proven_at: session
                .proven_at()
                .filter(|_| session.proof.factors > 0)
                .or(Some(self.now())),
        };
        tx.execute(self.insert_session(&token, &beginning, client)).await?;
        self.post_in(&mut tx, To::User(user), Letter::Notice(Notice::PasswordChanged)).await?;
        let note = AuditNote::new(AuditEvent::PasswordChanged).by(By::Session(session));
        self.auditor().record(&mut tx, &[note.subject(User::NAME, user)]).await?;
        tx.commit().await?;
        tracing::info!(target: "fab::security", user, "a password was changed");
        self.opened(token, client).await
    }

    /// Whether the owner of a session still knows the password; counted like a sign-in.
    ///
    /// # Errors
    ///
    /// [`SecurityError::WrongCredentials`], [`SecurityError::TooManyAttempts`], [`SecurityError::SessionEnded`].
    pub async fn confirm_password(
        &self,
        session: &Session,
        password: Password,
    ) -> Result<(), SecurityError> {
        self.confirm(session, password).await.map(drop)
    }

    /// The owner and the hash of a password that is right.
    async fn confirm(
        &self,
        session: &Session,
        password: Password,
    ) -> Result<(Owner, String), SecurityError> {
        session.signed_in()?;
        let subject = Subject::account(session.username());
        self.attempt(&subject, self.options().rates.sign_in_account).await?;
        let Some(account) = self.account(session.username()).await? else {
            return Err(SecurityError::SessionEnded);
        };
        let known = account.hash.filter(|_| account.active);
        let verdict = self.hasher().verify(password, known.clone()).await?;
        let (Verdict::Right(_), Some(known)) = (verdict, known) else {
            return Err(SecurityError::WrongCredentials);
        };
        self.forget_attempts(&subject).await?;
        Ok((account.owner, known))
    }

    async fn account(&self, username: &str) -> Result<Option<Account>, SecurityError> {
        let statement = self
            .db()
            .writer()
            .push(
                "SELECT u.id, u.epoch, u.active, c.hash, u.display_name FROM fab_users u \
                 LEFT JOIN fab_credentials c ON c.user_id = u.id WHERE u.username = ",
            )
            .text(username)
            .finish(&[Kind::Int, Kind::Int, Kind::Bool, Kind::Text, Kind::Text]);
        let Some(mut row) = self.db().fetch(statement).await?.into_iter().next() else {
            return Ok(None);
        };
        let mut values = Values::new(&mut row);
        let owner = Owner { id: i64::load(&mut values)?, epoch: i64::load(&mut values)? };
        let active = bool::load(&mut values)?;
        let (hash, name) = (Option::load(&mut values)?, String::load(&mut values)?);
        Ok(Some(Account { owner, active, hash, name }))
    }

    /// Keeps a dearer hash of the same password, unless the password was changed in the meantime.
    async fn replace_hash(&self, user: i64, old: &str, new: &str) -> Result<(), SecurityError> {
        self.db().execute(replace(self.db().writer(), user, old, new, None)).await?;
        Ok(())
    }

    pub(crate) fn note_login(&self, user: i64) -> Statement {
        self.db()
            .writer()
            .push("UPDATE fab_users SET last_login_at = ")
            .time(self.now())
            .push(" WHERE id = ")
            .int(user)
            .finish(&[])
    }
}

fn replace(
    mut writer: SqlWriter,
    user: i64,
    old: &str,
    new: &str,
    short: Option<bool>,
) -> Statement {
    writer.push("UPDATE fab_credentials SET hash = ").text(new);
    if let Some(short) = short {
        writer.push(", short = ").bool(short);
    }
    writer.push(" WHERE user_id = ").int(user).push(" AND hash = ").text(old).finish(&[])
}
