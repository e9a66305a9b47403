//! Whom does a proxy in front of the site vouch for? Somebody who has an account that is open, and nobody else.

use crate::crypto::Token;
use crate::models::{Actor, ActorId, Condition, Model, Origin, Scope};
use crate::security::attempts::Subject;
use crate::security::audit::{AuditEvent, AuditNote, Outcome};
use crate::security::binds::Binds;
use crate::security::elsewhere::provider::ElsewhereError;
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::people::User;
use crate::security::rates::Budget;
use crate::security::rows::SessionState;
use crate::security::session::{Client, Opened, session_name};
use crate::security::session_store::Owner;
use crate::security::sign_in::nobody;
use crate::security::users::plain_username;

/// What the audit log calls it.
const PROXY: &str = "proxy";

impl Security {
    /// Signs in whom a trusted proxy names. The caller has made sure that it was a trusted proxy that said so.
    ///
    /// # Errors
    ///
    /// [`SecurityError::Elsewhere`] when there is no such account, or it is closed.
    pub async fn login_by_proxy(
        &self,
        username: &str,
        client: &Client,
    ) -> Result<Opened, SecurityError> {
        let username = plain_username(username);
        let named = Condition::eq("username", username.as_str());
        let found: Vec<User> = self.store().all(&Scope::system(), &named).await?;
        let Some(user) = found.into_iter().find(|user| user.active) else {
            let note = AuditNote::new(AuditEvent::SignInFailed)
                .actor(&nobody())
                .origin(&client.origin())
                .outcome(Outcome::Refused)
                .rows(User::NAME)
                .fact("provider", PROXY)
                .fact("reason", "unknown");
            let once = Budget { attempts: 1, ..self.options().rates.sign_in_account };
            self.record_at_most(&Subject::account(&username).noted(), once, note).await?;
            return Err(SecurityError::Elsewhere(ElsewhereError::NoAccount));
        };
        let heed = self.to_heed(user.id, None, client).await?;
        let token = Token::generate()?;
        let mut tx = self.db().begin().await?;
        let statement = tx
            .writer()
            .push("UPDATE fab_users SET last_login_at = ")
            .time(self.now())
            .push(" WHERE id = ")
            .int(user.id)
            .finish(&[]);
        tx.execute(statement).await?;
        let owner = Owner { id: user.id, epoch: user.epoch };
        let beginning = self.beginning(&mut tx, owner, "proxy").await?;
        tx.execute(self.insert_session(&token, &beginning, client)).await?;
        let origin = Origin { session: Some(session_name(&token.digest())), ..client.origin() };
        let actor = Actor::person(ActorId(user.id), user.display_name.as_str());
        // What is half is written down as a sign-in when the second factor has followed.
        let event = match beginning.state {
            SessionState::Full => AuditEvent::SignInOk,
            _ => AuditEvent::PasswordAccepted,
        };
        let note = AuditNote::new(event).actor(&actor).origin(&origin);
        self.auditor().record(&mut tx, &[note.fact("provider", PROXY)]).await?;
        tx.commit().await?;
        self.heed_sign_in(user.id, heed, beginning.state == SessionState::Half);
        self.opened(token, client).await
    }
}
