//! Who takes messages away, and in whose name? Mail servers and providers of text messages, as the settings say.

use crate::admin::BaseUrl;
use crate::cli::settings::reader::Reader;
use crate::cli::settings::units;
use crate::secret::Secret;

/// Who takes messages away.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct PostSource {
    /// Mail servers, in the order in which they are asked.
    pub mail_servers: Vec<MailServer>,
    /// In whose name e-mails are written: an address, perhaps with a name.
    pub mail_from: Option<(Option<String>, String)>,
    /// Providers of text messages, in the order in which they are asked.
    pub text_providers: Vec<TextProvider>,
}

/// A mail server.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MailServer {
    /// Its name.
    pub host: String,
    /// Its port, unless it is the usual one.
    pub port: Option<u16>,
    /// How the connection is kept private.
    pub privacy: MailPrivacy,
    /// Name and password.
    pub login: Option<(String, Secret<String>)>,
}

/// How a connection to a mail server is kept private.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum MailPrivacy {
    /// `smtps://`: TLS from the first byte on.
    Tls,
    /// `smtp://`: TLS after a few words, or not at all used.
    StartTls,
    /// `smtp://..?tls=none`: none, on this machine only.
    None,
}

/// A provider of text messages.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TextProvider {
    /// Twilio, or one who speaks as it does.
    Twilio {
        /// The id of the account.
        account: String,
        /// Its token.
        token: Secret<String>,
        /// A number, the id of a service, or a name.
        from: String,
        /// Another address of the provider.
        url: Option<String>,
    },
    /// Amazon SNS.
    Sns {
        /// The region.
        region: String,
        /// `AWS_ACCESS_KEY_ID`.
        access_key_id: Secret<String>,
        /// `AWS_SECRET_ACCESS_KEY`.
        secret_access_key: Secret<String>,
        /// `AWS_SESSION_TOKEN`, which belongs to a temporary key.
        session_token: Option<Secret<String>>,
        /// The name that messages come from.
        from: Option<String>,
        /// Another address of the provider.
        url: Option<String>,
    },
}

/// Names of providers of text messages, as they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    Twilio,
    Sns,
}

impl PostSource {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let first = reader.value("smtp_url", mail_server);
        let second = reader.value("smtp_fallback_url", mail_server);
        if reader.is_given("smtp_fallback_url") && !reader.is_given("smtp_url") {
            reader.missing("smtp_url", "FAB_SMTP_FALLBACK_URL names the server to ask after it");
        }
        let mail_from = reader.value("mail_from", sender);
        if reader.is_given("smtp_url") && !reader.is_given("mail_from") {
            reader.missing("mail_from", "FAB_SMTP_URL names a server for e-mails");
        }
        let named = reader.value("sms_providers", providers).unwrap_or_default();
        let text_providers =
            named.into_iter().filter_map(|named| TextProvider::read(reader, named)).collect();
        Self { mail_servers: first.into_iter().chain(second).collect(), mail_from, text_providers }
    }
}

impl TextProvider {
    fn read(reader: &mut Reader<'_>, named: Named) -> Option<Self> {
        match named {
            Named::Twilio => {
                let why = "FAB_SMS_PROVIDERS names twilio";
                let account = needed(reader, "twilio_account", why, account);
                let token =
                    needed(reader, "twilio_token", why, |text| Ok(Secret::new(text.to_owned())));
                let from = needed(reader, "twilio_from", why, word);
                let url = reader.value("twilio_url", endpoint);
                Some(Self::Twilio { account: account?, token: token?, from: from?, url })
            }
            Named::Sns => {
                let why = "FAB_SMS_PROVIDERS names sns";
                let region = needed(reader, "sns_region", why, region);
                let from = reader.value("sns_from", word);
                let url = reader.value("sns_url", endpoint);
                let id = reader.needed_of_amazon("AWS_ACCESS_KEY_ID", why);
                let key = reader.needed_of_amazon("AWS_SECRET_ACCESS_KEY", why);
                let session_token = reader.of_amazon("AWS_SESSION_TOKEN");
                Some(Self::Sns {
                    region: region?,
                    access_key_id: id?,
                    secret_access_key: key?,
                    session_token,
                    from,
                    url,
                })
            }
        }
    }
}

/// A setting that another one asks for.
fn needed<T>(
    reader: &mut Reader<'_>,
    name: &str,
    why: &str,
    parse: impl FnOnce(&str) -> Result<T, String>,
) -> Option<T> {
    if !reader.is_given(name) {
        reader.missing(name, why);
    }
    reader.value(name, parse)
}

