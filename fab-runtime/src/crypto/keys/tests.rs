//! Do keys come from their records unchanged, or not at all?

use chrono::DateTime;

use crate::crypto::app_secret::AppSecret;
use crate::crypto::envelope::{Cell, Padding};
use crate::crypto::keys::{
    DataKey, KeyId, KeyRing, KeyRingError, KeyState, KeyWrapper, LoadError, LocalKey, Purpose,
    RingKey, WrapError, WrappedKey,
};

fn id(number: u32) -> KeyId {
    KeyId::new(number).unwrap()
}

fn local() -> LocalKey {
    LocalKey::new(&AppSecret::generate().unwrap())
}

async fn record(number: u32, purpose: Purpose, wrapper: &dyn KeyWrapper) -> WrappedKey {
    let now = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
    WrappedKey::generate(id(number), purpose, wrapper, now).await.unwrap()
}

const CELL: Cell<'static> =
    Cell { namespace: "", table: "customer", column: "iban", row: &[1], tag: "text" };

#[tokio::test]
async fn a_ring_is_made_of_its_records() {
    let local = local();
    let first = record(1, Purpose::Fields, &local).await;
    let ring = KeyRing::load(std::slice::from_ref(&first), &[&local]).await.unwrap();
    let sealed = ring.seal(&CELL, b"secret", Padding::None).unwrap();

    // Rotation: the old key opens, the new one seals.
    let old = WrappedKey { state: KeyState::DecryptOnly, ..first };
    let records = [old, record(2, Purpose::Fields, &local).await];
    let ring = KeyRing::load(&records, &[&local]).await.unwrap();
    assert_eq!(ring.active(Purpose::Fields), Some(id(2)));
    assert_eq!(ring.live(Purpose::Fields), [id(2), id(1)]);
    assert_eq!(ring.open(&CELL, &sealed).unwrap().expose(), b"secret");

    let [old, new] = records;
    let old = old.destroyed();
    assert!(old.wrapped.is_empty());
    let ring = KeyRing::load(&[old, new], &[&local]).await.unwrap();
    assert_eq!(ring.live(Purpose::Fields), [id(2)]);
    assert_eq!(ring.state(id(1)), Some(KeyState::Destroyed));
    assert!(ring.open(&CELL, &sealed).is_err());
}

#[tokio::test]
async fn a_record_that_was_changed_makes_no_ring() {
    let local = local();
    let record = record(1, Purpose::Fields, &local).await;
    let mut flipped = record.clone();
    flipped.wrapped[40] ^= 1;
    let changed = [
        WrappedKey { id: id(2), ..record.clone() },
        WrappedKey { purpose: Purpose::Pepper, ..record.clone() },
        WrappedKey { wrapped: Vec::new(), ..record.clone() },
        WrappedKey { wrapped: vec![7; 32], ..record.clone() },
        flipped,
    ];
    for record in changed {
        let error = KeyRing::load(&[record], &[&local]).await.unwrap_err();
        assert!(matches!(error, LoadError::Wrap(WrapError::Changed { .. })), "{error}");
    }
}

#[tokio::test]
async fn a_key_of_another_installation_is_called_by_its_name() {
    let (here, there) = (local(), local());
    let record = record(1, Purpose::Fields, &there).await;
    let error = KeyRing::load(std::slice::from_ref(&record), &[&here]).await.unwrap_err();
    assert!(error.to_string().contains(there.name()), "{error}");

    // Both are there while the key-encrypting key changes.
    let moved = record.clone().rewrap(&[&here, &there], &here).await.unwrap();
    let (before, after) = (record.unwrap_key(&[&there]).await, moved.unwrap_key(&[&here]).await);
    assert_eq!(before.unwrap(), after.unwrap());
}

#[test]
fn keys_that_contradict_each_other_make_no_ring() {
    let key = || DataKey::generate().unwrap();
    let error = KeyRing::new([
        RingKey::active(id(1), Purpose::Fields, key()),
        RingKey::destroyed(id(1), Purpose::Pepper),
    ]);
    assert_eq!(error.unwrap_err(), KeyRingError::SameId { id: id(1) });
    let error = KeyRing::new([
        RingKey::active(id(1), Purpose::Fields, key()),
        RingKey::active(id(2), Purpose::Pepper, key()),
        RingKey::active(id(3), Purpose::Fields, key()),
    ]);
    let (first, second, purpose) = (id(1), id(3), Purpose::Fields);
    assert_eq!(error.unwrap_err(), KeyRingError::TwoActive { purpose, first, second });
}

#[test]
fn words_of_records_are_read_back() {
    for purpose in Purpose::ALL {
        assert_eq!(Purpose::of_name(purpose.name()), Some(purpose));
    }
    for state in KeyState::ALL {
        assert_eq!(KeyState::of_name(state.name()), Some(state));
    }
    assert_eq!((Purpose::of_name("x"), KeyState::of_name("x"), KeyId::new(0)), (None, None, None));
}

#[test]
fn keys_do_not_print() {
    let bytes = [0x5A; 32];
    let key = DataKey::from_slice(&bytes).unwrap();
    let key = RingKey::active(id(1), Purpose::Fields, key);
    let ring = KeyRing::new([key.clone()]).unwrap();
    let text = format!("{key:?} {ring:?} {:?}", ring.batch());
    assert!(!text.contains("90") && !text.to_lowercase().contains("5a, 5a"), "{text}");
    assert_eq!(DataKey::from_slice(&bytes[1..]), None);
}
