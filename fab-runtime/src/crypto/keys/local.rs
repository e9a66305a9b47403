//! How are keys wrapped when one text in the settings is all there is? By XAES-256-GCM under that text's key.

use std::future::ready;
use std::path::{Path, PathBuf};

use crate::crypto::app_secret::{AppSecret, AppSecretError};
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

impl LocalKey {
    /// The key-encrypting key that the text of `setting` spells: 32 random bytes, as an application's secret is.
    ///
    /// ```
    /// # use fab_runtime::crypto::keys::LocalKey;
    /// let error = LocalKey::of_setting("FAB_KEYS", Some("changeme")).unwrap_err();
    /// assert!(error.to_string().starts_with("FAB_KEYS: "));
    /// ```
    ///
    /// # Errors
    ///
    /// When there is no text, or it spells no such bytes: too few, a placeholder, a pattern.
    pub fn of_setting(setting: &'static str, text: Option<&str>) -> Result<Self, LocalKeyError> {
        let text = text.map(str::trim).filter(|text| !text.is_empty());
        let text = text.ok_or(LocalKeyError::Missing { setting })?;
        let secret = text.parse().map_err(|source| LocalKeyError::Wrong { setting, source })?;
        Ok(Self::new(&secret))
    }

    /// The key-encrypting key in the file that `setting` names.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, can be read by others than its owner, or holds no such key.
    pub fn of_file(setting: &'static str, path: &Path) -> Result<Self, LocalKeyError> {
        let secret = AppSecret::read_file(path);
        secret.map(|secret| Self::new(&secret)).map_err(|source| file(setting, path, source))
    }

    /// As [`LocalKey::of_file`], for development: makes the file when there is none. The boolean says whether it did.
    ///
    /// # Errors
    ///
    /// As [`LocalKey::of_file`], and when the file cannot be written.
    pub fn of_development_file(
        setting: &'static str,
        path: &Path,
    ) -> Result<(Self, bool), LocalKeyError> {
        let read = AppSecret::read_or_make_file(path);
        let (secret, made) = read.map_err(|source| file(setting, path, source))?;
        Ok((Self::new(&secret), made))
    }
}

fn file(setting: &'static str, path: &Path, source: std::io::Error) -> LocalKeyError {
    LocalKeyError::File { setting, path: path.to_owned(), source }
}

/// Why a setting gives no key-encrypting key. Nothing of it holds anything of the key.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LocalKeyError {
    /// There is none.
    #[error("{setting}: no key for encryption is set")]
    Missing {
        /// The setting.
        setting: &'static str,
    },
    /// It is no random key.
    #[error("{setting}: {source}")]
    Wrong {
        /// The setting.
        setting: &'static str,
        /// What is wrong with it.
        source: AppSecretError,
    },
    /// Its file gives no key.
    #[error("{setting}: {} gives no key", path.display())]
    File {
        /// The setting.
        setting: &'static str,
        /// The file that it names.
        path: PathBuf,
        /// What is wrong with it.
        source: std::io::Error,
    },
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
