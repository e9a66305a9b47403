//! Which second factors are there, and who needs one?

use fab_derive::Choice;

/// A way to prove who you are besides the password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Choice)]
#[choice(crate = "crate")]
#[non_exhaustive]
pub enum FactorKind {
    /// An app on a phone that shows a new code every half minute (RFC 6238).
    #[choice(label = "Authenticator app")]
    Totp,
    /// A code in a text message. Weaker than the others: numbers can be taken over.
    #[choice(label = "Text message")]
    Sms,
    /// A code in an e-mail. Weaker than an app: whoever reads the mail has it.
    #[choice(label = "E-mail")]
    Email,
    /// A key of the device, which no imitation of the site can ask for (`WebAuthn`).
    #[choice(label = "Passkey")]
    Passkey,
}

/// What a role asks of those who hold it; of several roles the strictest counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Choice)]
#[choice(crate = "crate")]
#[non_exhaustive]
pub enum MfaLevel {
    /// Second factors cannot be set up.
    #[choice(label = "Not offered")]
    Off,
    /// Whoever wants one sets it up, and is then always asked for it.
    #[default]
    #[choice(label = "Optional")]
    Optional,
    /// Whoever has none when the days of grace are over can do nothing else than set one up.
    #[choice(label = "Required")]
    Required,
    /// The same, and only a passkey is enough.
    #[choice(label = "Passkey required")]
    PhishingResistant,
}
