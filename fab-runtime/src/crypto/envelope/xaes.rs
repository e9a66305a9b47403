//! How do random nonces never run out? XAES-256-GCM (C2SP): half of a long nonce makes the key, half is its nonce.

use aes::cipher::{BlockCipherEncrypt, KeyInit};
use aes::{Aes256Enc, Block};
use aes_gcm::AesGcm;
use aes_gcm::aead::consts::U12;
use zeroize::Zeroizing;

/// AES-256-GCM that only ever encrypts with AES, so that no keys for decryption are computed.
pub(super) type Gcm = AesGcm<Aes256Enc, U12>;

/// The key-deriving half of XAES-256-GCM, its key schedule computed once.
pub(super) struct Xaes {
    aes: Aes256Enc,
    mask: [u8; 16],
}

impl Xaes {
    pub(super) fn new(key: &[u8; 32]) -> Self {
        let aes = Aes256Enc::new(key.into());
        let mut first = Block::default();
        aes.encrypt_block(&mut first);
        // The first subkey of CMAC (SP 800-38B): the cipher of zeros, doubled in the field of 2^128 elements.
        let number = u128::from_be_bytes(first.into());
        let carry = if number >> 127 == 1 { 0x87 } else { 0 };
        Self { aes, mask: ((number << 1) ^ carry).to_be_bytes() }
    }

    /// The cipher for all nonces that begin with `prefix`.
    pub(super) fn cipher(&self, prefix: &[u8; 12]) -> Gcm {
        let mut blocks = [self.counted(1, prefix), self.counted(2, prefix)];
        self.aes.encrypt_blocks(&mut blocks);
        let mut key = Zeroizing::new([0; 32]);
        for (byte, derived) in key.iter_mut().zip(blocks.iter_mut().flatten()) {
            *byte = std::mem::take(derived);
        }
        Gcm::new((&*key).into())
    }

    /// The block `counter` of SP 800-108 with the label `X`, as CMAC sees it.
    fn counted(&self, counter: u8, prefix: &[u8; 12]) -> Block {
        let message = [0, counter, b'X', 0].into_iter().chain(prefix.iter().copied());
        let mut block = Block::default();
        for ((byte, message), mask) in block.iter_mut().zip(message).zip(self.mask) {
            *byte = message ^ mask;
        }
        block
    }
}

impl Drop for Xaes {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.mask);
    }
}
