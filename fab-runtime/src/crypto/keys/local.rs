//! How are keys wrapped when one text in the settings is all there is? By XAES-256-GCM under that text's key.

use std::future::ready;

use crate::crypto::app_secret::AppSecret;
use crate::crypto::envelope::{Cell, Padding};
use crate::crypto::keys::data_key::DataKey;
use crate::crypto::keys::ring::KeyRing;
use crate::crypto::keys::wrapping::{KeyWrapper, WrapContext, WrapError, Wrapping};
use crate::crypto::secret::Secret;

/// Wraps keys under a key of the program's own: the text of a setting, or of a file.
///
/// ```
/// use fab_runtime::crypto::AppSecret;
/// use fab_runtime::crypto::keys::{KeyWrapper, LocalKey};
/// let text = AppSecret::generate()?.to_text();
/// let key = LocalKey::new(&text.expose().parse()?);
/// assert!(key.name().starts_with("local:"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct LocalKey {
    name: String,
    ring: KeyRing,
}

impl LocalKey {
    /// The key-encrypting key that `secret` is.
    pub fn new(secret: &AppSecret) -> Self {
        let secret = DataKey::new(Secret::new(*secret.bytes()));
        let print = secret.subkey(b"fab/kek/name/v1", &[]);
        let digits = print.expose().iter().take(8).map(|byte| format!("{byte:02x}"));
        let name = format!("local:{}", digits.collect::<String>());
        Self { name, ring: KeyRing::of_one(secret.subkey(b"fab/kek/v1", &[])) }
    }
}

impl KeyWrapper for LocalKey {
    fn name(&self) -> &str {
        &self.name
    }

    fn wrap_key<'a>(&'a self, context: WrapContext, key: &'a DataKey) -> Wrapping<'a, Vec<u8>> {
        let row = context.id.get().to_be_bytes();
        let wrapped = self.ring.seal(&cell(context, &row), key.expose(), Padding::None);
        Box::pin(ready(wrapped.map_err(|source| WrapError::Unavailable {
            wrapper: self.name.clone(),
            key: context.id,
            source: source.into(),
        })))
    }

    fn unwrap_key<'a>(&'a self, context: WrapContext, wrapped: &'a [u8]) -> Wrapping<'a, DataKey> {
        let row = context.id.get().to_be_bytes();
        let opened = self.ring.open(&cell(context, &row), wrapped).ok();
        let key = opened.and_then(|key| DataKey::from_slice(key.expose()));
        Box::pin(ready(key.ok_or(WrapError::Changed { key: context.id })))
    }
}

/// A wrapped key is a sealed value: its place is the record.
const fn cell(context: WrapContext, row: &[u8; 4]) -> Cell<'_> {
    Cell { namespace: "", table: "fab_keys", column: context.purpose.name(), row, tag: "key" }
}
