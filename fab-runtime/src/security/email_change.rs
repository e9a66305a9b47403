//! How does an account get another address? When somebody shows that they read it, and the old one is told.

use crate::db::Tx;
use crate::models::{ActorId, Choice as _, Model, Violation, Violations};
use crate::security::administrators;
use crate::security::attempts::{Subject, after};
use crate::security::audit::{AuditEvent, AuditNote};
use crate::security::authority::By;
use crate::security::binds::Binds;
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::links::NewLink;
use crate::security::mfa::mail_to;
use crate::security::password::Password;
use crate::security::people::User;
use crate::security::post::{
    ConfirmPurpose, Letter, Notice, Office, To, address_of, masked_address,
};
use crate::security::roles::is_taken;
use crate::security::rows::LinkPurpose;
use crate::security::session::{Client, Session};
use crate::security::sign_in::nobody;
use crate::services::notify::Address;

impl Security {
    /// Asks for another address of one's own account, whose password is asked for again. The address stays as it is
    /// until the link is opened that is sent to the new one; the old one is told at once.
    ///
    /// An address that belongs to somebody else gets a letter that says so instead, and no link.
    ///
    /// # Errors
    ///
    /// [`SecurityError::WrongCredentials`], [`SecurityError::TooManyAttempts`], [`SecurityError::SessionEnded`];
    /// [`SecurityError::NotFresh`] for somebody with a second factor; [`SecurityError::Invalid`] at `email`; [`SecurityError::NotFound`] where no link can be sent.
    pub async fn ask_email_change(
        &self,
        session: &Session,
        password: Password,
        email: &str,
    ) -> Result<(), SecurityError> {
        let Some(ActorId(user)) = session.user().filter(|_| session.is_full()) else {
            return Err(SecurityError::SessionEnded);
        };
        if !self.can_send_links() {
            return Err(SecurityError::NotFound { what: "page" });
        }
        // The password, which is asked for below, is proof enough only where nothing else is set up.
        if self.owes_proof(session) {
            return Err(SecurityError::NotFresh);
        }
        let email = email.trim();
        let old = self.user(ActorId(user)).await?;
        check(email, old.email.as_deref())?;
        self.confirm_password(session, password).await?;
        let once = Subject::account(&format!("{user}")).forgotten();
        self.attempt(&once, self.options().rates.forgotten_account).await?;
        let taken = self.by_name_or_address(&email.to_lowercase()).await?;
        let life = self.options().reset_link_life;
        let mut tx = self.db().begin().await?;
        administrators::lock(&mut tx).await?;
        if !mail_to(self.office(), &mut tx, user, Some(email)).await?.is_empty() {
            return Err(Violations::at("email", one_mailbox()).into());
        }
        if let Some(owner) = taken.filter(|owner| owner.user != user) {
            self.post_in(&mut tx, To::User(owner.user), Letter::Known).await?;
        } else {
            let new = NewLink::of(LinkPurpose::Email, Some(user), life);
            let new = NewLink { address: Some(email), ..new };
            let link = self.replace_link(&mut tx, new).await?;
            let to = To::Address { user: Some(user), name: &old.display_name, address: email };
            let (expires_at, purpose) = (after(self.now(), life), ConfirmPurpose::Change);
            self.post_in(&mut tx, to, Letter::Confirm { link: &link, expires_at, purpose }).await?;
        }
        let masked = masked_address(email);
        let notice = Letter::Notice(Notice::EmailChangeAsked { to: &masked });
        self.post_in(&mut tx, To::User(user), notice).await?;
        let note = AuditNote::new(AuditEvent::EmailChangeAsked).by(By::Session(session));
        self.auditor().record(&mut tx, &[note.subject(User::NAME, user)]).await?;
        Ok(tx.commit().await?)
    }

    /// The address that a link makes that of an account.
    ///
    /// # Errors
    ///
    /// [`SecurityError::DeadLink`].
    pub async fn address_of_link(&self, token: &str) -> Result<String, SecurityError> {
        let found = self.living_link(token, LinkPurpose::Email).await?;
        found.address.ok_or(SecurityError::DeadLink)
    }

