//! How is a message handed to Amazon SNS?

use std::pin::Pin;
use std::sync::Arc;

use crate::clock::Clock;
use crate::secret::Secret;
use crate::services::http::{Client, ClientSettings, HttpError, Request, Response, Url};
use crate::services::notify::sms::{Reference, SmsError, SmsProvider};
use crate::services::notify::{Refusal, Text};
use crate::services::resilience::Fault;
use crate::services::sigv4::{Signed, Signer, stamp};

/// The account with Amazon.
#[derive(Debug, Clone)]
pub struct SnsSettings {
    /// What its circuit is called.
    pub name: String,
    /// The region, such as `eu-central-1`.
    pub region: String,
    /// The id of the key.
    pub key_id: String,
    /// The key.
    pub key: Secret<String>,
    /// The token that belongs to a temporary key.
    pub session: Option<Secret<String>>,
    /// The name that the message comes from, where countries allow it.
    pub sender: Option<String>,
    /// Where SNS is; Amazon itself unless said otherwise.
    pub base: String,
    /// How it is asked; its host alone may be.
    pub client: ClientSettings,
}

impl SnsSettings {
    /// An account with Amazon itself.
    pub fn new(region: impl Into<String>, key_id: impl Into<String>, key: Secret<String>) -> Self {
        let region = region.into();
        let host = format!("sns.{region}.amazonaws.com");
        Self {
            name: "sns".to_owned(),
            key_id: key_id.into(),
            key,
            session: None,
            sender: None,
            base: format!("https://{host}"),
            client: ClientSettings::for_host(host),
            region,
        }
    }
}

/// Amazon SNS.
#[derive(Debug)]
pub struct Sns {
    settings: SnsSettings,
    url: Url,
    client: Client,
    clock: Arc<dyn Clock>,
}

const FORM: &str = "application/x-www-form-urlencoded";

impl Sns {
    /// A provider with these settings. Signatures hold a few minutes only, hence the clock.
    ///
    /// # Errors
    ///
    /// When the address of the provider is none, or its certificates cannot be read.
    pub fn new(settings: SnsSettings, clock: Arc<dyn Clock>) -> Result<Self, HttpError> {
        let url = Url::try_from(format!("{}/", settings.base.trim_end_matches('/')).as_str())?;
        let client = Client::new(settings.client.clone())?;
        Ok(Self { settings, url, client, clock })
    }

    async fn hand_over(&self, text: &Text) -> Result<Reference, SmsError> {
        let answer = self.client.send(self.request(text)?).await?;
        let body = answer.text().unwrap_or_default();
        match answer.fault(self.clock.now()) {
            None => match text_of(body, "MessageId") {
                Some(id) => Ok(Some(id.to_owned())),
                None => Err(refused(&answer, "no message id", Fault::Service)),
            },
            Some(fault) => Err(refused(&answer, text_of(body, "Code").unwrap_or(NO_CODE), fault)),
        }
    }

    fn request(&self, text: &Text) -> Result<Request, HttpError> {
        let settings = &self.settings;
        let mut fields = vec![
            ("Action", "Publish"),
            ("Version", "2010-03-31"),
            ("PhoneNumber", text.to().as_str()),
            ("Message", text.body()),
            ("MessageAttributes.entry.1.Name", "AWS.SNS.SMS.SMSType"),
            ("MessageAttributes.entry.1.Value.DataType", "String"),
            ("MessageAttributes.entry.1.Value.StringValue", "Transactional"),
        ];
        if let Some(sender) = &settings.sender {
            fields.extend([
                ("MessageAttributes.entry.2.Name", "AWS.SNS.SMS.SenderID"),
                ("MessageAttributes.entry.2.Value.DataType", "String"),
                ("MessageAttributes.entry.2.Value.StringValue", sender.as_str()),
            ]);
        }
        let request =
            Request::post_form(&format!("{}/", settings.base.trim_end_matches('/')), &fields)?;
        let (now, host) = (self.clock.now(), self.url.authority());
        let date = stamp(now);
        let mut headers =
            vec![("content-type", FORM), ("host", host.as_str()), ("x-amz-date", date.as_str())];
        let session = settings.session.as_ref().map(|session| session.expose().as_str());
        headers.extend(session.map(|session| ("x-amz-security-token", session)));
        let to_sign = Signed {
            method: "POST",
            path: "/",
            query: "",
            headers: &headers,
            body: request.body(),
        };
        let signer = Signer {
            key_id: &settings.key_id,
            key: &settings.key,
            region: &settings.region,
            service: "sns",
        };
        let authorization = signer.authorization(&to_sign, now);
        let mut request =
            request.header("authorization", &authorization)?.header("x-amz-date", &date)?;
        if let Some(session) = session {
            request = request.header("x-amz-security-token", session)?;
        }
        Ok(request)
    }
}

/// The text of the first element of that name; what is no plain word is none.
fn text_of<'a>(body: &'a str, name: &str) -> Option<&'a str> {
    let text = body.split('<').find_map(|piece| piece.strip_prefix(name)?.strip_prefix('>'))?;
    let word = text.trim();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    (!word.is_empty() && word.len() <= 100 && word.bytes().all(plain)).then_some(word)
}

const NO_CODE: &str = "no code";

/// What can be wrong with an account and its keys, whoever a message goes to.
const ACCOUNT: [&str; 17] = [
    "AccessDenied",
    "AccessDeniedException",
    "AuthorizationError",
    "AuthorizationErrorException",
    "ExpiredToken",
    "ExpiredTokenException",
    "IncompleteSignature",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "InvalidSecurity",
    "MissingAuthenticationToken",
    "MissingAuthenticationTokenException",
    "NotAuthorized",
    "OptInRequired",
    "RequestExpired",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
];

fn refused(answer: &Response, code: &str, by_status: Fault) -> SmsError {
    let (fault, refusal) = match (code, by_status) {
        ("InvalidParameter" | "InvalidParameterValue" | "ParameterValueInvalid", _) => {
            (Fault::Caller, Refusal::Recipient)
        }
        ("OptedOut" | "OptedOutException", _) => (Fault::Caller, Refusal::Unsubscribed),
        ("Throttling" | "Throttled" | "ThrottlingException" | "ThrottledException", fault) => {
            let wait = if let Fault::Throttled { wait } = fault { wait } else { None };
            (Fault::Throttled { wait }, Refusal::Content)
        }
        // Our account or our key, not the message.
        (code, Fault::Caller) if ACCOUNT.contains(&code) => (Fault::Credentials, Refusal::Content),
        // Not the words of the provider: somebody else answers at its address.
        (NO_CODE, Fault::Caller) => (Fault::Service, Refusal::Content),
        // A reason that is not known here may be one message's alone, which must not stop those of everybody else.
        (_, Fault::Caller) => (Fault::Unable, Refusal::Content),
        (_, fault) => (fault, Refusal::Content),
    };
    SmsError::Refused { status: answer.status(), code: code.to_owned(), fault, refusal }
}

impl SmsProvider for Sns {
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
