//! Do envelopes hold? Against published vectors, against every edit, and against being moved.

mod batches;
mod edits;
mod vectors;

use crate::crypto::envelope::{Cell, Padding, Suite};
use crate::crypto::keys::{Counted, DataKey, KeyId, KeyRing, MessageCount, Purpose, RingKey};
use crate::crypto::secret::Secret;

const CELL: Cell<'static> =
    Cell { namespace: "acme", table: "customer", column: "iban", row: &[0, 0, 0, 9], tag: "text" };
const SUITES: [Suite; 2] = [Suite::Aes256Gcm, Suite::Xaes256Gcm];
const PADDINGS: [Padding; 2] = [Padding::None, Padding::USUAL];

fn id(number: u32) -> KeyId {
    KeyId::new(number).unwrap()
}

fn key(byte: u8) -> DataKey {
    DataKey::new(Secret::new([byte; 32]))
}

/// Counts in memory, which is enough for one test.
#[derive(Debug, Default)]
struct Count(std::sync::atomic::AtomicU64);

impl MessageCount for Count {
    fn add(&self, _: KeyId, messages: u64) -> Counted<'_> {
        let sum = self.0.fetch_add(messages, std::sync::atomic::Ordering::Relaxed) + messages;
        Box::pin(std::future::ready(Ok(sum)))
    }
}

/// A ring with one key, which may seal in `suite`.
fn ring(suite: Suite) -> KeyRing {
    let ring = KeyRing::new([RingKey::active(id(7), Purpose::Fields, key(7))]).unwrap();
    let ring = ring.sealing_in(suite);
    tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap()
        .block_on(ring.reserve(1000, &Count::default()))
        .unwrap();
    ring
}
