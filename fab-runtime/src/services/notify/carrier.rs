//! Who takes messages of one kind away? A mailer takes e-mails, providers of text messages take texts.

use std::fmt;
use std::pin::Pin;

use crate::services::notify::{Message, NotSent, Sent};
use crate::services::resilience::Circuit;

/// Takes messages away. [`Mailer`](crate::services::notify::email::Mailer) and
/// [`Texts`](crate::services::notify::sms::Texts) do; tests bring their own.
pub trait Carrier: fmt::Debug + Send + Sync {
    /// Sends a message.
    ///
    /// # Errors
    ///
    /// When the message is refused, as one of another kind is, or nobody can send it now.
    fn carry<'a>(
        &'a self,
        message: &'a Message,
    ) -> Pin<Box<dyn Future<Output = Result<Sent, NotSent>> + Send + 'a>>;

    /// The circuits of those who are asked, in their order.
    fn circuits(&self) -> Vec<Circuit> {
        Vec::new()
    }
}
