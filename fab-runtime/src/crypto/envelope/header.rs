//! How does a sealed value begin? Eight bytes that say version, suite, padding and key, and a nonce.

use std::num::NonZeroU16;

use crate::crypto::envelope::error::OpenError;
use crate::crypto::keys::KeyId;

/// The first byte of every sealed value.
pub(super) const MAGIC: u8 = 0xFA;
const VERSION: u8 = 1;
const PADDED: u8 = 1;
pub(super) const HEADER: usize = 8;
pub(super) const TAG: usize = 16;

/// Which cipher sealed a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Suite {
    /// AES-256-GCM with random nonces of 96 bits: at most 2^32 values for each key, which must be counted.
    Aes256Gcm,
    /// XAES-256-GCM with random nonces of 192 bits: no number of values that a database holds is too many.
    #[default]
    Xaes256Gcm,
}

impl Suite {
    /// Its number in the envelope.
    pub(super) const fn byte(self) -> u8 {
        match self {
            Self::Aes256Gcm => 1,
            Self::Xaes256Gcm => 2,
        }
    }

    const fn of_byte(byte: u8) -> Option<Self> {
        match byte {
            1 => Some(Self::Aes256Gcm),
            2 => Some(Self::Xaes256Gcm),
            _ => None,
        }
    }

    pub(super) const fn nonce_length(self) -> usize {
        match self {
            Self::Aes256Gcm => 12,
            Self::Xaes256Gcm => 24,
        }
    }

    /// How many bytes an envelope is longer than what it holds.
    pub const fn overhead(self) -> usize {
        HEADER + self.nonce_length() + TAG
    }
}

/// Whether the length of a value may be read off its envelope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Padding {
    /// It may: the envelope is as long as it must be.
    #[default]
    None,
    /// It may not: at least one byte is added, up to a multiple of so many bytes.
    Buckets(NonZeroU16),
}

impl Padding {
    /// Buckets of 32 bytes.
    pub const USUAL: Self = match NonZeroU16::new(32) {
        Some(bytes) => Self::Buckets(bytes),
        None => Self::None,
    };
}

impl From<Option<u16>> for Padding {
    /// Buckets of so many bytes, or none.
    fn from(bytes: Option<u16>) -> Self {
        bytes.and_then(NonZeroU16::new).map_or(Self::None, Self::Buckets)
    }
}

/// What can be read off a sealed value without a key: which key sealed it, and how.
///
/// Nothing of this is proven until the value is opened.
///
/// ```
/// use fab_runtime::crypto::envelope::{Cell, Envelope, Padding, Suite};
/// use fab_runtime::crypto::keys::{DataKey, KeyId, KeyRing, Purpose, RingKey};
///
/// let id = KeyId::new(7).expect("seven is not zero");
/// let ring = KeyRing::new([RingKey::active(id, Purpose::Fields, DataKey::generate()?)])?;
/// let cell = Cell { namespace: "", table: "customer", column: "iban", row: &[1], tag: "text" };
/// let sealed = ring.seal(&cell, b"DE02", Padding::None)?;
///
/// let envelope = Envelope::parse(&sealed)?;
/// assert_eq!((envelope.key(), envelope.suite()), (id, Suite::Xaes256Gcm));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Envelope {
    suite: Suite,
    padded: bool,
    key: KeyId,
}

impl Envelope {
    pub(super) const fn new(suite: Suite, padding: Padding, key: KeyId) -> Self {
        Self { suite, padded: matches!(padding, Padding::Buckets(_)), key }
    }

    /// Reads the header of a sealed value.
    ///
    /// # Errors
    ///
    /// When the bytes are no envelope, or one of a later version.
    pub fn parse(sealed: &[u8]) -> Result<Self, OpenError> {
        let (header, rest) = sealed.split_first_chunk::<HEADER>().ok_or(OpenError::NotSealed)?;
        let [MAGIC, version, suite, flags, key @ ..] = header else {
            return Err(OpenError::NotSealed);
        };
        if *version != VERSION || flags & !PADDED != 0 {
            return Err(OpenError::Unsupported);
        }
        let suite = Suite::of_byte(*suite).ok_or(OpenError::Unsupported)?;
        let key = KeyId::new(u32::from_be_bytes(*key)).ok_or(OpenError::NotSealed)?;
        if rest.len() < suite.nonce_length() + TAG {
            return Err(OpenError::NotSealed);
        }
        Ok(Self { suite, padded: flags & PADDED != 0, key })
    }

    /// The cipher that sealed it.
    pub const fn suite(&self) -> Suite {
        self.suite
    }

    /// Whether its length is hidden.
    pub const fn is_padded(&self) -> bool {
        self.padded
    }

    /// The key that sealed it.
    pub const fn key(&self) -> KeyId {
        self.key
    }

    /// The eight bytes that stand first.
    pub(super) const fn bytes(self) -> [u8; HEADER] {
        let [a, b, c, d] = self.key.get().to_be_bytes();
        let flags = if self.padded { PADDED } else { 0 };
        [MAGIC, VERSION, self.suite.byte(), flags, a, b, c, d]
    }
}
