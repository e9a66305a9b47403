//! Who delivers messages, and how hard do they try?

use std::sync::Arc;
use std::time::Duration;

use crate::security::post::Channel;
use crate::services::notify::{Carrier, DeliverySettings};
use crate::services::resilience::Circuits;

/// How messages leave. Without anybody who takes them, none is kept.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct PostOptions {
    /// Where people reach the site: what links in messages begin with. Without it no link is sent; what a request says
    /// of its host never stands in one.
    pub base_url: Option<String>,
    /// Who takes e-mails.
    pub mail: Option<Arc<dyn Carrier>>,
    /// Who takes text messages.
    pub texts: Option<Arc<dyn Carrier>>,
    /// How long a message is tried, and how long a worker has it to itself.
    pub delivery: DeliverySettings,
    /// So many messages of one channel are under way at once, in one process; 8.
    pub at_once: usize,
    /// How often the outbox is looked into for messages of other processes; 2 seconds.
    pub poll: Duration,
    /// The circuits of all services that the application depends on.
    pub circuits: Circuits,
}

impl Default for PostOptions {
    fn default() -> Self {
        Self {
            base_url: None,
            mail: None,
            texts: None,
            delivery: DeliverySettings::default(),
            at_once: 8,
            poll: Duration::from_secs(2),
            circuits: Circuits::default(),
        }
    }
}

impl PostOptions {
    /// For a site at that address; nobody takes messages yet.
    pub fn new(base_url: impl Into<String>) -> Self {
        Self { base_url: Some(base_url.into()), ..Self::default() }
    }

    /// Who takes messages of that channel.
    pub fn carrier(&self, channel: Channel) -> Option<&Arc<dyn Carrier>> {
        match channel {
            Channel::Mail => self.mail.as_ref(),
            Channel::Text => self.texts.as_ref(),
        }
    }
}
