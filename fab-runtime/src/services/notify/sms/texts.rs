//! Which provider sends a text message? The first; when it cannot, the next.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use crate::clock::Clock;
use crate::services::notify::sms::{SmsError, SmsProvider};
use crate::services::notify::{Carrier, Content, Message, NotSent, Refusal, Sent, Text};
use crate::services::resilience::{
    Chain, Circuit, CircuitSettings, GuardSettings, Listener, RetrySettings, SettingsError,
    WindowSpan,
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

    /// The usual layers: an answer within 5 seconds, and a circuit that opens after five messages in two minutes of
    /// which half were not sent, since text messages are few.
    pub fn layers() -> GuardSettings {
        let window = WindowSpan::Time(Duration::from_mins(2));
        let circuit = CircuitSettings { window, minimum_calls: 5, ..CircuitSettings::default() };
        GuardSettings { circuit, ..GuardSettings::default() }
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
        match self.chain.once(|provider| provider.send(text)).await {
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
                Content::Text(text) => Self::send(self, text).await,
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