/// `smtp://name:password@host:port`, `smtps://..`, `smtp://localhost:1025?tls=none`.
fn mail_server(text: &str) -> Result<MailServer, String> {
    let wrong = "is no address of a mail server";
    let (scheme, rest) = text.split_once("://").ok_or(wrong)?;
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let privacy = match (scheme, query) {
        ("smtps", "") => MailPrivacy::Tls,
        ("smtp", "") => MailPrivacy::StartTls,
        ("smtp", "tls=none") => MailPrivacy::None,
        _ => return Err(wrong.to_owned()),
    };
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    let (login, place) = match rest.rsplit_once('@') {
        Some((login, place)) => (Some(login), place),
        None => (None, rest),
    };
    let login = match login.map(|login| login.split_once(':')) {
        None => None,
        Some(None) => return Err("has a name without a password".to_owned()),
        Some(Some((name, password))) => {
            let name = decoded(name).filter(|name| !name.is_empty()).ok_or(wrong)?;
            Some((name, Secret::new(decoded(password).ok_or(wrong)?)))
        }
    };
    let (host, port) = match place.rsplit_once(':') {
        // The colons of an IPv6 address stand in brackets.
        Some((host, port)) if !port.ends_with(']') => {
            (host, Some(port.parse().map_err(|_| "has a port that is none")?))
        }
        _ => (place, None),
    };
    let known = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]_".contains(&byte);
    if host.is_empty() || !host.bytes().all(known) || port == Some(0) {
        return Err(wrong.to_owned());
    }
    let host = host.trim_matches(['[', ']']).to_owned();
    if privacy == MailPrivacy::None && !matches!(host.as_str(), "localhost" | "127.0.0.1" | "::1") {
        return Err("would be spoken to without TLS, and is not on this machine".to_owned());
    }
    Ok(MailServer { host, port, privacy, login })
}

/// A text in which `%` and two digits are a byte.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || char::from(rest.next()?).to_digit(16);
        let (high, low) = (digit()?, digit()?);
        bytes.push(u8::try_from(high * 16 + low).ok()?);
    }
    String::from_utf8(bytes).ok()
}

/// `shop@example.com` or `Shop <shop@example.com>`.
fn sender(text: &str) -> Result<(Option<String>, String), String> {
    let (name, address) = match text.strip_suffix('>').and_then(|text| text.rsplit_once('<')) {
        Some((name, address)) => (name.trim().trim_matches('"'), address.trim()),
        None => ("", text),
    };
    let plain = |text: &str| !text.chars().any(char::is_control);
    let whole = address.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty() && !domain.is_empty() && !domain.contains('@')
    });
    if !whole || !plain(text) || address.contains([' ', ',', ';', '<', '>', '(', ')', '"', '\\']) {
        return Err("is no address".to_owned());
    }
    Ok(((!name.is_empty()).then(|| name.to_owned()), address.to_owned()))
}

fn providers(text: &str) -> Result<Vec<Named>, String> {
    let mut named = Vec::new();
    for word in text.split([',', ' ']).filter(|word| !word.is_empty()) {
        let one = match word {
            "twilio" => Named::Twilio,
            "sns" => Named::Sns,
            other => return Err(format!("names {other}, which is not known here")),
        };
        if named.contains(&one) {
            return Err(format!("names {word} twice"));
        }
        named.push(one);
    }
    Ok(named)
}

fn account(text: &str) -> Result<String, String> {
    let known = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if known { Ok(text.to_owned()) } else { Err("is no id of an account".to_owned()) }
}

fn word(text: &str) -> Result<String, String> {
    let plain =
        !text.is_empty() && text.chars().count() <= 60 && !text.chars().any(char::is_control);
    if plain { Ok(text.to_owned()) } else { Err("is no sender".to_owned()) }
}

fn region(text: &str) -> Result<String, String> {
    let known = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let is_one = !text.is_empty() && text.bytes().all(known);
    if is_one { Ok(text.to_owned()) } else { Err("is no region".to_owned()) }
}

/// Plain HTTP is for this machine, which the client sees to.
fn endpoint(text: &str) -> Result<String, String> {
    units::base_url(text).map(|url: BaseUrl| url.to_string())
}

#[cfg(test)]
mod tests {
    use super::{MailPrivacy, TextProvider, mail_server, sender};
    use crate::cli::settings::{Environment, Layers, Settings};

