//! Who is it that comes back? A session for who is known, and one sentence for each way of not being let in.

use std::fmt;

use crate::crypto::Token;
use crate::models::{Actor, ActorId, Model, Origin};
use crate::security::administrators;
use crate::security::attempts::Subject;
use crate::security::audit::{AuditEvent, AuditNote, Outcome};
use crate::security::elsewhere::accounts::Account;
use crate::security::elsewhere::provider::{ElsewhereError, Provider};
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::mfa::{BY_PROVIDER_AND_DEVICE, PROVIDER};
use crate::security::people::User;
use crate::security::rows::SessionState;
use crate::security::session::{Client, Opened, session_name};
use crate::security::sign_in::nobody;
use crate::services::identity::Person;

/// What the browser of somebody brings back from a provider. It prints as nothing.
#[derive(Clone, Copy)]
pub struct Back<'a> {
    /// The state in the address.
    pub state: &'a str,
    /// What the cookie holds.
    pub browser: &'a str,
    /// The code; none when the provider did not sign them in.
    pub code: Option<&'a str>,
    /// Where they were to come back to; as it was when they departed.
    pub redirect: &'a str,
    /// The token of [`Security::trust_device`], where the browser keeps one: where it is trusted, no second factor is
    /// asked for. One that is wrong in any way changes nothing.
    pub device: Option<&'a str>,
}

impl fmt::Debug for Back<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Back").finish_non_exhaustive()
    }
}

/// Somebody is in.
#[derive(Debug)]
#[non_exhaustive]
pub struct Arrived {
    /// The session.
    pub opened: Opened,
    /// Where to go on.
    pub next: String,
}

/// Why not, for the person and for the log.
struct Refused(ElsewhereError, &'static str);

impl Security {
    /// Signs in who comes back from a provider.
    ///
    /// # Errors
    ///
    /// [`SecurityError::NotFound`], [`SecurityError::TooManyAttempts`], [`SecurityError::Elsewhere`].
    pub async fn arrive(
        &self,
        provider: &str,
        back: Back<'_>,
        client: &Client,
    ) -> Result<Arrived, SecurityError> {
        let provider = self.provider(provider)?;
        let address = client.address.map(|address| Subject::address(address).elsewhere());
        if let Some(address) = &address {
            self.attempt(address, self.options().rates.sign_in_address).await?;
        }
        let (person, next) = match self.vouched(provider, back).await? {
            Ok(found) => found,
            Err(refused) => return Err(self.refuse(provider, &refused, None, client).await?),
        };
        let opened = self.let_in(provider, &person, client, back.device).await?;
        if let Some(address) = &address {
            // There and back.
            self.return_attempt(address).await?;
            self.return_attempt(address).await?;
        }
        Ok(Arrived { opened, next })
    }

    /// For whom the provider vouches, and where they go on.
    async fn vouched(
        &self,
        provider: &Provider,
        back: Back<'_>,
    ) -> Result<Result<(Person, String), Refused>, SecurityError> {
        let over = || Ok(Err(Refused(ElsewhereError::Stale, "state")));
        let Some(state) = Token::parse(back.state) else { return over() };
        let next = match self.consume_departure(&provider.name, &state, back.browser).await {
            Ok(next) => next,
            Err(SecurityError::Elsewhere(_)) => return over(),
            Err(error) => return Err(error),
        };
        let Some(code) = back.code else {
            return Ok(Err(Refused(ElsewhereError::Declined, "declined")));
        };
        let errand = self.errand(&state, back.redirect);
        Ok(match provider.source.arrive(&errand, code).await {
            Ok(person) => Ok((person, next)),
            Err(not) if not.passing => Err(Refused(ElsewhereError::Unreachable, not.reason)),
            Err(not) => Err(Refused(ElsewhereError::NotBelieved, not.reason)),
        })
    }

    /// Finds or makes the account, gives it its roles, and opens its session: all of it, or nothing.
    async fn let_in(
        &self,
        provider: &Provider,
        person: &Person,
        client: &Client,
        device: Option<&str>,
    ) -> Result<Opened, SecurityError> {
        let mut tx = self.db().begin().await?;
        administrators::lock(&mut tx).await?;
        let (account, mut notes) = match self.account_of(&mut tx, provider, person).await? {
            Ok(found) => found,
            Err(reason) => {
                drop(tx);
                let refused = Refused(ElsewhereError::NoAccount, reason);
                return Err(self.refuse(provider, &refused, Some(person), client).await?);
            }
        };
        let Account { owner, name } = account;
        notes.extend(self.follow_groups(&mut tx, provider, person, owner.id).await?);
        let token = Token::generate()?;
        let proven = provider.is_second_factor(person);
        let method = if proven { PROVIDER } else { "provider" };
        let mut beginning = self.beginning(&mut tx, owner, method).await?;
        // The row of a browser is always taken before that of its owner.
        if beginning.state == SessionState::Half && self.is_trusted(&mut tx, owner, device).await? {
            // Nothing new was proven: what asks for a fresh proof still does.
            beginning.state = SessionState::Full;
            beginning.methods = BY_PROVIDER_AND_DEVICE;
        }
        tx.execute(self.note_login(owner.id)).await?;
        tx.execute(self.insert_session(&token, &beginning, client)).await?;
        let origin = Origin { session: Some(session_name(&token.digest())), ..client.origin() };
        let actor = Actor::person(ActorId(owner.id), name);
        // What is half is written down as a sign-in when the second factor has followed.
        let event = match beginning.state {
            SessionState::Full => AuditEvent::SignInOk,
            _ => AuditEvent::PasswordAccepted,
        };
        let heed = self.to_heed_in(&mut tx, owner.id, client).await?;
        let entered = AuditNote::new(event);
        let entered = entered.fact("provider", provider.name.as_str());
        notes.push(entered.fact("second_factor", proven).fact("by", beginning.methods));
        let notes: Vec<AuditNote> =
            notes.into_iter().map(|note| note.actor(&actor).origin(&origin)).collect();
        self.auditor().record(&mut tx, &notes).await?;
        tx.commit().await?;
        self.heed_sign_in(owner.id, heed, beginning.state == SessionState::Half);
        tracing::info!(
            target: "fab::security", user = owner.id, provider = provider.name, "signed in elsewhere"
        );
        self.opened(token, client).await
    }

    /// Writes down why somebody is not let in; the error for them.
    async fn refuse(
        &self,
        provider: &Provider,
        Refused(error, reason): &Refused,
        person: Option<&Person>,
        client: &Client,
    ) -> Result<SecurityError, SecurityError> {
        tracing::warn!(
            target: "fab::security", provider = provider.name, reason, "a sign-in elsewhere was refused"
        );
        let mut note = AuditNote::new(AuditEvent::SignInFailed)
            .actor(&nobody())
            .origin(&client.origin())
            .outcome(Outcome::Refused)
            .rows(User::NAME)
            .fact("provider", provider.name.as_str())
            .fact("reason", *reason);
        if let Some(person) = person {
            note = note.fact("subject", person.subject.as_str());
        }
        self.record(note).await?;
        Ok(SecurityError::Elsewhere(*error))
    }
}
