//! How do random nonces never run out? XAES-256-GCM (C2SP): half of a long nonce makes the key, half is its nonce.

use aes::cipher::{BlockCipherEncrypt, KeyInit};
use aes::{Aes256Enc, Block};
use aes_gcm::AesGcm;
use aes_gcm::aead::consts::U12;
use zeroize::Zeroize;

/// AES-256-GCM that only ever encrypts with AES, so that no keys for decryption are computed.
pub(super) type Gcm = AesGcm<Aes256Enc, U12>;

/// The key-deriving half of XAES-256-GCM, its key schedule computed once.
pub(super) struct Xaes {
    aes: Aes256Enc,
    mask: u128,
}

impl Xaes {
    pub(super) fn new(key: &[u8; 32]) -> Self {
        let aes = Aes256Enc::new(key.into());
        let mut first = Block::default();
        aes.encrypt_block(&mut first);
        // The first subkey of CMAC (SP 800-38B): the cipher of zeros, doubled in the field of 2^128 elements.
        let number = u128::from_be_bytes(first.into());
        let carry = if number >> 127 == 1 { 0x87 } else { 0 };
        Self { aes, mask: (number << 1) ^ carry }
    }

    /// The cipher for all nonces that begin with `prefix`.
    pub(super) fn cipher(&self, prefix: &[u8; 12]) -> Gcm {
        // The blocks 1 and 2 of SP 800-108 with the label `X`, as CMAC sees them.
        let prefix = prefix.iter().fold(0, |number: u128, byte| number << 8 | u128::from(*byte));
        let block = |counter: u8| {
            let label = u128::from(u32::from_be_bytes([0, counter, b'X', 0])) << 96;
            Block::from(((label | prefix) ^ self.mask).to_be_bytes())
        };
        let mut blocks = [block(1), block(2)];
        self.aes.encrypt_blocks(&mut blocks);
        let [first, second] = &mut blocks;
        let mut key = first.concat(*second);
        let cipher = Gcm::new(&key);
        key.zeroize();
        first.zeroize();
        second.zeroize();
        cipher
    }
}

impl Drop for Xaes {
    fn drop(&mut self) {
        self.mask.zeroize();
    }
}
