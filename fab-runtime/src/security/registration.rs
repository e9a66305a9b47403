//! How does somebody get an account that nobody made for them? By an address that they can read, if the site allows it.

use crate::models::{Model, Violation, Violations};
use crate::security::administrators;
use crate::security::attempts::{Subject, after};
use crate::security::audit::{AuditEvent, AuditNote};
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::links::NewLink;
use crate::security::password::Password;
use crate::security::people::User;
use crate::security::post::{ConfirmPurpose, Letter, To};
use crate::security::roles::give_role;
use crate::security::rows::LinkPurpose;
use crate::security::session::Client;
use crate::security::sign_in::nobody;
use crate::security::users::{NewUser, insert_user, plain_username, store_hash};

impl Security {
    /// Whether people can ask for an account themselves: the site allows it, and can write to them.
    pub fn takes_registrations(&self) -> bool {
        self.options().registration.is_some() && self.can_send_links()
    }

    /// Writes to somebody who wants an account: a link to go on with, or, where the address has an account, that it has
    /// one. Which of the two, nobody can tell who cannot read that address.
    ///
    /// # Errors
    ///
    /// [`SecurityError::Invalid`] at `email` for what cannot be an address, [`SecurityError::TooManyAttempts`] for the
    /// address of the client, [`SecurityError::NotFound`] where nobody can register.
    pub async fn register(&self, email: &str, client: &Client) -> Result<(), SecurityError> {
        if !self.takes_registrations() {
            return Err(SecurityError::NotFound { what: "page" });
        }
        let email = plain_username(email);
        self.candidate(&email)?;
        let rates = self.options().rates;
        if let Some(address) = client.address {
            self.attempt(&Subject::address(address).registering(), rates.register_address).await?;
        }
        let (security, client) = (self.clone(), client.clone());
        tokio::spawn(async move {
            if let Err(error) = security.answer_registration(&email, &client).await {
                tracing::warn!(target: "fab::security", %error, "a registration was not answered");
            }
        });
        Ok(())
    }

    /// The address is also the name to sign in with, so that nobody learns which names are taken.
    fn candidate(&self, email: &str) -> Result<NewUser, SecurityError> {
        let new = NewUser {
            username: email.to_owned(),
            display_name: email.split('@').next().unwrap_or_default().to_owned(),
            email: Some(email.to_owned()),
        };
        let wrong = || {
            let violation = Violation::new("address", "Write an address such as ann@example.com");
            SecurityError::Invalid(Violations::at("email", violation))
        };
        match self.new_record(new.clone(), None) {
            Ok(_) if email.contains('@') => Ok(new),
            Ok(_) | Err(SecurityError::Invalid(_)) => Err(wrong()),
            Err(error) => Err(error),
        }
    }

    async fn answer_registration(&self, email: &str, client: &Client) -> Result<(), SecurityError> {
        let known = self.by_name_or_address(email).await?;
        let once = Subject::account(email).registering();
        match self.attempt(&once, self.options().rates.register_account).await {
            Err(SecurityError::TooManyAttempts { .. }) => return Ok(()),
            other => other?,
        }
        let note = AuditNote::new(AuditEvent::RegistrationAsked);
        let note = note.actor(&nobody()).origin(&client.origin());
        let mut tx = self.db().begin().await?;
        if let Some(known) = known {
            self.post_in(&mut tx, To::User(known.user), Letter::Known).await?;
            self.auditor().record(&mut tx, &[note.subject(User::NAME, known.user)]).await?;
        } else {
            let life = self.options().registration_life;
            let new = NewLink::of(LinkPurpose::Registration, None, life);
            let new = NewLink { address: Some(email), ..new };
            let link = self.insert_link(&mut tx, new).await?;
            let to = To::Address { user: None, name: "", address: email };
            let expires_at = after(self.now(), life);
            let purpose = ConfirmPurpose::Registration;
            let letter = Letter::Confirm { link: &link, expires_at, purpose };
            self.post_in(&mut tx, to, letter).await?;
            self.auditor().record(&mut tx, &[note]).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Makes the account of a link that was sent to its address. Nobody is signed in by it.
    ///
    /// # Errors
    ///
    /// [`SecurityError::DeadLink`], also where somebody else took the address in the meantime;
    /// [`SecurityError::Invalid`] at `password`, after which the link still works.
    pub async fn redeem_registration(
        &self,
        token: &str,
        password: Password,
        client: &Client,
    ) -> Result<(), SecurityError> {
        let purpose = LinkPurpose::Registration;
        let email = self.living_link(token, purpose).await?.address;
        let (Some(email), Some(role)) = (email, self.options().registration.as_deref()) else {
            return Err(SecurityError::DeadLink);
        };
        let record = self.new_record(self.candidate(&email)?, Some(&password))?;
        self.refuse_breached(&password).await?;
        let hash = self.hasher().hash(password).await?;
        let mut tx = self.db().begin().await?;
        administrators::lock(&mut tx).await?;
        self.consume(&mut tx, token, purpose).await?;
        let role_id = crate::security::roles::role_named(&mut tx, role).await?;
        let user = match insert_user(&mut tx, &record).await {
            Err(SecurityError::Invalid(_)) => return Err(SecurityError::DeadLink),
            made => made?,
        };
        store_hash(&mut tx, user, &hash, false).await?;
        give_role(&mut tx, user, role_id, self.now()).await?;
        let note = |event| {
            let note = AuditNote::new(event).actor(&nobody()).origin(&client.origin());
            note.subject(User::NAME, user)
        };
        let notes = [
            note(AuditEvent::LinkUsed).fact("purpose", "registration"),
            note(AuditEvent::UserRegistered),
            note(AuditEvent::RoleGranted).fact("role", role),
        ];
        self.auditor().record(&mut tx, &notes).await?;
        tx.commit().await?;
        tracing::info!(target: "fab::security", user, "somebody registered");
        Ok(())
    }
}
