//! Which mail server sends a message? The first; when it cannot, the next.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::clock::Clock;
use crate::services::notify::email::compose::{compose, domain};
use crate::services::notify::email::smtp::Smtp;
use crate::services::notify::email::{MailerError, SmtpError, SmtpSettings};
use crate::services::notify::{Address, Carrier, Content, Mail, Message, NotSent, Refusal, Sent};
use crate::services::resilience::{Chain, Circuit, Listener};

/// Sends e-mail through the first of its servers that can.
pub struct Mailer {
    from: Address,
    chain: Chain<Smtp>,
    clock: Arc<dyn Clock>,
    listeners: Vec<Arc<dyn Listener>>,
}

impl Mailer {
    /// A mailer that writes in the name of `from`, without a server yet.
    pub fn new(from: Address, clock: Arc<dyn Clock>) -> Self {
        let chain = Chain::new("email", Arc::clone(&clock));
        Self { from, chain, clock, listeners: Vec::new() }
    }

    /// Tells it what becomes of the servers that are added after it.
    #[must_use]
    pub fn with_listener(mut self, listener: Arc<dyn Listener>) -> Self {
        self.chain = self.chain.with_listener(Arc::clone(&listener));
        self.listeners.push(listener);
        self
    }

    /// Asks this server after those before.
    ///
    /// # Errors
    ///
    /// When its settings are wrong.
    pub fn server(mut self, settings: SmtpSettings) -> Result<Self, MailerError> {
        let host = settings.host.clone();
        let name = format!("email.{host}:{}", settings.port);
        let guard = settings.guard.guard(name, Arc::clone(&self.clock), self.listeners.clone());
        let guard = guard.map_err(|source| MailerError::Circuit { host, source })?;
        let smtp = Smtp::new(settings, domain(&self.from), Arc::clone(&self.clock))?;
        self.chain = self.chain.then(smtp, guard);
        Ok(self)
    }

    /// The circuits of the servers, in their order.
    pub fn circuits(&self) -> impl Iterator<Item = &Circuit> {
        self.chain.circuits()
    }

    /// Sends a message. A server that took it but did not say so in time makes the next one send it again, under the
    /// same `Message-ID`.
    ///
    /// # Errors
    ///
    /// When the message is refused, or no server can send it now.
    pub async fn send(&self, id: Uuid, mail: &Mail) -> Result<Sent, NotSent> {
        self.send_before(DateTime::<Utc>::MAX_UTC, id, mail).await
    }

    /// Sends a message that is worthless from `deadline` on: no server is asked then.
    ///
    /// # Errors
    ///
    /// When the message is refused, or no server can send it in time.
    pub async fn send_before(
        &self,
        deadline: DateTime<Utc>,
        id: Uuid,
        mail: &Mail,
    ) -> Result<Sent, NotSent> {
        let composed = compose(mail, &self.from, id, self.clock.now())
            .map_err(|error| NotSent::Refused { provider: None, refusal: error.refusal() })?;
        // The conversation is a large future: one box for it, whatever it is moved into.
        let sending = self.chain.once_before(deadline, |smtp| Box::pin(smtp.send(&composed)));
        match sending.await {
            Ok(served) => Ok(Sent::by(served.provider, served.answer)),
            Err(exhausted) => Err(NotSent::from_chain(exhausted, SmtpError::refusal)),
        }
    }
}

impl Carrier for Mailer {
    fn carry<'a>(
        &'a self,
        message: &'a Message,
    ) -> Pin<Box<dyn Future<Output = Result<Sent, NotSent>> + Send + 'a>> {
        Box::pin(async move {
            match &message.content {
                Content::Mail(mail) => self.send_before(message.expires_at, message.id, mail).await,
                Content::Text(_) => {
                    Err(NotSent::Refused { provider: None, refusal: Refusal::Content })
                }
            }
        })
    }

    fn circuits(&self) -> Vec<Circuit> {
        Self::circuits(self).cloned().collect()
    }
}

impl fmt::Debug for Mailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mailer").field("servers", &self.chain).finish_non_exhaustive()
    }
}
