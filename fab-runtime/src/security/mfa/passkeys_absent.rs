//! What does a program without the feature `passkeys` say of them? That there are none.

use crate::models::ModelMeta;
use crate::security::csrf::CsrfBinding;
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::mfa::enrol::Confirmed;
use crate::security::options::SecurityOptions;
use crate::security::session::{Client, Opened, Session};

/// There is no site that passkeys would work for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Relying {
    is_there: bool,
}

impl Relying {
    pub(crate) const fn new(_options: &SecurityOptions) -> Self {
        Self { is_there: false }
    }

    pub(crate) const fn is_there(&self) -> bool {
        self.is_there
    }
}

/// What is too old at an instant: nothing.
pub(crate) const SWEPT: &[&str] = &[];

/// No tables.
pub(crate) const fn models() -> Vec<&'static ModelMeta> {
    Vec::new()
}

/// The same names as with the feature; each says that there are no passkeys.
#[expect(clippy::unused_async, reason = "the same signatures as with the feature")]
impl Security {
    /// Whether people can sign in by passkeys: never, without the feature `passkeys`.
    pub fn offers_passkeys(&self) -> bool {
        self.relying().is_there()
    }

    /// Begins to add a passkey.
    ///
    /// # Errors
    ///
    /// [`SecurityError::NoPasskeys`].
    pub async fn begin_passkey(&self, _: &Session, _: &str) -> Result<String, SecurityError> {
        Err(SecurityError::NoPasskeys)
    }

    /// Adds a passkey.
    ///
    /// # Errors
    ///
    /// [`SecurityError::NoPasskeys`].
    pub async fn confirm_passkey(&self, _: &Session, _: &str) -> Result<Confirmed, SecurityError> {
        Err(SecurityError::NoPasskeys)
    }

    /// Asks for a passkey of the owner of a session.
    ///
    /// # Errors
    ///
    /// [`SecurityError::NoPasskeys`].
    pub async fn ask_passkey(&self, _: &Session) -> Result<String, SecurityError> {
        Err(SecurityError::NoPasskeys)
    }

    /// Asks a visitor for any passkey of this site.
    ///
    /// # Errors
    ///
    /// [`SecurityError::NoPasskeys`].
    pub async fn invite_passkey(
        &self,
        _: CsrfBinding<'_>,
        _: &Client,
    ) -> Result<String, SecurityError> {
        Err(SecurityError::NoPasskeys)
    }

    /// Signs the owner of a passkey in.
    ///
    /// # Errors
    ///
    /// [`SecurityError::NoPasskeys`].
    pub async fn login_by_passkey(
        &self,
        _: CsrfBinding<'_>,
        _: &str,
        _: &Client,
    ) -> Result<Opened, SecurityError> {
        Err(SecurityError::NoPasskeys)
    }

    pub(super) async fn answer_passkey(
        &self,
        _: &Session,
        _: i64,
        _: &str,
    ) -> Result<Opened, SecurityError> {
        Err(SecurityError::NoPasskeys)
    }
}
