//! What is sent, and to whom?

use std::fmt;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::services::notify::PhoneNumber;
use crate::services::notify::plain;

/// A message that is worth keeping until it is delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Which one; also the `Message-ID` of an e-mail.
    pub id: Uuid,
    /// What makes it the same message: a second one with this key is not kept.
    pub key: String,
    /// After this moment it is not sent any more.
    pub expires_at: DateTime<Utc>,
    /// What it says.
    pub content: Content,
}

/// What a message says, and on which way.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Content {
    /// An e-mail.
    Mail(Mail),
    /// A text message.
    Text(Text),
}

/// Why something cannot be said. Holds nothing of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ContentError {
    /// No such address can exist, or it holds more than one.
    #[error("the e-mail address is not valid")]
    Address,
    /// It holds a line break or other control characters.
    #[error("the subject must be one line")]
    Subject,
    /// Nobody sends so much.
    #[error("the message is too long")]
    TooLong,
    /// There is nothing to say.
    #[error("the message is empty")]
    Empty,
}

/// An e-mail address, perhaps with a name.
///
/// ```
/// # use fab_runtime as fab;
/// use fab::services::notify::Address;
///
/// let ann = Address::new("ann@example.com")?.named("Ann\r\nBcc: everyone@example.com");
/// assert_eq!(ann.name(), Some("Ann Bcc: everyone@example.com"));
/// assert!(Address::new("ann@example.com\r\nBcc: bob@example.com").is_err());
/// # Ok::<(), fab::services::notify::ContentError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    name: Option<String>,
    address: String,
}

/// The longest address that SMTP carries.
const LONGEST_ADDRESS: usize = 254;
/// The longest subject and the longest name, in characters.
const LONGEST_LINE: usize = 250;
/// The longest e-mail, in bytes.
const LONGEST_MAIL: usize = 1 << 20;
/// The longest text message, in characters: ten parts.
const LONGEST_TEXT: usize = 1_530;

impl Address {
    /// An address without a name.
    ///
    /// # Errors
    ///
    /// When it is none, or more than one.
    pub fn new(address: &str) -> Result<Self, ContentError> {
        let (local, domain) = address.rsplit_once('@').ok_or(ContentError::Address)?;
        let valid = plain::is_line(address)
            && address.len() <= LONGEST_ADDRESS
            && !local.is_empty()
            && !domain.is_empty()
            && !address.contains([' ', ',', ';', '<', '>', '(', ')', '"', '\\'])
            && !local.contains('@');
        if !valid {
            return Err(ContentError::Address);
        }
        Ok(Self { name: None, address: address.to_owned() })
    }

    /// The same, of somebody: what is not part of a name is left out.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        let name: String = plain::line(name).chars().take(LONGEST_LINE).collect();
        self.name = (!name.is_empty()).then_some(name);
        self
    }

    /// Whose it is.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The address itself.
    pub fn as_str(&self) -> &str {
        &self.address
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let domain = self.address.rsplit_once('@').map(|(_, domain)| domain);
        write!(f, "Address(..@{})", domain.unwrap_or_default())
    }
}

/// An e-mail. It prints nothing of what it says.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    to: Address,
    subject: String,
    text: String,
    html: Option<String>,
}

impl Mail {
    /// An e-mail of plain text.
    ///
    /// # Errors
    ///
    /// When the subject is not one line, or the text is empty or too long.
    pub fn new(to: Address, subject: &str, text: &str) -> Result<Self, ContentError> {
        if !plain::is_line(subject) || subject.chars().count() > LONGEST_LINE {
            return Err(ContentError::Subject);
        }
        let text = plain::lines(text);
        check(&text, text.len() > LONGEST_MAIL)?;
        Ok(Self { to, subject: subject.to_owned(), text, html: None })
    }

    /// The same, with markup that says the same.
    ///
    /// # Errors
    ///
    /// When it is empty or too long.
    pub fn with_html(mut self, html: &str) -> Result<Self, ContentError> {
        check(html, html.len() > LONGEST_MAIL)?;
        self.html = Some(html.to_owned());
        Ok(self)
    }

    /// To whom it goes.
    pub const fn to(&self) -> &Address {
        &self.to
    }

    /// Its subject.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// What it says.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it says, as markup.
    pub fn html(&self) -> Option<&str> {
        self.html.as_deref()
    }
}

impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mail").field("to", &self.to).finish_non_exhaustive()
    }
}

/// A text message. It prints nothing of what it says.
#[derive(Clone, PartialEq, Eq)]
pub struct Text {
    to: PhoneNumber,
    body: String,
}

impl Text {
    /// A text message.
    ///
    /// # Errors
    ///
    /// When it is empty or too long.
    pub fn new(to: PhoneNumber, body: &str) -> Result<Self, ContentError> {
        let body = plain::lines(body);
        check(&body, body.chars().count() > LONGEST_TEXT)?;
        Ok(Self { to, body })
    }

    /// To whom it goes.
    pub const fn to(&self) -> &PhoneNumber {
        &self.to
    }

    /// What it says.
    pub fn body(&self) -> &str {
        &self.body
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Text").field("to", &self.to).finish_non_exhaustive()
    }
}

fn check(text: &str, too_long: bool) -> Result<(), ContentError> {
    if text.trim().is_empty() {
        return Err(ContentError::Empty);
    }
    if too_long { Err(ContentError::TooLong) } else { Ok(()) }
}
