//! Does no nonce come twice, and is every message counted where it must be?

use std::collections::HashSet;

use super::{CELL, Count, SUITES, id, key, ring};
use crate::crypto::envelope::nonce::Nonce;
use crate::crypto::envelope::{Cell, Padding, SealError, Suite};
use crate::crypto::keys::{CountError, KeyRing, MESSAGE_BLOCK, MOST_MESSAGES, Purpose, RingKey};

fn nonce(suite: Suite, sealed: &[u8]) -> Vec<u8> {
    sealed[8..suite.overhead() - 16].to_vec()
}

#[test]
fn what_a_batch_seals_opens_and_no_nonce_comes_twice() {
    for suite in SUITES {
        let ring = ring(suite);
        let mut batch = ring.batch();
        let mut nonces = HashSet::new();
        for row in 0..1000_u32 {
            let row = row.to_be_bytes();
            let column = ["iban", "bic", "note"][usize::from(row[3] % 3)];
            let cell = Cell { row: &row, column, ..CELL };
            let sealed = batch.seal(&cell, &row, Padding::None).unwrap();
            assert_eq!(ring.open(&cell, &sealed).unwrap().expose(), &row);
            assert!(nonces.insert(nonce(suite, &sealed)), "{row:?}");
        }
        let single = ring.seal(&CELL, b"", Padding::None).unwrap();
        assert!(nonces.insert(nonce(suite, &single)));
    }
}

#[test]
fn a_batch_begins_anew_after_256_nonces() {
    let ring = ring(Suite::Xaes256Gcm);
    let mut batch = ring.batch();
    let mut prefixes = HashSet::new();
    for _ in 0..600 {
        let sealed = batch.seal(&CELL, b"", Padding::None).unwrap();
        prefixes.insert(sealed[8..20].to_vec());
    }
    assert_eq!(prefixes.len(), 3);
}

#[test]
fn the_nonce_after_the_last_is_the_first() {
    for suite in SUITES {
        let bytes = vec![0xFF; 24];
        let (last, _) = Nonce::read(suite, &bytes).unwrap();
        assert_eq!(last.next().last(), &[0; 12]);
        assert_eq!(last.next().prefix(), last.prefix());
        assert_eq!(last.next().next().last()[11], 1);
    }
}

#[tokio::test]
async fn aes_256_gcm_seals_what_was_reserved_and_no_more() {
    let keys = [RingKey::active(id(7), Purpose::Fields, key(7))];
    let ring = KeyRing::new(keys.clone()).unwrap().sealing_in(Suite::Aes256Gcm);
    let seal = || ring.seal(&CELL, b"", Padding::None);
    assert!(matches!(seal(), Err(SealError::NotReserved { key }) if key == id(7)));

    let count = Count::default();
    ring.reserve(1, &count).await.unwrap();
    for _ in 0..MESSAGE_BLOCK {
        ring.reserve(1, &count).await.unwrap();
        seal().unwrap();
    }
    assert!(matches!(seal(), Err(SealError::NotReserved { .. })));
    assert_eq!(count.0.load(std::sync::atomic::Ordering::Relaxed), MESSAGE_BLOCK);

    let spent = Count(MOST_MESSAGES.into());
    let error = ring.reserve(1, &spent).await.unwrap_err();
    assert!(matches!(error, CountError::Spent { key } if key == id(7)), "{error}");
    assert!(seal().is_err());
    let last = Count((MOST_MESSAGES - MESSAGE_BLOCK).into());
    ring.reserve(1, &last).await.unwrap();

    let ring = KeyRing::new(keys).unwrap();
    ring.reserve(u32::MAX, &spent).await.unwrap();
    ring.seal(&CELL, b"", Padding::None).unwrap();
}

#[test]
fn concurrent_sealing_takes_each_reserved_message_once() {
    let ring = ring(Suite::Aes256Gcm);
    let sealed: u64 = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    let seal = || ring.seal(&CELL, b"", Padding::None).is_ok();
                    (0..MESSAGE_BLOCK / 2).map(|_| u64::from(seal())).sum::<u64>()
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert_eq!(sealed, MESSAGE_BLOCK);
}
