//! Are equal values found, and nothing else?

use proptest::prelude::*;

use super::{BlindIndex, NoIndexKey, digits, email, identity, lowercase, phone};
use crate::crypto::keys::{DataKey, KeyId, KeyRing, Purpose, RingKey};
use crate::crypto::mac::hash;

const INDEX: BlindIndex<'static> =
    BlindIndex { table: "customer", column: "email", index: "exact", bits: 128 };

fn id(number: u32) -> KeyId {
    KeyId::new(number).unwrap()
}

fn key(byte: u8) -> DataKey {
    DataKey::from_slice(&[byte; 32]).unwrap()
}

fn ring() -> KeyRing {
    KeyRing::new([
        RingKey::decrypt_only(id(1), Purpose::BlindIndex, key(1)),
        RingKey::destroyed(id(2), Purpose::BlindIndex),
        RingKey::decrypt_only(id(3), Purpose::BlindIndex, key(3)),
        RingKey::active(id(4), Purpose::BlindIndex, key(4)),
        RingKey::active(id(5), Purpose::Fields, key(5)),
        RingKey::decrypt_only(id(6), Purpose::BlindIndex, key(6)),
    ])
    .unwrap()
}

#[test]
fn a_value_has_a_hash_for_each_live_key_the_active_one_first() {
    let ring = ring();
    let hashes = ring.blind_hashes(&INDEX, "ada@example.org");
    let keys: Vec<u32> = hashes.iter().map(|hash| hash.key().get()).collect();
    assert_eq!(keys, [4, 6, 3, 1]);
    assert_eq!(ring.blind_hash(&INDEX, "ada@example.org"), Ok(hashes[0]));
    assert_ne!(hashes[0].as_bytes(), hashes[1].as_bytes());
}

#[test]
fn the_hash_is_the_first_half_of_an_hmac_under_the_subkey_of_the_index() {
    let subkey = key(4).subkey(b"fab/bidx/v1", &[b"customer", b"email", b"exact"]);
    let whole = hash(subkey.expose(), &[b"ada@example.org"]);
    let found = ring().blind_hash(&INDEX, "ada@example.org").unwrap();
    assert_eq!(found.as_bytes(), &whole[..16]);
}

#[test]
fn the_same_value_elsewhere_has_another_hash() {
    let ring = ring();
    let here = ring.blind_hash(&INDEX, "x").unwrap();
    let elsewhere = [
        BlindIndex { table: "supplier", ..INDEX },
        BlindIndex { column: "backup_email", ..INDEX },
        BlindIndex { index: "other", ..INDEX },
        BlindIndex { table: "customere", column: "mail", ..INDEX },
    ];
    for index in elsewhere {
        assert_ne!(ring.blind_hash(&index, "x").unwrap(), here, "{index:?}");
    }
}

#[test]
fn fewer_bits_are_the_first_ones() {
    let ring = ring();
    let whole =
        u128::from_be_bytes(ring.blind_hash(&INDEX, "x").unwrap().as_bytes().try_into().unwrap());
    for (bits, length) in [(0, 1), (1, 1), (8, 1), (9, 2), (20, 3), (127, 16), (128, 16), (255, 16)]
    {
        let hash = ring.blind_hash(&BlindIndex { bits, ..INDEX }, "x").unwrap();
        let mut padded = [0; 16];
        padded[..hash.as_bytes().len()].copy_from_slice(hash.as_bytes());
        let kept = u128::MAX << (128 - u32::from(bits.clamp(1, 128)));
        assert_eq!((hash.as_bytes().len(), u128::from_be_bytes(padded)), (length, whole & kept));
    }
}

#[test]
fn nothing_is_hashed_without_an_active_key() {
    let ring = KeyRing::new([RingKey::decrypt_only(id(1), Purpose::BlindIndex, key(1))]).unwrap();
    assert_eq!(ring.blind_hash(&INDEX, "x"), Err(NoIndexKey));
    assert_eq!(ring.blind_hashes(&INDEX, "x").len(), 1);
}

#[test]
fn phone_numbers_are_the_same_however_they_are_written() {
    let same =
        ["+4917012345", "0049 170 12345", "+49 (0)170 / 12-345", "+49\u{2011}(170)\u{a0}12345"];
    for text in same {
        assert_eq!(phone(text), "+4917012345", "{text}");
    }
    for (text, normal) in [
        ("", ""),
        ("+", "+"),
        ("0800 FLOWERS", "0800 flowers"),
        ("49+170", "49+170"),
        ("(0170) 12345", "017012345"),
        ("(+49) 170", "+49170"),
        ("(000", "+0"),
        ("１２３", "123"),
    ] {
        assert_eq!(phone(text), normal, "{text}");
    }
}

#[test]
fn texts_are_the_same_in_any_case_and_composition() {
    let pairs = [
        ("Σίσυφος", "ΣΊΣΥΦΟΣ"),
        ("\u{fb01}n", "FIN"),
        ("\u{212b}", "\u{e5}"),
        ("\u{1e9e}", "\u{df}"),
    ];
    for (one, other) in pairs {
        assert_eq!(lowercase(one), lowercase(other));
    }
    assert_eq!(email(" Ada @ Example.org. "), "ada@example.org");
    assert_eq!(email("ada@example.org. ."), "ada@example.org");
    assert_eq!(email("no address"), "no address");
    assert_eq!(digits("DE 123-４"), "1234");
    assert_eq!(identity(" A "), " A ");
}

proptest! {
    #[test]
    fn what_is_normal_stays_as_it_is(text in "\\PC{0,12}", number in "[+0()/ .-]{0,4}[0-9 ()]{0,12}") {
        for normal in [identity, lowercase, digits, email, phone] {
            for text in [&text, &number] {
                let once = normal(text);
                prop_assert_eq!(normal(&once), once);
            }
        }
    }
}
