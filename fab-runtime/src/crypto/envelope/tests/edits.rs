//! Does an envelope open only unchanged, only in its cell, only with its key?

use proptest::prelude::*;

use super::{CELL, PADDINGS, SUITES, id, key, ring};
use crate::crypto::envelope::{
    Cell, Envelope, OpenError, Padding, SealError, Suite, from_text, looks_sealed, to_text,
};
use crate::crypto::keys::{KeyRing, Purpose, RingKey};

#[test]
fn a_cell_that_is_moved_does_not_open() {
    for suite in SUITES {
        let ring = ring(suite);
        let sealed = ring.seal(&CELL, b"secret", Padding::None).unwrap();
        let elsewhere = [
            Cell { namespace: "acme2", ..CELL },
            Cell { namespace: "", ..CELL },
            Cell { table: "supplier", ..CELL },
            Cell { column: "bic", ..CELL },
            Cell { row: &[0, 0, 0, 8], ..CELL },
            Cell { row: &[], ..CELL },
            Cell { tag: "bytes", ..CELL },
            // The same letters, cut at another place.
            Cell { namespace: "acmec", table: "ustomer", ..CELL },
            Cell { table: "customeri", column: "ban", ..CELL },
        ];
        for cell in elsewhere {
            assert_eq!(ring.open(&cell, &sealed), Err(OpenError::Rejected), "{cell:?}");
        }
        assert_eq!(ring.open(&CELL, &sealed).unwrap().expose(), b"secret");
    }
}

#[test]
fn every_flipped_bit_and_every_cut_is_refused() {
    for (suite, padding) in SUITES.into_iter().flat_map(|s| PADDINGS.map(|p| (s, p))) {
        let ring = ring(suite);
        let sealed = ring.seal(&CELL, b"DE02 1203 0000 0000 2020 51", padding).unwrap();
        for bit in 0..sealed.len() * 8 {
            let mut edited = sealed.clone();
            edited[bit / 8] ^= 1 << (bit % 8);
            let error = ring.open(&CELL, &edited).unwrap_err();
            if bit / 8 >= 8 {
                assert_eq!(error, OpenError::Rejected, "bit {bit}");
            }
        }
        for length in 0..sealed.len() {
            assert!(ring.open(&CELL, &sealed[..length]).is_err(), "{length} bytes");
        }
        let mut longer = sealed.clone();
        longer.push(0);
        assert_eq!(ring.open(&CELL, &longer), Err(OpenError::Rejected));
    }
}

#[test]
fn an_edited_header_is_refused() {
    let ring = KeyRing::new([
        RingKey::active(id(1), Purpose::Fields, key(1)),
        RingKey::decrypt_only(id(2), Purpose::Fields, key(1)),
        RingKey::destroyed(id(3), Purpose::Fields),
        RingKey::active(id(4), Purpose::BlindIndex, key(1)),
    ])
    .unwrap();
    let sealed = ring.seal(&CELL, b"secret secret secret secret", Padding::None).unwrap();
    let edit = |at: usize, byte: u8| {
        let mut edited = sealed.clone();
        edited[at] = byte;
        ring.open(&CELL, &edited).unwrap_err()
    };
    assert_eq!(edit(0, 0xFB), OpenError::NotSealed);
    assert_eq!(edit(1, 2), OpenError::Unsupported);
    assert_eq!(edit(2, 1), OpenError::Rejected, "another suite");
    for suite in [0, 3, 0x7F, 0xFF] {
        assert_eq!(edit(2, suite), OpenError::Unsupported);
    }
    assert_eq!(edit(3, 1), OpenError::Rejected, "padded");
    for flags in [2, 3, 0x80] {
        assert_eq!(edit(3, flags), OpenError::Unsupported);
    }
    assert_eq!(edit(7, 0), OpenError::NotSealed, "no key");
    assert_eq!(edit(7, 2), OpenError::Rejected, "the same bytes as another key");
    assert_eq!(edit(7, 3), OpenError::DestroyedKey { key: id(3) });
    assert_eq!(edit(7, 4), OpenError::UnknownKey { key: id(4) }, "a key for something else");
    assert_eq!(edit(7, 5), OpenError::UnknownKey { key: id(5) });
}

