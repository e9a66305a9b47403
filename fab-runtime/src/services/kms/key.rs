//! How does a key management service encrypt and decrypt for us? Two requests of JSON, signed, within a guard.

use std::fmt;
use std::sync::Arc;

use base64ct::{Base64, Encoding as _};
use serde_json::{Map, Value, json};
use zeroize::{Zeroize as _, Zeroizing};

use crate::clock::Clock;
use crate::services::http::{Client, Request, Url};
use crate::services::kms::{KmsError, KmsSettings};
use crate::services::resilience::{CallError, Circuit, Repeatable, Retry};
use crate::services::sigv4::{Signed, Signer, stamp};

/// A key that a key management service keeps and that never gets here.
///
/// What it decrypts is wiped when dropped; copies in the buffers of the connection are not.
pub struct KmsKey {
    name: String,
    settings: KmsSettings,
    url: Url,
    client: Client,
    guard: Retry,
    clock: Arc<dyn Clock>,
}

const JSON: &str = "application/x-amz-json-1.1";

/// Names and values that are authenticated with what is encrypted. The service writes them into its log.
type Context<'a> = [(&'a str, &'a str)];

impl KmsKey {
    /// The key of these settings. Signatures hold a few minutes only, hence the clock.
    ///
    /// # Errors
    ///
    /// When no service can have such a key or region, or the other settings are none.
    pub fn new(settings: KmsSettings, clock: Arc<dyn Clock>) -> Result<Self, KmsError> {
        settings.check()?;
        let url = Url::try_from(settings.endpoint.as_str())?;
        let client = Client::new(settings.client.clone())?;
        let guard = settings.guard.guard("kms", Arc::clone(&clock), Vec::new())?;
        Ok(Self { name: format!("kms:{}", settings.key), settings, url, client, guard, clock })
    }

    /// What it is called in records: `kms:` and the id of the key.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The circuit of the service, for [`Circuits`](crate::services::resilience::Circuits).
    pub const fn circuit(&self) -> &Circuit {
        self.guard.circuit()
    }

    /// Encrypts `plaintext`, which decrypts with the same context only.
    ///
    /// # Errors
    ///
    /// When the service does not answer, or refuses.
    pub async fn encrypt(
        &self,
        context: &Context<'_>,
        plaintext: &[u8],
    ) -> Result<Vec<u8>, CallError<KmsError>> {
        let text = Zeroizing::new(Base64::encode_string(plaintext));
        // An exchange is a large future, and would stand in that of each attempt.
        let call =
            || Box::pin(self.ask("Encrypt", context, ("Plaintext", &text), "CiphertextBlob"));
        let mut ciphertext = self.guard.repeat(Repeatable::Idempotent, call).await?;
        Ok(std::mem::take(&mut *ciphertext))
    }

    /// Decrypts what [`KmsKey::encrypt`] encrypted for the same context.
    ///
    /// # Errors
    ///
    /// When the service does not answer, or refuses; see [`KmsError::is_foreign_ciphertext`].
    pub async fn decrypt(
        &self,
        context: &Context<'_>,
        ciphertext: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, CallError<KmsError>> {
        let text = Base64::encode_string(ciphertext);
        let call =
            || Box::pin(self.ask("Decrypt", context, ("CiphertextBlob", &text), "Plaintext"));
        self.guard.repeat(Repeatable::Idempotent, call).await
    }

    /// One request: `sent` goes in, the bytes of `wanted` come out.
    async fn ask(
        &self,
        action: &str,
        context: &Context<'_>,
        sent: (&str, &str),
        wanted: &str,
    ) -> Result<Zeroizing<Vec<u8>>, KmsError> {
        let context: Map<String, Value> =
            context.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
        let mut question = Map::new();
        question.insert("KeyId".to_owned(), json!(self.settings.key));
        question.insert("EncryptionContext".to_owned(), context.into());
        question.insert(sent.0.to_owned(), json!(sent.1));
        let answer = self.client.send(self.request(action, &Value::from(question))?).await?;
        let read = serde_json::from_slice::<Value>(answer.body());
        if let Some(fault) = answer.fault(self.clock.now()) {
            let code = read.as_ref().ok().and_then(reason).unwrap_or("no reason");
            return Err(KmsError::refused(answer.status(), code, fault));
        }
        let mut read = read.map_err(|_| KmsError::Answer)?;
        let Some(Value::String(text)) = read.get_mut(wanted) else { return Err(KmsError::Answer) };
        let bytes = Base64::decode_vec(text).map(Zeroizing::new);
        text.zeroize();
        bytes.ok().filter(|bytes| !bytes.is_empty()).ok_or(KmsError::Answer)
    }

    fn request(&self, action: &str, question: &Value) -> Result<Request, KmsError> {
        let KmsSettings { credentials, region, endpoint, .. } = &self.settings;
        let request = Request::post(endpoint, JSON, question.to_string())?;
        let now = self.clock.now();
        let (host, date) = (self.url.authority(), stamp(now));
        let target = format!("TrentService.{action}");
        let session = credentials.session.as_ref().map(|session| session.expose().as_str());
        let mut headers =
            vec![("content-type", JSON), ("host", host.as_str()), ("x-amz-date", date.as_str())];
        headers.extend(session.map(|session| ("x-amz-security-token", session)));
        headers.push(("x-amz-target", &target));
        let to_sign = Signed {
            method: "POST",
            path: "/",
            query: "",
            headers: &headers,
            body: request.body(),
        };
        let (key_id, key) = (&credentials.key_id, &credentials.key);
        let authorization =
            Signer { key_id, key, region, service: "kms" }.authorization(&to_sign, now);
        let mut request = request
            .header("authorization", &authorization)?
            .header("x-amz-date", &date)?
            .header("x-amz-target", &target)?;
        if let Some(session) = session {
            request = request.header("x-amz-security-token", session)?;
        }
        Ok(request)
    }
}

/// The name of the reason in an answer; what is no plain word is none.
fn reason(answer: &Value) -> Option<&str> {
    let name = answer.get("__type")?.as_str()?;
    // Some stand behind the name of what they belong to.
    let name = name.rsplit('#').next().unwrap_or(name);
    let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (plain && (1..=100).contains(&name.len())).then_some(name)
}

impl fmt::Debug for KmsKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KmsKey")
            .field("name", &self.name)
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}
