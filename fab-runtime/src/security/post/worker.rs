//! Who empties the outbox? A worker in every process that serves; together they send each message once.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;

use crate::security::facade::Security;
use crate::security::post::depot::Depot;
use crate::security::post::row::Channel;
use crate::services::notify::{Carrier, Claim, Outbox as _, Settlement, deliver};

/// So often it is looked whether a message on its way is still wanted. Most are through before.
const LOOK: Duration = Duration::from_secs(1);

/// What wakes the workers of this process, one for each channel.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bells {
    mail: Arc<Notify>,
    text: Arc<Notify>,
}

impl Bells {
    pub(crate) fn of(&self, channel: Channel) -> Arc<Notify> {
        Arc::clone(match channel {
            Channel::Mail => &self.mail,
            Channel::Text => &self.text,
        })
    }
}

impl Security {
    /// Delivers what is in the outbox until `stop` is done, and what is under way then. Every process that serves runs
    /// it once; without anybody who takes messages it only waits.
    ///
    /// A channel never waits for the other one: a mail server that hangs delays no text message.
    pub async fn deliver_messages(&self, stop: impl Future<Output = ()>) {
        let (stopping, stopped) = watch::channel(false);
        let lanes = async {
            tokio::join!(
                self.lane(Channel::Mail, stopped.clone()),
                self.lane(Channel::Text, stopped.clone())
            )
        };
        let mut lanes = pin!(lanes);
        tokio::select! {
            _ = &mut lanes => {}
            () = stop => {
                // Nobody else holds the receivers.
                let _ = stopping.send(true);
                lanes.await;
            }
        }
    }

    async fn lane(&self, channel: Channel, mut stopping: watch::Receiver<bool>) {
        let Some(carrier) = self.post().carrier(channel).filter(|_| self.can_send(channel)) else {
            // Whoever holds the sender decides when it is over.
            let _ = stopping.wait_for(|over| *over).await;
            return;
        };
        let (depot, bell) = (Depot::new(self.store().clone(), channel), self.bells().of(channel));
        let (settings, clock) = (&self.post().delivery, self.store().clock());
        // Tasks of their own: each may hold what looking into the outbox waits for.
        let mut under_way = JoinSet::new();
        let mut over = false;
        loop {
            let free = self.post().at_once.max(1).saturating_sub(under_way.len());
            if !over && free > 0 {
                match depot.claim(clock.now(), settings.lease, free).await {
                    Ok(claims) => {
                        for claim in claims {
                            let (security, depot) = (self.clone(), depot.clone());
                            let carrier = Arc::clone(carrier);
                            under_way.spawn(async move {
                                security.hand_over(&depot, &carrier, claim).await;
                            });
                        }
                    }
                    Err(error) => {
                        tracing::warn!(target: "fab::security", %error, "the outbox could not be read");
                    }
                }
            }
            if over && under_way.is_empty() {
                return;
            }
            tokio::select! {
                Some(_) = under_way.join_next(), if !under_way.is_empty() => {}
                () = bell.notified(), if !over => {}
                () = tokio::time::sleep(self.post().poll), if !over => {}
                _ = stopping.wait_for(|over| *over), if !over => over = true,
            }
        }
    }

    async fn hand_over(&self, depot: &Depot, carrier: &Arc<dyn Carrier>, claim: Claim) {
        let (settings, clock) = (&self.post().delivery, self.store().clock());
        let carry = |message| async move { carrier.carry(&message).await };
        let id = claim.message.id;
        // Both at once: what is delivered may hold what looking for it waits for.
        let end = tokio::select! {
            biased;
            end = deliver(depot, &**clock, settings, &claim, carry) => end,
            () = self.lost(depot, &claim) => Ok(None),
        };
        match end {
            Ok(Some(Settlement::Sent(sent))) => {
                tracing::debug!(target: "fab::security", %id, provider = %sent.provider, "a message was sent");
            }
            Ok(Some(Settlement::Refused(refusal))) => {
                tracing::warn!(target: "fab::security", %id, ?refusal, "a message was refused");
            }
            Ok(Some(Settlement::Expired)) => {
                tracing::warn!(target: "fab::security", %id, "a message was not sent in time");
            }
            Ok(Some(Settlement::Later { due, why })) => {
                tracing::warn!(target: "fab::security", %id, %due, why, "a message is sent later");
            }
            Ok(None) => {
                tracing::warn!(target: "fab::security", %id, "a message was withdrawn on its way, or took longer than its lease");
            }
            Err(error) => {
                tracing::warn!(target: "fab::security", %id, %error, "a message could not be settled");
            }
        }
    }

    /// Ends when somebody withdrew the message: nobody else is asked to send it from then on.
    async fn lost(&self, depot: &Depot, claim: &Claim) {
        loop {
            tokio::time::sleep(self.post().poll.min(LOOK)).await;
            match depot.holds(claim).await {
                Ok(false) => return,
                Ok(true) => {}
                Err(error) => {
                    let id = claim.message.id;
                    tracing::warn!(target: "fab::security", %id, %error, "the outbox could not be read");
                }
            }
        }
    }
}
