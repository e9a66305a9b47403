//! How is a message handed to Twilio, or to one of those who speak as it does?

use std::pin::Pin;
use std::sync::Arc;

use base64ct::{Base64, Encoding as _};
use serde_json::Value;

use crate::clock::{Clock, SystemClock};
use crate::secret::Secret;
use crate::services::http::{Client, ClientSettings, HttpError, Request, Response, Url};
use crate::services::notify::sms::{Reference, SmsError, SmsProvider};
use crate::services::notify::{PhoneNumber, Refusal, Text};
use crate::services::resilience::Fault;

/// Who a message comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Sender {
    /// A number of ours.
    Number(PhoneNumber),
    /// A service that chooses one, by its id.
    Service(String),
    /// A name, where countries allow it.
    Name(String),
}

/// The account with the provider.
#[derive(Debug, Clone)]
pub struct TwilioSettings {
    /// What its circuit is called.
    pub name: String,
    /// The id of the account.
    pub account: String,
    /// Its token.
    pub token: Secret<String>,
    /// Who messages come from.
    pub sender: Sender,
    /// Where the provider is; Twilio itself unless said otherwise.
    pub base: String,
    /// How it is asked; its host alone may be.
    pub client: ClientSettings,
}

impl TwilioSettings {
    /// An account with Twilio itself.
    pub fn new(account: impl Into<String>, token: Secret<String>, sender: Sender) -> Self {
        Self {
            name: "twilio".to_owned(),
            account: account.into(),
            token,
            sender,
            base: "https://api.twilio.com".to_owned(),
            client: ClientSettings::for_host("api.twilio.com"),
        }
    }
}

/// Twilio, or a provider that speaks as it does.
#[derive(Debug)]
pub struct Twilio {
    settings: TwilioSettings,
    address: String,
    client: Client,
    clock: Arc<dyn Clock>,
}

impl Twilio {
    /// A provider with these settings.
    ///
    /// # Errors
    ///
    /// When the address of the provider is none, or its certificates cannot be read.
    pub fn new(settings: TwilioSettings) -> Result<Self, HttpError> {
        let account = &settings.account;
        if account.is_empty() || !account.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(HttpError::Request);
        }
        let base = settings.base.trim_end_matches('/');
        let address = format!("{base}/2010-04-01/Accounts/{account}/Messages.json");
        Url::try_from(address.as_str())?;
        let client = Client::new(settings.client.clone())?;
        Ok(Self { settings, address, client, clock: Arc::new(SystemClock) })
    }

    async fn hand_over(&self, text: &Text) -> Result<Reference, SmsError> {
        let (field, sender) = match &self.settings.sender {
            Sender::Number(number) => ("From", number.as_str()),
            Sender::Name(name) => ("From", name.as_str()),
            Sender::Service(id) => ("MessagingServiceSid", id.as_str()),
        };
        let fields = [("To", text.to().as_str()), (field, sender), ("Body", text.body())];
        let login = format!("{}:{}", self.settings.account, self.settings.token.expose());
        let login = Base64::encode_string(login.as_bytes());
        let request = Request::post_form(&self.address, &fields)?
            .header("authorization", &format!("Basic {login}"))?
            .header("accept", "application/json")?;
        let answer = self.client.send(request).await?;
        let body: Option<Value> = serde_json::from_slice(answer.body()).ok();
        match answer.fault(self.clock.now()) {
            None => taken_over(&answer, body.as_ref()),
            Some(fault) => Err(refused(&answer, body.as_ref(), fault)),
        }
    }
}

/// The id of a message that was taken over; a success without one is a page of somebody in between.
fn taken_over(answer: &Response, body: Option<&Value>) -> Result<Reference, SmsError> {
    let id = body.and_then(|body| body.get("sid")).and_then(Value::as_str);
    let id = id.filter(|id| {
        (1..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    match id {
        Some(id) => Ok(Some(id.to_owned())),
        None => Err(SmsError::Refused {
            status: answer.status(),
            code: "no message id".to_owned(),
            fault: Fault::Service,
            refusal: Refusal::Content,
        }),
    }
}

/// What can be wrong with an account and its senders, whoever a message goes to: no such login, closed, on trial, a
/// sender that is none of its own or cannot write.
const ACCOUNT: [u64; 19] = [
    10001, 10002, 20003, 20005, 20006, 20008, 20404, 21212, 21267, 21603, 21606, 21659, 21660,
    21661, 21701, 21702, 21703, 21705, 30002,
];

fn refused(answer: &Response, body: Option<&Value>, by_status: Fault) -> SmsError {
    let code = body.and_then(|body| body.get("code")).and_then(Value::as_u64);
    let (fault, refusal) = match (code, by_status) {
        // No such number, or one that takes no messages: a short code, a premium number, our own sender.
        (
            Some(21211 | 21214 | 21217 | 21265 | 21266 | 21268 | 21401 | 21407 | 21421 | 21614),
            _,
        ) => (Fault::Caller, Refusal::Recipient),
        (Some(21610), _) => (Fault::Caller, Refusal::Unsubscribed),
        (Some(21602 | 21605 | 21617 | 21619), _) => (Fault::Caller, Refusal::Content),
        // This provider may not or cannot reach the number, or an account on trial does not know it; another may.
        (Some(21215 | 21219 | 21408 | 21608 | 21612 | 21635 | 30004..=30008), _) => {
            (Fault::Unable, Refusal::Recipient)
        }
        (Some(20429 | 14107 | 21611 | 30001), Fault::Throttled { wait }) => {
            (Fault::Throttled { wait }, Refusal::Content)
        }
        (Some(20429 | 14107 | 21611 | 30001), _) => {
            (Fault::Throttled { wait: None }, Refusal::Content)
        }
        // Our account, or our sender: no message is to blame for it.
        (Some(code), _) if ACCOUNT.contains(&code) => (Fault::Credentials, Refusal::Content),
        // A reason that is not known here may be one message's alone, which must not stop those of everybody else.
        (Some(_), Fault::Caller) => (Fault::Unable, Refusal::Content),
        // Not the words of the provider: somebody else answers at its address.
        (None, Fault::Caller) => (Fault::Service, Refusal::Content),
        (_, fault) => (fault, Refusal::Content),
    };
    let code = code.map_or_else(|| "no code".to_owned(), |code| code.to_string());
    SmsError::Refused { status: answer.status(), code, fault, refusal }
}

impl SmsProvider for Twilio {
    fn name(&self) -> &str {
        &self.settings.name
    }

    fn send<'a>(
        &'a self,
        text: &'a Text,
    ) -> Pin<Box<dyn Future<Output = Result<Reference, SmsError>> + Send + 'a>> {
        Box::pin(self.hand_over(text))
    }
}
