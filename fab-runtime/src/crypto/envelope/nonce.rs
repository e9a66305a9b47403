//! Which number is used once? A random one, or the next after it within one batch.

use crate::crypto::envelope::header::Suite;
use crate::crypto::random::{RandomError, fill};

const HALF: usize = 12;

/// A nonce of 192 bits in two halves; the shorter suite has no first one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Nonce {
    halves: [[u8; HALF]; 2],
    suite: Suite,
}

impl Nonce {
    /// A random one. One question to the operating system, and none to a generator in this process, which a copy
    /// of the process or of the machine would repeat.
    pub(super) fn random(suite: Suite) -> Result<Self, RandomError> {
        let mut halves = [[0; HALF]; 2];
        let [_, second] = &mut halves;
        match suite {
            Suite::Aes256Gcm => fill(second)?,
            Suite::Xaes256Gcm => fill(halves.as_flattened_mut())?,
        }
        Ok(Self { halves, suite })
    }

    /// The one at the beginning of `rest`, and what stands after it.
    pub(super) fn read(suite: Suite, rest: &[u8]) -> Option<(Self, &[u8])> {
        let (first, rest) = match suite {
            Suite::Aes256Gcm => ([0; HALF], rest),
            Suite::Xaes256Gcm => rest.split_first_chunk().map(|(half, rest)| (*half, rest))?,
        };
        let (second, rest) = rest.split_first_chunk()?;
        Some((Self { halves: [first, *second], suite }, rest))
    }

    /// The next one: its second half is a number, now one greater, as SP 800-38D (8.2.2) allows after a random one.
    pub(super) fn next(self) -> Self {
        let [first, mut second] = self.halves;
        for byte in second.iter_mut().rev() {
            *byte = byte.wrapping_add(1);
            if *byte != 0 {
                break;
            }
        }
        Self { halves: [first, second], suite: self.suite }
    }

    /// What it is a nonce of.
    pub(super) const fn suite(&self) -> Suite {
        self.suite
    }

    /// What the envelope keeps.
    pub(super) const fn as_bytes(&self) -> &[u8] {
        let [_, second] = &self.halves;
        match self.suite {
            Suite::Aes256Gcm => second,
            Suite::Xaes256Gcm => self.halves.as_flattened(),
        }
    }

    /// What the key for this nonce is derived from.
    pub(super) const fn prefix(&self) -> &[u8; HALF] {
        let [first, _] = &self.halves;
        first
    }

    /// The nonce of the cipher underneath.
    pub(super) const fn last(&self) -> &[u8; HALF] {
        let [_, second] = &self.halves;
        second
    }
}
