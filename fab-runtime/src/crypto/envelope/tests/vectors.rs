//! Are the ciphers those of the standards? The published test vectors say so.

use aes_gcm::KeyInit;
use aes_gcm::aead::AeadInOut;

use super::{CELL, id, key};
use crate::crypto::envelope::header::{Padding, Suite};
use crate::crypto::envelope::nonce::Nonce;
use crate::crypto::envelope::sealing::Draft;
use crate::crypto::envelope::xaes::{Gcm, Xaes};

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<u32> = hex.chars().map(|digit| digit.to_digit(16).unwrap()).collect();
    digits.chunks(2).map(|pair| u8::try_from(pair[0] * 16 + pair[1]).unwrap()).collect()
}

fn gcm(cipher: &Gcm, nonce: &[u8], text: &[u8], associated: &[u8]) -> Vec<u8> {
    let mut out = text.to_vec();
    let nonce = nonce.try_into().unwrap();
    let tag = cipher.encrypt_inout_detached(nonce, associated, out.as_mut_slice().into()).unwrap();
    out.extend_from_slice(&tag);
    out
}

#[test]
fn aes_256_gcm_passes_the_vectors_of_its_submission_to_nist() {
    // Test cases 13 to 16 of McGrew and Viega, "The Galois/Counter Mode of Operation (GCM)".
    let zero = "0".repeat(64);
    let key = "feffe9928665731c6d6a8f9467308308".repeat(2);
    let text = "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72\
                1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255";
    let sealed = "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa\
                  8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad";
    let associated = "feedfacedeadbeeffeedfacedeadbeefabaddad2";
    let nonce = "cafebabefacedbaddecaf888";
    let vectors = [
        (&zero, &zero[..24], "", "", "", "530f8afbc74536b9a963b4f1c4cb738b"),
        (
            &zero,
            &zero[..24],
            &zero[..32],
            "",
            "cea7403d4d606b6e074ec5d3baf39d18",
            "d0d1c8a799996bf0265b98b5d48ab919",
        ),
        (&key, nonce, text, "", sealed, "b094dac5d93471bdec1a502270e3cc6c"),
        (&key, nonce, &text[..120], associated, &sealed[..120], "76fc6ece0f4e1768cddf8853bb2d551b"),
    ];
    for (key, nonce, text, associated, sealed, tag) in vectors {
        let cipher = Gcm::new(bytes(key).as_slice().try_into().unwrap());
        let found = gcm(&cipher, &bytes(nonce), &bytes(text), &bytes(associated));
        assert_eq!(found, bytes(&format!("{sealed}{tag}")));
    }
}

#[test]
fn xaes_256_gcm_passes_the_vectors_of_its_specification() {
    // C2SP, XAES-256-GCM: one key whose cipher of zeros begins with a zero bit, and one with a one bit.
    let (prefix, rest) = (b"ABCDEFGHIJKL", b"MNOPQRSTUVWX");
    let vectors: [(u8, &[u8], &str); 2] = [
        (1, b"", "ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271"),
        (3, b"c2sp.org/XAES-256-GCM", "986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d"),
    ];
    for (byte, associated, sealed) in vectors {
        let cipher = Xaes::new(&[byte; 32]).cipher(prefix);
        assert_eq!(gcm(&cipher, rest, b"XAES-256-GCM", associated), bytes(sealed));
    }
}

#[test]
fn subkeys_are_those_of_hkdf() {
    // The vectors of RFC 5869 have keys of other lengths than ours, so this one was computed with OpenSSL 3:
    // openssl kdf -keylen 32 -kdfopt digest:SHA256 -kdfopt hexkey:(32 times 0b) \
    //     -kdfopt hexinfo:6c6162656c000000016100000000 HKDF
    let subkey = key(0x0b).subkey(b"label", &[b"a", b""]);
    let expected = "1b90fd679d87d81e29c3712bbf6eba34091b20039a38766d575b8c0fd379fcc9";
    assert_eq!(subkey.expose().as_slice(), bytes(expected));
}

#[test]
fn an_envelope_has_the_form_that_is_written_down() {
    let nonce: Vec<u8> = (1..=24).collect();
    let (nonce, _) = Nonce::read(Suite::Xaes256Gcm, &nonce).unwrap();
    let subkey = key(7).subkey(b"fab/enc/v1", &[&[2], b"customer", b"iban"]);
    let cipher = Xaes::new(subkey.expose()).cipher(nonce.prefix());
    let draft =
        Draft { key: id(0x0102_0304), cell: &CELL, plaintext: b"hello", padding: Padding::None };
    let sealed = draft.seal(&cipher, &nonce).unwrap();

    let mut associated = Vec::new();
    for part in [&b"fab/field/v1"[..], b"acme", b"customer", b"iban", &[0, 0, 0, 9], b"text"] {
        associated.extend(u32::try_from(part.len()).unwrap().to_be_bytes());
        associated.extend(part);
    }
    let header = [0xFA, 1, 2, 0, 1, 2, 3, 4];
    associated.extend(header);
    let mut expected = header.to_vec();
    expected.extend(1..=24);
    expected.extend(gcm(&cipher, nonce.last(), b"hello", &associated));
    assert_eq!(sealed, expected);
    assert_eq!(sealed.len(), 5 + Suite::Xaes256Gcm.overhead());
}

#[test]
fn envelopes_of_another_implementation_open() {
    // Written by forty lines of Python over the AES of OpenSSL, from the description of the form alone.
    let ring = super::ring(Suite::default());
    let vectors: [(&[u8], &str); 4] = [
        (
            b"DE02 1203",
            "fa010200000000070102030405060708090a0b0c0d0e0f101112131415161718d6fb07736d73ac91d982663e0622277a3cf37c251b3b15cb3b",
        ),
        (
            b"DE02 1203",
            "fa010201000000070102030405060708090a0b0c0d0e0f101112131415161718d6fb07736d73ac91d943ea0f65c7f89b5b06f9d8456cc25ecd38027e49c49c784c0436fe49da7f9fd3ccf069b365578e",
        ),
        (
            b"DE02 1203",
            "fa010100000000070102030405060708090a0b0c051547ac3e2992188db17f577dfba8d6c2f40edf7485cdf767",
        ),
        (
            b"",
            "fa010101000000070102030405060708090a0b0cc150779e1e18a028be57d916746d3e81f8cda3f72a369e3672abc711e1ba24b2f4d6bd5d95561dfa53f93d1d5a8bdc76",
        ),
    ];
    for (text, sealed) in vectors {
        assert_eq!(ring.open(&CELL, &bytes(sealed)).unwrap().expose(), text);
    }
}
