//! Do messages arrive? One that says nothing else shows it, on the way of all others.

use chrono::TimeDelta;

use crate::models::{Choice as _, Violation, Violations};
use crate::security::attempts::Subject;
use crate::security::audit::{AuditEvent, AuditNote};
use crate::security::authority::By;
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::post::row::{Channel, MessageKind};
use crate::security::post::{KeptMessage, Letter, To, masked_address};
use crate::security::session::Session;
use crate::services::notify::{Address, PhoneNumber};

/// How long it is tried: whoever waits for it waits no longer.
const TRIED: TimeDelta = TimeDelta::hours(1);

impl Security {
    /// Sends a message that says nothing but that it arrived to an address or a number that somebody typed: through the
    /// outbox, the circuits and the next server, as every other one. To whom it goes, with most of it left out;
    /// [`Security::test_messages`] tells what became of it.
    ///
    /// # Errors
    ///
    /// [`SecurityError::NotFresh`]; [`SecurityError::Invalid`] at `to`; [`SecurityError::TooManyAttempts`];
    /// [`SecurityError::NotFound`] where nobody takes such messages.
    pub async fn send_test_message(
        &self,
        session: &Session,
        channel: Channel,
        to: &str,
    ) -> Result<String, SecurityError> {
        let user = self.require_fresh(session)?;
        if !self.can_send(channel) {
            return Err(SecurityError::NotFound { what: "way for messages" });
        }
        let (place, masked) = parsed(channel, to.trim())?;
        let rates = self.options().rates;
        self.attempt(&Subject::tests_by(user), rates.test_message).await?;
        self.attempt(&Subject::tests_to(&place), rates.test_message).await?;
        let to = match channel {
            Channel::Mail => To::Address { user: Some(user), name: "", address: &place },
            Channel::Text => {
                // They cost as much as those with codes.
                self.attempt(&Subject::texts(), rates.texts).await?;
                To::Phone { user, number: &place }
            }
        };
        let letter = Letter::Test { expires_at: self.now() + TRIED };
        let mut tx = self.db().begin().await?;
        let message = self.post_in(&mut tx, to, letter).await?;
        let message = message.ok_or_else(|| wrong(channel))?;
        let note = AuditNote::new(AuditEvent::MessageTested)
            .by(By::Session(session))
            .fact("channel", channel.as_str())
            .fact("to", masked.as_str())
            .fact("message", message.to_string());
        self.auditor().record(&mut tx, &[note]).await?;
        tx.commit().await?;
        Ok(masked)
    }

    /// The test messages of the last 30 days and what became of them, the newest first.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn test_messages(&self, most: u32) -> Result<Vec<KeptMessage>, SecurityError> {
        self.kept_messages(" WHERE kind = ", MessageKind::Test.as_str(), most).await
    }
}

/// The address or number as it is sent to, and as it is shown.
fn parsed(channel: Channel, to: &str) -> Result<(String, String), SecurityError> {
    match channel {
        Channel::Mail => match Address::new(to) {
            Ok(address) => Ok((address.as_str().to_owned(), masked_address(to))),
            Err(_) => Err(wrong(channel)),
        },
        Channel::Text => match to.parse::<PhoneNumber>() {
            Ok(number) => Ok((number.as_str().to_owned(), number.to_string())),
            Err(_) => Err(wrong(channel)),
        },
    }
}

fn wrong(channel: Channel) -> SecurityError {
    let text = match channel {
        Channel::Mail => "Write an address such as ann@example.com",
        Channel::Text => "Write the number with + and the country first, as in +49 151 23456789",
    };
    Violations::at("to", Violation::new("place", text.to_owned())).into()
}