    /// Gives an account the address that a link was sent to. For a while after that no link to a new password goes
    /// there; those that were sent before are dead. Both addresses are told.
    ///
    /// # Errors
    ///
    /// [`SecurityError::DeadLink`], also where somebody else took the address in the meantime, or where codes of
    /// a second factor go there by now.
    pub async fn redeem_email(&self, token: &str, client: &Client) -> Result<(), SecurityError> {
        let purpose = LinkPurpose::Email;
        let found = self.living_link(token, purpose).await?;
        let (Some(user), Some(email)) = (found.user, found.address) else {
            return Err(SecurityError::DeadLink);
        };
        let old = self.user(ActorId(user)).await?;
        let mut tx = self.db().begin().await?;
        administrators::lock(&mut tx).await?;
        self.consume(&mut tx, token, purpose).await?;
        if !mail_to(self.office(), &mut tx, user, Some(&email)).await?.is_empty() {
            return Err(SecurityError::DeadLink);
        }
        let statement = tx
            .writer()
            .push("UPDATE fab_users SET email = ")
            .text(&email)
            .push(", email_changed_at = ")
            .time(self.now())
            .push(" WHERE id = ")
            .int(user)
            .finish(&[]);
        match tx.execute(statement).await {
            Err(error) if is_taken(&error) => return Err(SecurityError::DeadLink),
            other => other?,
        };
        let (address, name) = (old.email.as_deref(), old.display_name.as_str());
        address_changed(self.office(), &mut tx, user, address, name).await?;
        let note = |event| {
            let note = AuditNote::new(event).actor(&nobody()).origin(&client.origin());
            note.subject(User::NAME, user)
        };
        let link = note(AuditEvent::LinkUsed).fact("purpose", "email");
        self.auditor().record(&mut tx, &[link, note(AuditEvent::EmailChanged)]).await?;
        tx.commit().await?;
        tracing::info!(target: "fab::security", user, "an address was changed");
        Ok(())
    }
}

/// What follows from another address: links that went to the old one are dead, and both are told.
pub(crate) async fn address_changed(
    office: &Office,
    tx: &mut Tx,
    user: i64,
    old: Option<&str>,
    name: &str,
) -> Result<(), SecurityError> {
    for purpose in [LinkPurpose::Reset, LinkPurpose::Invitation, LinkPurpose::Email] {
        let statement = tx
            .writer()
            .push("DELETE FROM fab_one_time_links WHERE user_id = ")
            .int(user)
            .push(" AND purpose = ")
            .text(purpose.as_str())
            .finish(&[]);
        tx.execute(statement).await?;
    }
    let (_, new) = address_of(tx, user).await?;
    let masked = new.as_deref().map_or_else(|| "none".to_owned(), masked_address);
    let notice = Notice::EmailChanged { to: &masked };
    if let Some(address) = old {
        let to = To::Address { user: Some(user), name, address };
        office.post_in(tx, to, Letter::Notice(notice)).await?;
    }
    office.post_in(tx, To::User(user), Letter::Notice(notice)).await?;
    Ok(())
}

/// Why an account does not get an address that its codes go to.
pub(crate) fn one_mailbox() -> Violation {
    let text = "Codes of a second factor go there; that factor has to be removed first";
    Violation::new("one_mailbox", text)
}

fn check(email: &str, old: Option<&str>) -> Result<(), SecurityError> {
    let wrong = |code, text: &str| {
        Err(SecurityError::Invalid(Violations::at("email", Violation::new(code, text.to_owned()))))
    };
    let dotted = email.rsplit_once('@').is_some_and(|(_, domain)| domain.contains('.'));
    if Address::new(email).is_err() || !dotted || email.chars().count() > 250 {
        return wrong("address", "Write an address such as ann@example.com");
    }
    if old.is_some_and(|old| old.eq_ignore_ascii_case(email)) {
        return wrong("same", "This is your address already");
    }
    Ok(())
}
