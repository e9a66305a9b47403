//! Which provider sends a text message? The first; when it cannot, the next.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::clock::Clock;
use crate::services::notify::sms::{SmsError, SmsProvider};
use crate::services::notify::{Carrier, Content, Message, NotSent, Refusal, Sent, Text};
use crate::services::resilience::{
    BulkheadSettings, Chain, Circuit, CircuitSettings, GuardSettings, Listener, RetrySettings,
    SettingsError, WindowSpan,
};

/// Sends text messages through the first of its providers that can.
pub struct Texts {
    chain: Chain<Box<dyn SmsProvider>>,
    clock: Arc<dyn Clock>,
    listeners: Vec<Arc<dyn Listener>>,
}

impl Texts {
    /// Without a provider yet.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { chain: Chain::new("sms", Arc::clone(&clock)), clock, listeners: Vec::new() }
    }

    /// Tells it what becomes of the providers that are added after it.
    #[must_use]
    pub fn with_listener(mut self, listener: Arc<dyn Listener>) -> Self {
        self.chain = self.chain.with_listener(Arc::clone(&listener));
        self.listeners.push(listener);
        self
    }

    /// Asks this provider after those before, with the usual layers around it.
    ///
    /// # Errors
    ///
    /// Never with the usual settings.
    pub fn provider(self, provider: impl SmsProvider) -> Result<Self, SettingsError> {
        self.guarded(provider, &Self::layers())
    }

    /// The usual layers: an answer within 5 seconds, and a circuit that opens when five of the last ten messages were
    /// not sent. Six at once: a provider that hangs is asked ten times at most before it is left alone, by these six and
    /// by one more for each of the first four that fail. Whoever finds no room is served by the next provider.
    pub fn layers() -> GuardSettings {
        let window = WindowSpan::Calls(10);
        let circuit = CircuitSettings { window, minimum_calls: 5, ..CircuitSettings::default() };
        let bulkhead = BulkheadSettings { calls: 6, ..BulkheadSettings::default() };
        GuardSettings { bulkhead, circuit, ..GuardSettings::default() }
    }

    /// Asks this provider after those before, with these layers around it; it is never asked twice for one message.
    ///
    /// # Errors
    ///
    /// When the settings of the circuit contradict each other.
    pub fn guarded(
        mut self,
        provider: impl SmsProvider,
        settings: &GuardSettings,
    ) -> Result<Self, SettingsError> {
        let name = format!("sms.{}", provider.name());
        let settings = GuardSettings {
            retry: RetrySettings { times: 0, ..settings.retry },
            ..settings.clone()
        };
        let guard = settings.guard(name, Arc::clone(&self.clock), self.listeners.clone())?;
        self.chain = self.chain.then(Box::new(provider), guard);
        Ok(self)
    }

    /// The circuits of the providers, in their order.
    pub fn circuits(&self) -> impl Iterator<Item = &Circuit> {
        self.chain.circuits()
    }

    /// Sends a message.
    ///
    /// # Errors
    ///
    /// When the message is refused, or no provider can send it now.
    pub async fn send(&self, text: &Text) -> Result<Sent, NotSent> {
        self.send_before(DateTime::<Utc>::MAX_UTC, text).await
    }

    /// Sends a message that is worthless from `deadline` on: no provider is asked then.
    ///
    /// # Errors
    ///
    /// When the message is refused, or no provider can send it in time.
    pub async fn send_before(&self, deadline: DateTime<Utc>, text: &Text) -> Result<Sent, NotSent> {
        match self.chain.once_before(deadline, |provider| provider.send(text)).await {
            Ok(served) => Ok(Sent::by(served.provider, served.answer)),
            Err(exhausted) => Err(NotSent::from_chain(exhausted, SmsError::refusal)),
        }
    }
}

impl Carrier for Texts {
    fn carry<'a>(
        &'a self,
        message: &'a Message,
    ) -> Pin<Box<dyn Future<Output = Result<Sent, NotSent>> + Send + 'a>> {
        Box::pin(async move {
            match &message.content {
                Content::Text(text) => self.send_before(message.expires_at, text).await,
                Content::Mail(_) => {
                    Err(NotSent::Refused { provider: None, refusal: Refusal::Content })
                }
            }
        })
    }

    fn circuits(&self) -> Vec<Circuit> {
        Self::circuits(self).cloned().collect()
    }
}

impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Texts").field("providers", &self.chain).finish_non_exhaustive()
    }
}
