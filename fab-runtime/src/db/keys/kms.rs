//! How does a key management service wrap keys? Each for its id and purpose, which it authenticates with them.

use crate::crypto::keys::{DataKey, KeyWrapper, WrapContext, WrapError, Wrapping};
use crate::services::kms::{KmsError, KmsKey};
use crate::services::resilience::CallError;

/// The context of an encryption: it stands in the log of the service, and its policies may ask for it.
const KEY: &str = "fab:key";
const PURPOSE: &str = "fab:purpose";

fn failed(wrapper: &KmsKey, context: WrapContext, error: CallError<KmsError>) -> WrapError {
    match error {
        CallError::Failed(error) if error.is_foreign_ciphertext() => {
            WrapError::Changed { key: context.id }
        }
        error => unavailable(wrapper, context, error.into()),
    }
}

fn unavailable(
    wrapper: &KmsKey,
    context: WrapContext,
    source: Box<dyn std::error::Error + Send + Sync>,
) -> WrapError {
    WrapError::Unavailable { wrapper: wrapper.name().to_owned(), key: context.id, source }
}

impl KeyWrapper for KmsKey {
    fn name(&self) -> &str {
        self.name()
    }

    fn wrap_key<'a>(&'a self, context: WrapContext, key: &'a DataKey) -> Wrapping<'a, Vec<u8>> {
        Box::pin(async move {
            let id = context.id.to_string();
            let bound = [(KEY, id.as_str()), (PURPOSE, context.purpose.name())];
            let wrapped = self.encrypt(&bound, key.expose()).await;
            wrapped.map_err(|error| failed(self, context, error))
        })
    }

    fn unwrap_key<'a>(&'a self, context: WrapContext, wrapped: &'a [u8]) -> Wrapping<'a, DataKey> {
        Box::pin(async move {
            let id = context.id.to_string();
            let bound = [(KEY, id.as_str()), (PURPOSE, context.purpose.name())];
            let key = self.decrypt(&bound, wrapped).await;
            let key = key.map_err(|error| failed(self, context, error))?;
            DataKey::of_answer(&key)
                .ok_or_else(|| unavailable(self, context, KmsError::Answer.into()))
        })
    }
}
