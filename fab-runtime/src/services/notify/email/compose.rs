//! How does an e-mail look on the wire?

use lettre::Message as Composed;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::services::notify::email::SmtpError;
use crate::services::notify::{Address, Mail};

/// The domain of an address.
pub(super) fn domain(address: &Address) -> &str {
    address.as_str().rsplit_once('@').map_or("localhost", |(_, domain)| domain)
}

/// The message; with the same `id` it is the same message for every server, however often it arrives.
pub(super) fn compose(
    mail: &Mail,
    from: &Address,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<Composed, SmtpError> {
    let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
    let builder = Composed::builder()
        .from(mailbox(from)?)
        .to(mailbox(mail.to())?)
        .subject(mail.subject())
        .message_id(Some(format!("<{id}@{}>", domain(from))))
        .date(now.into())
        .raw_header(HeaderValue::new(automatic, "auto-generated".to_owned()));
    let text = mail.text().to_owned();
    let message = match mail.html() {
        None => builder.singlepart(SinglePart::plain(text)),
        Some(html) => builder.multipart(MultiPart::alternative_plain_html(text, html.to_owned())),
    };
    message.map_err(|_| SmtpError::Compose)
}

/// Names come without control characters from [`Address`]: what this crate does with those is to panic.
fn mailbox(address: &Address) -> Result<Mailbox, SmtpError> {
    let parsed = address.as_str().parse().map_err(|_| SmtpError::Compose)?;
    Ok(Mailbox::new(address.name().map(str::to_owned), parsed))
}