#[test]
fn a_destroyed_key_is_told_from_a_wrong_one() {
    let sealed = ring(Suite::default()).seal(&CELL, b"secret", Padding::None).unwrap();
    let open = |key| KeyRing::new([key]).unwrap().open(&CELL, &sealed);
    let error = open(RingKey::destroyed(id(7), Purpose::Fields)).unwrap_err();
    assert_eq!(error.to_string(), "the value was sealed by key 7, which was destroyed");
    let error = open(RingKey::active(id(7), Purpose::Fields, key(8))).unwrap_err();
    assert_eq!(error, OpenError::Rejected);
    let opened = open(RingKey::decrypt_only(id(7), Purpose::Fields, key(7))).unwrap();
    assert_eq!(opened.expose(), b"secret");
}

#[test]
fn nothing_is_sealed_without_an_active_key() {
    let ring = KeyRing::new([RingKey::decrypt_only(id(7), Purpose::Fields, key(7))]).unwrap();
    let error = ring.seal(&CELL, b"secret", Padding::None).unwrap_err();
    assert!(matches!(error, SealError::NoActiveKey), "{error}");
}

#[test]
fn padding_hides_lengths_up_to_a_bucket() {
    let ring = ring(Suite::default());
    let length = |text: &[u8]| ring.seal(&CELL, text, Padding::USUAL).unwrap().len();
    assert_eq!(length(b""), 32 + Suite::default().overhead());
    assert_eq!(length(b""), length(&[b'x'; 31]));
    assert_eq!(length(&[b'x'; 32]), length(&[b'x'; 63]));
    assert_eq!(length(b"") + 32, length(&[b'x'; 32]));
    let sealed = ring.seal(&CELL, b"", Padding::USUAL).unwrap();
    assert!(Envelope::parse(&sealed).unwrap().is_padded());
    let blocks = Padding::from(Some(100));
    assert_eq!(ring.seal(&CELL, b"", blocks).unwrap().len(), 100 + Suite::default().overhead());
    assert_eq!((Padding::from(None), Padding::from(Some(0))), (Padding::None, Padding::None));
}

#[test]
fn what_is_not_sealed_is_called_so_and_not_returned() {
    let ring = ring(Suite::default());
    for text in ["", "alice@example.org", "fab1:", "fab1:AAAA", "\u{FA}"] {
        assert_eq!(ring.open(&CELL, text.as_bytes()), Err(OpenError::NotSealed));
        assert!(!looks_sealed(text));
    }
    let sealed = ring.seal(&CELL, b"secret", Padding::None).unwrap();
    assert!(looks_sealed(&sealed) && looks_sealed(to_text(&sealed)));
    assert_eq!(from_text(&to_text(&sealed)).unwrap(), sealed);
    for text in [to_text(&sealed) + "=", to_text(&sealed).to_uppercase(), "fab1:+/".to_owned()] {
        assert_eq!(from_text(&text), Err(OpenError::NotSealed), "{text}");
    }
}

fn parts() -> impl Strategy<Value = (String, String, String, Vec<u8>, String)> {
    let row = prop::collection::vec(any::<u8>(), 0..12);
    (".{0,6}", ".{0,6}", ".{0,6}", row, ".{0,6}")
}

proptest! {
    #[test]
    fn what_was_sealed_opens_in_its_cell_and_in_no_other(
        text in prop::collection::vec(any::<u8>(), 0..200),
        here in parts(),
        there in parts(),
        suite in prop::sample::select(SUITES.to_vec()),
        padding in prop::sample::select(PADDINGS.to_vec()),
    ) {
        let ring = ring(suite);
        let (namespace, table, column, row, tag) = &here;
        let cell = Cell { namespace, table, column, row, tag };
        let sealed = ring.seal(&cell, &text, padding).unwrap();
        prop_assert!(looks_sealed(&sealed));
        let opened = ring.open(&cell, &sealed).unwrap();
        prop_assert_eq!(opened.expose(), &text);
        let (namespace, table, column, row, tag) = &there;
        let other = Cell { namespace, table, column, row, tag };
        if other != cell {
            prop_assert_eq!(ring.open(&other, &sealed), Err(OpenError::Rejected));
        }
    }

    #[test]
    fn no_bytes_make_opening_do_anything_but_refuse(
        start in 0_usize..9,
        rest in prop::collection::vec(any::<u8>(), 0..120),
    ) {
        let ring = ring(Suite::default());
        let mut bytes = [0xFA, 1, 2, 0, 0, 0, 0, 7][..start.min(8)].to_vec();
        bytes.extend(rest);
        prop_assert!(ring.open(&CELL, &bytes).is_err());
    }
}
