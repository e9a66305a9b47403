//! Which key, what for, and may it still be used? The words that key records are written in.

use std::fmt;
use std::num::NonZeroU32;

/// The number of a key: never zero, never given twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(NonZeroU32);

impl KeyId {
    /// The number that counting begins with.
    pub const FIRST: Self = Self(NonZeroU32::MIN);

    /// The id with this number; `None` for zero.
    pub const fn new(number: u32) -> Option<Self> {
        match NonZeroU32::new(number) {
            Some(number) => Some(Self(number)),
            None => None,
        }
    }

    /// Its number.
    pub const fn get(self) -> u32 {
        self.0.get()
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a key is for. A key for one purpose is never used for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Purpose {
    /// Sealing fields.
    Fields,
    /// Finding sealed fields by equality.
    BlindIndex,
    /// Linking the entries of a ledger.
    WalletChain,
    /// Hardening passwords and codes.
    Pepper,
    /// Linking the entries of the audit log.
    Audit,
}

impl Purpose {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Fields, Self::BlindIndex, Self::WalletChain, Self::Pepper, Self::Audit];

    /// Its name in records and settings.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fields => "fields",
            Self::BlindIndex => "blind_index",
            Self::WalletChain => "wallet_chain",
            Self::Pepper => "pepper",
            Self::Audit => "audit",
        }
    }

    /// The purpose of this name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.name() == name)
    }
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What may still be done with a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyState {
    /// It seals and opens; one key of each purpose is active.
    Active,
    /// It opens what it has sealed, and seals nothing any more.
    DecryptOnly,
    /// It is gone, and with it everything that only it opens.
    Destroyed,
}

impl KeyState {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Active, Self::DecryptOnly, Self::Destroyed];

    /// Its name in records.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::DecryptOnly => "decrypt_only",
            Self::Destroyed => "destroyed",
        }
    }

    /// The state of this name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}
