//! How is an e-mail sent? Through the first mail server that takes it, over TLS.
//!
//! ```
//! # use std::sync::Arc;
//! # use fab_runtime as fab;
//! use fab::clock::SystemClock;
//! use fab::services::notify::email::{Mailer, SmtpSettings};
//! use fab::secret::Secret;
//! use fab::services::notify::Address;
//!
//! let first = SmtpSettings::new("smtp.example.com").login("shop", Secret::new("password".to_owned()));
//! let second = SmtpSettings::implicit_tls("backup.example.net");
//! let mailer = Mailer::new(Address::new("shop@example.com")?.named("Shop"), Arc::new(SystemClock))
//!     .server(first)?
//!     .server(second)?;
//! # let _ = mailer;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod compose;
mod error;
mod mailer;
mod pool;
mod settings;
mod smtp;
#[cfg(test)]
mod tests;

pub use self::error::{MailerError, SmtpError, SmtpStage};
pub use self::mailer::Mailer;
pub use self::settings::{SmtpSecurity, SmtpSettings};