    fn read(variables: &[(&str, &str)]) -> Result<Settings, String> {
        let environment: Environment = variables.iter().copied().collect();
        Settings::read("Shop", &Layers::new().variables(&environment))
            .map_err(|problems| problems.to_string())
    }

    #[test]
    fn a_mail_server_is_a_url() {
        let server = mail_server("smtp://shop%40a:p%3Aw@mail.example.com").unwrap();
        let (name, password) = server.login.unwrap();
        assert_eq!((name.as_str(), password.expose().as_str()), ("shop@a", "p:w"));
        assert_eq!((server.host.as_str(), server.port), ("mail.example.com", None));
        assert_eq!(server.privacy, MailPrivacy::StartTls);
        let server = mail_server("smtps://mail.example.com:8465/").unwrap();
        assert_eq!((server.port, server.privacy), (Some(8465), MailPrivacy::Tls));
        let server = mail_server("smtp://[::1]:1025?tls=none").unwrap();
        assert_eq!((server.host.as_str(), server.privacy), ("::1", MailPrivacy::None));
        for wrong in [
            "mail.example.com",
            "http://mail.example.com",
            "smtp://",
            "smtp://name@host",
            "smtp://host:0",
            "smtp://host:x",
            "smtp://host/path",
            "smtp://host?tls=off",
            "smtp://mail.example.com?tls=none",
            "smtps://localhost?tls=none",
            "smtp://a:%zz@host",
            "smtp://ho\r\nst",
        ] {
            assert!(mail_server(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_sender_is_an_address_perhaps_with_a_name() {
        let (name, address) = sender("\"The Shop\" <shop@example.com>").unwrap();
        assert_eq!((name.as_deref(), address.as_str()), (Some("The Shop"), "shop@example.com"));
        assert_eq!(sender("shop@example.com").unwrap().0, None);
        for wrong in ["shop", "a@b, c@d", "Shop <shop>", "a@b@c", "Shop\n<shop@example.com>"] {
            assert!(sender(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn providers_are_asked_in_their_order_and_tell_no_secrets() {
        let given = [
            ("FAB_SMTP_URL", "smtps://shop:hunter2@mail.example.com"),
            ("FAB_SMTP_FALLBACK_URL", "smtp://backup.example.net"),
            ("FAB_MAIL_FROM", "shop@example.com"),
            ("FAB_SMS_PROVIDERS", "sns, twilio"),
            ("FAB_SNS_REGION", "eu-central-1"),
            ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
            ("AWS_SECRET_ACCESS_KEY", "hunter3"),
            ("FAB_TWILIO_ACCOUNT", "AC00"),
            ("FAB_TWILIO_TOKEN", "hunter4"),
            ("FAB_TWILIO_FROM", "+15005550006"),
        ];
        let settings = read(&given).unwrap();
        let shown = format!("{settings:?}");
        assert!(!shown.contains("hunter") && !shown.contains("AKID"), "{shown}");
        assert_eq!(settings.post.mail_servers.len(), 2);
        let [TextProvider::Sns { .. }, TextProvider::Twilio { .. }] =
            settings.post.text_providers.as_slice()
        else {
            panic!("{shown}")
        };
    }

    #[test]
    fn what_is_missing_or_wrong_is_named_all_at_once_without_a_password() {
        let given = [
            ("FAB_SMTP_URL", "smtp://shop:hunter2@mail.example.com:x"),
            ("FAB_SMS_PROVIDERS", "twilio"),
            ("FAB_TWILIO_ACCOUNT", "../x"),
        ];
        let said = read(&given).unwrap_err();
        for part in [
            "FAB_SMTP_URL has a port that is none",
            "FAB_MAIL_FROM is not set",
            "FAB_TWILIO_TOKEN is not set",
            "FAB_TWILIO_FROM is not set",
            "FAB_TWILIO_ACCOUNT is `../x`",
        ] {
            assert!(said.contains(part), "{part}: {said}");
        }
        assert!(!said.contains("hunter2"), "{said}");
        let said = read(&[("FAB_SMS_PROVIDERS", "twilio, twilio")]).unwrap_err();
        assert!(said.contains("names twilio twice"), "{said}");
        let said = read(&[("FAB_SMTP_FALLBACK_URL", "smtp://a")]).unwrap_err();
        assert!(said.contains("FAB_SMTP_URL is not set"), "{said}");
    }
}
