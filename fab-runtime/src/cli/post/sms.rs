//! How do the settings become providers of text messages?

use std::sync::Arc;

use crate::cli::settings::TextProvider;
use crate::clock::SystemClock;
use crate::error::{Error, ErrorKind, Result};
use crate::services::http::{ClientSettings, HttpError, PlainHttp, PrivateAddresses, Url};
use crate::services::notify::Carrier;
use crate::services::notify::sms::{Sender, Sns, SnsSettings, Texts, Twilio, TwilioSettings};

/// Asks these providers, one after the other.
pub(super) fn texts(providers: &[TextProvider]) -> Result<Arc<dyn Carrier>> {
    let mut texts = Texts::new(Arc::new(SystemClock));
    for provider in providers {
        let (setting, added) = match provider {
            TextProvider::Twilio { account, token, from, url } => {
                let mut settings =
                    TwilioSettings::new(account.as_str(), token.clone(), sender(from));
                if let Some(url) = url {
                    settings.base.clone_from(url);
                    settings.client = at(url).map_err(|error| wrong("FAB_TWILIO_URL", error))?;
                }
                let twilio =
                    Twilio::new(settings).map_err(|error| wrong("FAB_TWILIO_ACCOUNT", error))?;
                ("FAB_SMS_PROVIDERS", texts.provider(twilio))
            }
            TextProvider::Sns {
                region,
                access_key_id,
                secret_access_key,
                session_token,
                from,
                url,
            } => {
                let id = access_key_id.expose().as_str();
                let mut settings = SnsSettings::new(region.as_str(), id, secret_access_key.clone());
                settings.session.clone_from(session_token);
                settings.sender.clone_from(from);
                if let Some(url) = url {
                    settings.base.clone_from(url);
                    settings.client = at(url).map_err(|error| wrong("FAB_SNS_URL", error))?;
                }
                let sns = Sns::new(settings, Arc::new(SystemClock))
                    .map_err(|error| wrong("FAB_SNS_REGION", error))?;
                ("FAB_SMS_PROVIDERS", texts.provider(sns))
            }
        };
        texts = added.map_err(|error| wrong(setting, error))?;
    }
    Ok(Arc::new(texts))
}

/// Who messages come from: a number with its country, the id of a service, or a name.
fn sender(from: &str) -> Sender {
    let is_service = from.len() == 34
        && from.starts_with("MG")
        && from.bytes().all(|byte| byte.is_ascii_alphanumeric());
    match from.parse() {
        Ok(number) => Sender::Number(number),
        Err(_) if is_service => Sender::Service(from.to_owned()),
        Err(_) => Sender::Name(from.to_owned()),
    }
}

/// Another address of a provider, which the operator names: it may be in their own network.
fn at(url: &str) -> std::result::Result<ClientSettings, HttpError> {
    let url = Url::try_from(format!("{url}/").as_str())?;
    Ok(ClientSettings {
        private: PrivateAddresses::Allowed,
        plain: PlainHttp::OnLoopback,
        ..ClientSettings::for_host(url.authority())
    })
}

fn wrong<E>(setting: &str, source: E) -> Error
where
    E: std::error::Error + Send + Sync + 'static,
{
    Error::new(ErrorKind::Settings, format!("{setting} cannot be used")).with_source(source)
}
