//! How are many values sealed quickly? With nonces that count on from a random one, 256 at a time.

use crate::crypto::envelope::cell::Cell;
use crate::crypto::envelope::columns::ColumnCipher;
use crate::crypto::envelope::error::SealError;
use crate::crypto::envelope::header::Padding;
use crate::crypto::envelope::nonce::Nonce;
use crate::crypto::envelope::sealing::Draft;
use crate::crypto::envelope::xaes::Gcm;
use crate::crypto::keys::KeyRing;

/// How many nonces count on from one random one.
const NONCES: u32 = 256;

/// Seals many values in a row, as a re-encryption does.
///
/// Nonces follow each other in an envelope's plain sight, so that it shows which values were sealed together.
///
/// ```
/// # use fab_runtime::crypto::envelope::{Cell, Padding};
/// # use fab_runtime::crypto::keys::{DataKey, KeyId, KeyRing, Purpose, RingKey};
/// # let id = KeyId::new(7).expect("seven is not zero");
/// # let ring = KeyRing::new([RingKey::active(id, Purpose::Fields, DataKey::generate()?)])?;
/// let mut batch = ring.batch();
/// for row in 0..1000_u32 {
///     let row = row.to_be_bytes();
///     let cell = Cell { namespace: "", table: "customer", column: "iban", row: &row, tag: "text" };
///     let sealed = batch.seal(&cell, b"DE02", Padding::None)?;
///     assert_eq!(ring.open(&cell, &sealed)?.expose(), b"DE02");
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Batch<'r> {
    ring: &'r KeyRing,
    nonce: Option<Nonce>,
    left: u32,
    /// The ciphers of this batch's nonces, which share the half that keys are derived from.
    ciphers: Vec<(&'r ColumnCipher, Gcm)>,
}

impl KeyRing {
    /// Many values to be sealed in a row.
    pub const fn batch(&self) -> Batch<'_> {
        Batch { ring: self, nonce: None, left: 0, ciphers: Vec::new() }
    }
}

impl Batch<'_> {
    /// Seals `plaintext` for `cell`.
    ///
    /// # Errors
    ///
    /// As [`KeyRing::seal`].
    pub fn seal(
        &mut self,
        cell: &Cell<'_>,
        plaintext: &[u8],
        padding: Padding,
    ) -> Result<Vec<u8>, SealError> {
        let (key, column) = self.ring.sealing(cell)?;
        let nonce = self.nonce()?;
        let draft = Draft { key, cell, plaintext, padding };
        let ColumnCipher::Deriving(xaes) = column else {
            return column.with(&nonce, |cipher| draft.seal(cipher, &nonce));
        };
        if let Some((_, cipher)) = self.ciphers.iter().find(|(of, _)| std::ptr::eq(*of, column)) {
            return draft.seal(cipher, &nonce);
        }
        let cipher = xaes.cipher(nonce.prefix());
        let sealed = draft.seal(&cipher, &nonce);
        self.ciphers.push((column, cipher));
        sealed
    }

    /// The next nonce; a random one when it is the first, or the others are used up.
    fn nonce(&mut self) -> Result<Nonce, SealError> {
        let nonce = match self.nonce {
            Some(nonce) if self.left > 0 => nonce.next(),
            _ => {
                self.ciphers.clear();
                self.left = NONCES;
                Nonce::random(self.ring.suite())?
            }
        };
        self.left -= 1;
        self.nonce = Some(nonce);
        Ok(nonce)
    }
}

impl std::fmt::Debug for Batch<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Batch").field("left", &self.left).finish_non_exhaustive()
    }
}
