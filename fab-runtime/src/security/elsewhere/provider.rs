//! Whose word counts, and for how much?

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::services::identity::{IdentityProvider, Person};

/// What becomes of somebody who signs in for the first time and has no account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Provisioning {
    /// They are refused.
    #[default]
    Refused,
    /// They get one, without a password.
    Made,
}

/// Whether somebody who signs in for the first time may be one of those who have an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Linking {
    /// Never.
    #[default]
    Never,
    /// By the e-mail address, if the provider has verified it. Whoever gets that address at the provider gets the account.
    VerifiedEmail,
}

/// A provider of sign-ins, and what its word is worth here.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Provider {
    /// Its name in addresses: small letters, digits and dashes.
    pub name: String,
    /// What stands on its button.
    pub label: String,
    /// Who asks it.
    pub source: Arc<dyn IdentityProvider>,
    /// Whether newcomers get an account; refused.
    pub provisioning: Provisioning,
    /// Whether newcomers may have an account already; never.
    pub linking: Linking,
    /// The role that comes with a group. Only roles that stand here are ever given or taken.
    pub roles: BTreeMap<String, String>,
    /// Methods (`amr`), or classes after `acr:`, that count as a second factor here; none.
    pub second_factor: Vec<String>,
}

impl Provider {
    /// A provider whose word says who somebody is, and no more.
    pub fn new(
        name: impl Into<String>,
        label: impl Into<String>,
        source: Arc<dyn IdentityProvider>,
    ) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            source,
            provisioning: Provisioning::default(),
            linking: Linking::default(),
            roles: BTreeMap::new(),
            second_factor: Vec::new(),
        }
    }

    /// Whether what `person` did there counts as a second factor here.
    pub(crate) fn is_second_factor(&self, person: &Person) -> bool {
        self.second_factor.iter().any(|wanted| match wanted.strip_prefix("acr:") {
            Some(class) => person.class.as_deref() == Some(class),
            None => person.methods.iter().any(|method| method == wanted),
        })
    }
}

/// Why somebody who comes from elsewhere is not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ElsewhereError {
    /// What came back was not sent from this browser, came back before, or took too long.
    #[error(
        "this sign-in was used already, is too old, or was begun in another browser; begin again"
    )]
    Stale,
    /// The provider did not sign them in.
    #[error("you were not signed in there; begin again, or use your password")]
    Declined,
    /// What the provider said is not valid.
    #[error("what came back could not be verified; begin again, or tell an administrator")]
    NotBelieved,
    /// The provider cannot be asked.
    #[error("this way to sign in does not answer; try again in a while, or use your password")]
    Unreachable,
    /// There is no account for them, or it is closed.
    #[error("there is no account for you here; ask an administrator for one")]
    NoAccount,
}
