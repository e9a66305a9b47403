//! What may a provider of sign-ins say? Everything, true or false: its answers are what the test tells it.

use std::sync::{Arc, Mutex};

use base64ct::{Base64UrlUnpadded, Encoding as _};
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use serde_json::{Value, json};

use crate::provider::{Asked, Provider, Reply};

/// What it answers with.
#[derive(Debug, Clone)]
pub struct Script {
    /// What stands in the token, besides or instead of what belongs there.
    pub claims: Value,
    /// The header of the token.
    pub header: Value,
    /// What replaces lines of its document.
    pub document: Value,
    /// What it says of a person to who has the access token.
    pub person: Value,
    /// What happens to the token after it was signed.
    pub spoil: fn(&str) -> String,
    /// An answer instead of the usual one to requests for a path.
    pub instead: Option<(&'static str, Reply)>,
    /// Signs with a key that it does not publish.
    pub foreign_key: bool,
}

impl Default for Script {
    fn default() -> Self {
        Self {
            claims: json!({}),
            header: json!({"alg": "EdDSA", "kid": "one", "typ": "JWT"}),
            document: json!({}),
            person: json!({}),
            spoil: str::to_owned,
            instead: None,
            foreign_key: false,
        }
    }
}

/// A provider of sign-ins on this machine.
#[derive(Debug)]
pub struct Issuer {
    provider: Provider,
    script: Arc<Mutex<Script>>,
}

/// Text as tokens and addresses take it.
pub fn base64url(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

fn key(seed: u8) -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap()
}

impl Issuer {
    /// One for whom it is `now`, in seconds.
    ///
    /// # Panics
    ///
    /// When a test fails while it answers.
    pub async fn start(now: i64) -> Self {
        let script = Arc::new(Mutex::new(Script::default()));
        let told = Arc::clone(&script);
        let provider =
            Provider::plain(move |asked| answer(asked, &told.lock().unwrap(), now)).await;
        Self { provider, script }
    }

    /// Who it is.
    pub fn url(&self) -> String {
        format!("http://{}", self.provider.address())
    }

    /// Tells it what to say from now on.
    ///
    /// # Panics
    ///
    /// When another test did, holding this.
    pub fn tell(&self, change: impl FnOnce(&mut Script)) {
        change(&mut self.script.lock().unwrap());
    }

    /// What it was asked, in order.
    pub fn asked(&self) -> Vec<Asked> {
        self.provider.asked()
    }
}

fn answer(asked: &Asked, script: &Script, now: i64) -> Reply {
    let path = asked.line.split(' ').nth(1).unwrap_or_default();
    if let Some((wanted, reply)) = &script.instead
        && *wanted == path
    {
        return reply.clone();
    }
    let issuer = format!("http://{}", asked.header("host").unwrap_or_default());
    let answer = match path {
        "/.well-known/openid-configuration" => with(document(&issuer), &script.document),
        "/keys" => {
            let x = base64url(key(1).public_key().as_ref());
            json!({"keys": [{"kty": "OKP", "crv": "Ed25519", "use": "sig", "kid": "one", "x": x}]})
        }
        "/token" => {
            let token = (script.spoil)(&token(&issuer, script, now));
            json!({"access_token": "opens", "token_type": "Bearer", "id_token": token})
        }
        "/person" => script.person.clone(),
        _ => return Reply::Answer(404, "", String::new()),
    };
    Reply::Answer(200, "content-type: application/json\r\n", answer.to_string())
}

fn document(issuer: &str) -> Value {
    json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "userinfo_endpoint": format!("{issuer}/person"),
        "jwks_uri": format!("{issuer}/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA"],
    })
}

fn token(issuer: &str, script: &Script, now: i64) -> String {
    let claims = json!({
        "iss": issuer,
        "aud": "fab",
        "sub": "248289",
        "iat": now,
        "exp": now + 300,
        "preferred_username": "jane",
        "name": "Jane Doe",
        "groups": [],
    });
    let claims = with(claims, &script.claims);
    let signed = [&script.header, &claims].map(|part| base64url(part.to_string().as_bytes()));
    let signed = signed.join(".");
    let key = key(if script.foreign_key { 2 } else { 1 });
    format!("{signed}.{}", base64url(key.sign(signed.as_bytes()).as_ref()))
}

/// `base` with the entries of `changes`; what is null there is taken out.
fn with(mut base: Value, changes: &Value) -> Value {
    for (name, value) in changes.as_object().into_iter().flatten() {
        if value.is_null() {
            base.as_object_mut().unwrap().remove(name);
        } else {
            base[name] = value.clone();
        }
    }
    base
}
