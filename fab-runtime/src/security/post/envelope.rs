//! How is a message one text that can be sealed, and a message again?

use serde_json::{Value as Json, json};

use crate::services::notify::{Address, Content, Mail, Text};

/// A message as one text.
pub(super) fn written(content: &Content) -> String {
    let json = match content {
        Content::Mail(mail) => json!({
            "to": mail.to().as_str(),
            "name": mail.to().name(),
            "subject": mail.subject(),
            "text": mail.text(),
            "html": mail.html(),
        }),
        Content::Text(text) => json!({ "phone": text.to().as_str(), "body": text.body() }),
    };
    json.to_string()
}

/// The message of a text; `None` for anything that [`written`] did not write.
pub(super) fn read(text: &str) -> Option<Content> {
    let json: Json = serde_json::from_str(text).ok()?;
    let part = |name: &str| json.get(name).and_then(Json::as_str);
    if let Some(phone) = part("phone") {
        return Some(Content::Text(Text::new(phone.parse().ok()?, part("body")?).ok()?));
    }
    let to = Address::new(part("to")?).ok()?;
    let to = match part("name") {
        Some(name) => to.named(name),
        None => to,
    };
    let mail = Mail::new(to, part("subject")?, part("text")?).ok()?;
    match part("html") {
        Some(html) => mail.with_html(html).ok().map(Content::Mail),
        None => Some(Content::Mail(mail)),
    }
}

/// An address or a number of which so much is left that its owner knows it, and nobody else does.
pub(super) fn masked(content: &Content) -> String {
    match content {
        Content::Mail(mail) => masked_address(mail.to().as_str()),
        Content::Text(text) => text.to().to_string(),
    }
}

/// The first letter of an address, and where it is: `a..@example.com`.
pub(crate) fn masked_address(address: &str) -> String {
    let (local, domain) = address.rsplit_once('@').unwrap_or((address, ""));
    let first: String = local.chars().take(1).collect();
    // As long as the column is.
    let domain: String = domain.chars().take(70).collect();
    format!("{first}..@{domain}")
}

#[cfg(test)]
mod tests {
    use super::{masked, read, written};
    use crate::services::notify::{Address, Content, Mail, Text};

    #[test]
    fn a_message_is_the_same_after_it_was_a_text() {
        let to = Address::new("ann@example.com").unwrap().named("Ann \"A\" Ä");
        let mail = Mail::new(to, "Subject", "Two\nlines").unwrap();
        let with_markup = mail.clone().with_html("<p>Two lines</p>").unwrap();
        let text = Text::new("+4915123456789".parse().unwrap(), "123456 is your code").unwrap();
        for content in [Content::Mail(mail), Content::Mail(with_markup), Content::Text(text)] {
            assert_eq!(read(&written(&content)), Some(content));
        }
        for wrong in ["", "{}", "[]", r#"{"to":"a","subject":"b","text":"c"}"#] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn who_looks_at_the_outbox_learns_no_addresses() {
        let mail = |to| Content::Mail(Mail::new(Address::new(to).unwrap(), "a", "b").unwrap());
        assert_eq!(masked(&mail("ann@example.com")), "a..@example.com");
        let long = format!("a@{}.example", "x".repeat(200));
        assert!(masked(&mail(&long)).chars().count() <= 80);
        let text = Text::new("+4915123456789".parse().unwrap(), "b").unwrap();
        assert_eq!(masked(&Content::Text(text)), "+..89");
    }
}
