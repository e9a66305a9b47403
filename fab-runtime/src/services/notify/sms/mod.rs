//! How is a text message sent? Through the first provider that takes it; the next one sends the same words.
//!
//! A provider that did not answer in time may have sent the message all the same. The next one is asked anyway: with
//! the same code in both messages, whichever arrives works.
//!
//! ```
//! # use std::sync::Arc;
//! # use fab_runtime as fab;
//! use fab::clock::SystemClock;
//! use fab::secret::Secret;
//! use fab::services::notify::sms::{Sender, Sns, SnsSettings, Texts, Twilio, TwilioSettings};
//!
//! let token = Secret::new("token".to_owned());
//! let first = Twilio::new(TwilioSettings::new("AC00", token, Sender::Number("+15005550006".parse()?)))?;
//! let key = Secret::new("secret key".to_owned());
//! let second = Sns::new(SnsSettings::new("eu-central-1", "AKIDEXAMPLE", key), Arc::new(SystemClock))?;
//! let texts = Texts::new(Arc::new(SystemClock)).provider(first)?.provider(second)?;
//! # let _ = texts;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod provider;
mod sns;
#[cfg(test)]
mod tests;
mod texts;
mod twilio;

pub use self::provider::{Reference, SmsError, SmsProvider};
pub use self::sns::{Sns, SnsSettings};
pub use self::texts::Texts;
pub use self::twilio::{Sender, Twilio, TwilioSettings};
