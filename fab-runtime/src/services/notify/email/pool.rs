//! Which connections to a mail server are kept for the next message? Those that ended a message in order.
//!
//! A connection is taken out for a message and only put back when the message is through. One whose message was given
//! up halfway is closed: whatever came next would become part of that message.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use lettre::transport::smtp::client::AsyncSmtpConnection;

/// Connections at rest.
pub(super) struct Pool {
    idle: Mutex<Vec<(AsyncSmtpConnection, Duration)>>,
    kept: usize,
    kept_for: Duration,
}

impl Pool {
    pub(super) const fn new(kept: usize, kept_for: Duration) -> Self {
        Self { idle: Mutex::new(Vec::new()), kept, kept_for }
    }

    /// The connection that was used last, if it still answers.
    pub(super) async fn take(&self, now: Duration) -> Option<AsyncSmtpConnection> {
        loop {
            let mut connection = self.pop(now)?;
            if connection.test_connected().await {
                return Some(connection);
            }
        }
    }

    fn pop(&self, now: Duration) -> Option<AsyncSmtpConnection> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(|(_, since)| now.saturating_sub(*since) < self.kept_for);
        idle.pop().map(|(connection, _)| connection)
    }

    pub(super) fn put_back(&self, connection: AsyncSmtpConnection, now: Duration) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < self.kept && !connection.has_broken() {
            idle.push((connection, now));
        }
    }
}
