//! How does a message reach a person? By e-mail or as a text message, or it is said why not.
//!
//! A message is sent, or refused (it is wrong, and will be tomorrow), or nobody is available to send it now. What must
//! not be lost is kept in an [`Outbox`] and delivered from there; what is worthless after a while, as a code is,
//! expires there and is never sent late.
//!
//! One way never stands in for another: someone who can break the text messages of a provider must not be able to
//! turn the codes of others into e-mail.

mod carrier;
mod content;
#[cfg(feature = "email")]
pub mod email;
mod outbox;
mod outcome;
mod phone;
mod plain;
#[cfg(feature = "sms")]
pub mod sms;
#[cfg(test)]
mod tests;

pub use self::carrier::Carrier;
pub use self::content::{Address, Content, ContentError, Mail, Message, Text};
pub use self::outbox::{
    Claim, DeliverySettings, Kept, Outbox, Round, Settlement, deliver, deliver_due,
};
pub use self::outcome::{NotSent, Refusal, Sent};
pub use self::phone::{NotAPhoneNumber, PhoneNumber};
