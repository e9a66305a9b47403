//! What plays the device that holds passkeys? Keys of ES256 in memory, and every lie that a test asks for.

use base64ct::{Base64UrlUnpadded, Encoding};
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value as Json, json};

/// A device, and the browser between it and the site.
#[derive(Debug, Clone)]
pub struct Authenticator {
    /// Where the browser says that it is.
    pub origin: String,
    /// Whose passkeys are used, whatever the site asks for; the site's own name unless set.
    pub rp_id: Option<String>,
    /// Whether the device makes sure that it is its owner.
    pub verifies: bool,
    /// How often a passkey was used; `None` for devices that do not count.
    pub counter: Option<u32>,
    /// What is signed instead of the challenge of the site.
    pub challenge: Option<String>,
    /// The passkeys on it.
    pub passkeys: Vec<Held>,
}

/// A passkey on the device.
#[derive(Debug, Clone)]
pub struct Held {
    /// Its name, which the site knows.
    pub id: Vec<u8>,
    /// What the site calls the user.
    pub handle: Vec<u8>,
    /// The key itself.
    pub pkcs8: Vec<u8>,
}

impl Authenticator {
    /// An honest device in a browser at `origin`.
    pub fn at(origin: &str) -> Self {
        Self {
            origin: origin.to_owned(),
            rp_id: None,
            verifies: true,
            counter: Some(0),
            challenge: None,
            passkeys: Vec::new(),
        }
    }

    /// `navigator.credentials.create()`: makes a passkey as `options` say, and what the page sends.
    ///
    /// # Panics
    ///
    /// When `options` are none, or name a passkey that is here.
    pub fn create(&mut self, options: &str) -> String {
        let options: Json = serde_json::from_str(options).unwrap();
        let excluded = options["excludeCredentials"].as_array().into_iter().flatten();
        for one in excluded {
            let id = bytes(&one["id"]);
            assert!(self.passkeys.iter().all(|held| held.id != id), "InvalidStateError");
        }
        let pkcs8 =
            EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &SystemRandom::new());
        let pkcs8 = pkcs8.unwrap().as_ref().to_vec();
        let pair = pair(&pkcs8);
        let id = digest(&SHA256, pair.public_key().as_ref()).as_ref().to_vec();
        let handle = bytes(&options["user"]["id"]);
        let mut signed = self.head(options["rp"]["id"].as_str().unwrap(), 0x40);
        signed.extend([0; 16]);
        signed.extend(u16::try_from(id.len()).unwrap().to_be_bytes());
        signed.extend(&id);
        signed.extend(cose(pair.public_key().as_ref()));
        let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59".to_vec();
        object.extend(u16::try_from(signed.len()).unwrap().to_be_bytes());
        object.extend(&signed);
        let name = text(&id);
        self.passkeys.push(Held { id, handle, pkcs8 });
        json!({
            "id": name, "rawId": name, "type": "public-key", "clientExtensionResults": {},
            "authenticatorAttachment": "platform",
            "response": {
                "attestationObject": text(&object),
                "clientDataJSON": text(&self.client_data("webauthn.create", &options)),
                "transports": ["internal"],
            },
        })
        .to_string()
    }

    /// `navigator.credentials.get()`: proves that the passkey is here, and what the page sends.
    ///
    /// # Panics
    ///
    /// When `options` are none, or there is no such passkey.
    pub fn get(&mut self, options: &str) -> String {
        let options: Json = serde_json::from_str(options).unwrap();
        let allowed: Vec<Vec<u8>> = options["allowCredentials"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|one| bytes(&one["id"]))
            .collect();
        let held =
            self.passkeys.iter().find(|held| allowed.is_empty() || allowed.contains(&held.id));
        let Some(held) = held.cloned() else { panic!("NotAllowedError") };
        if let Some(counter) = &mut self.counter {
            *counter += 1;
        }
        let data = self.head(options["rpId"].as_str().unwrap(), 0);
        let client = self.client_data("webauthn.get", &options);
        let mut signed = data.clone();
        signed.extend(digest(&SHA256, &client).as_ref());
        let signature = pair(&held.pkcs8).sign(&SystemRandom::new(), &signed).unwrap();
        json!({
            "id": text(&held.id), "rawId": text(&held.id), "type": "public-key",
            "clientExtensionResults": {}, "authenticatorAttachment": "platform",
            "response": {
                "authenticatorData": text(&data),
                "clientDataJSON": text(&client),
                "signature": text(signature.as_ref()),
                "userHandle": text(&held.handle),
            },
        })
        .to_string()
    }

    /// The part of what is signed that every answer has: whose passkey, what was checked, how often.
    fn head(&self, rp_id: &str, more: u8) -> Vec<u8> {
        let rp_id = self.rp_id.as_deref().unwrap_or(rp_id);
        let mut head = digest(&SHA256, rp_id.as_bytes()).as_ref().to_vec();
        head.push(1 | if self.verifies { 4 } else { 0 } | more);
        head.extend(self.counter.unwrap_or(0).to_be_bytes());
        head
    }

    fn client_data(&self, kind: &str, options: &Json) -> Vec<u8> {
        let challenge = options["challenge"].as_str().unwrap();
        let challenge = self.challenge.as_deref().unwrap_or(challenge);
        json!({
            "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false,
        })
        .to_string()
        .into_bytes()
    }
}

fn pair(pkcs8: &[u8]) -> EcdsaKeyPair {
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8, &SystemRandom::new()).unwrap()
}

/// A public key as COSE writes it: EC2, ES256, P-256, x, y.
fn cose(point: &[u8]) -> Vec<u8> {
    let (x, y) = (&point[1..33], &point[33..65]);
    [&[0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32], x, &[0x22, 0x58, 32], y].concat()
}

fn text(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

fn bytes(text: &Json) -> Vec<u8> {
    Base64UrlUnpadded::decode_vec(text.as_str().unwrap()).unwrap()
}
