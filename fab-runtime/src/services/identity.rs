//! Who vouches for people? Providers elsewhere, whatever protocol they speak.

use std::fmt;
use std::pin::Pin;

/// One sign-in under way. Who holds all of it can finish it, so it prints as nothing.
#[derive(Clone)]
pub struct Errand {
    /// Goes with the person and comes back.
    pub state: String,
    /// Stands in what the provider says.
    pub nonce: String,
    /// Proves that who has the code is who asked for it.
    pub verifier: String,
    /// Where the person comes back to.
    pub redirect: String,
}

impl fmt::Debug for Errand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Errand").field("redirect", &self.redirect).finish_non_exhaustive()
    }
}

/// Somebody for whom a provider vouches.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Person {
    /// Who vouches.
    pub issuer: String,
    /// Who it is there; another issuer's same text is somebody else.
    pub subject: String,
    /// The name that the person goes by there.
    pub username: Option<String>,
    /// The name for others.
    pub name: Option<String>,
    /// The address that the provider has verified; one that it has not is not even kept.
    pub verified_email: Option<String>,
    /// The groups of the person there.
    pub groups: Vec<String>,
    /// How the person proved who it is (`amr`, RFC 8176).
    pub methods: Vec<String>,
    /// How strictly (`acr`).
    pub class: Option<String>,
}

/// Why a provider vouches for nobody: one word for the log, which holds nothing that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotVouched {
    /// What was wrong.
    pub reason: &'static str,
    /// Whether the provider could not be asked, so that it may be otherwise in a while.
    pub passing: bool,
}

/// What a provider says when it is asked.
pub type Said<'a, T> = Pin<Box<dyn Future<Output = Result<T, NotVouched>> + Send + 'a>>;

/// A provider of sign-ins. Implement it for a protocol that is not here.
pub trait IdentityProvider: fmt::Debug + Send + Sync + 'static {
    /// Where somebody is sent to sign in.
    fn depart<'a>(&'a self, errand: &'a Errand) -> Said<'a, String>;

    /// Who it was that came back with `code`.
    fn arrive<'a>(&'a self, errand: &'a Errand, code: &'a str) -> Said<'a, Person>;
}
