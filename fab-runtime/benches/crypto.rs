//! What does a sealed field cost? Beside the bare cipher of ring, in the same run, slice by slice.
//!
//! `cargo bench -p fab-runtime --features encryption --bench crypto`. The slices of all cases take turns, and the tenth
//! percentile of each counts, so that other work on the machine disturbs the ratios little.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a benchmark is a program for developers: it prints, and stops at the first problem"
)]

use std::hint::black_box;
use std::time::Instant;

use fab_runtime::crypto::blind_index::BlindIndex;
use fab_runtime::crypto::envelope::{Cell, Padding, Suite};
use fab_runtime::crypto::keys::{Counted, DataKey, KeyId, KeyRing, MessageCount, Purpose, RingKey};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};

const SLICES: usize = 300;
const SLICE_NANOSECONDS: f64 = 300_000.0;

/// A case, and how many nanoseconds one run of it takes.
struct Case<'a> {
    name: String,
    run: Box<dyn FnMut() + 'a>,
    slices: Vec<f64>,
}

impl<'a> Case<'a> {
    fn new(name: &str, run: impl FnMut() + 'a) -> Self {
        Self { name: name.to_owned(), run: Box::new(run), slices: Vec::new() }
    }

    fn slice(&mut self, runs: u32) -> f64 {
        let start = Instant::now();
        for _ in 0..runs {
            (self.run)();
        }
        start.elapsed().as_secs_f64() * 1e9 / f64::from(runs)
    }

    fn tenth_percentile(&mut self) -> f64 {
        self.slices.sort_by(f64::total_cmp);
        self.slices[self.slices.len() / 10]
    }
}

/// Measures the cases and prints them; the first is what the others are compared with.
fn compare(title: &str, mut cases: Vec<Case<'_>>) {
    let mut runs = Vec::new();
    for case in &mut cases {
        let once = (0..20).map(|_| case.slice(20)).fold(f64::MAX, f64::min);
        let counts =
            (1..1_000_000).take_while(|count| f64::from(*count) * once < SLICE_NANOSECONDS);
        runs.push(counts.last().unwrap_or(1));
    }
    for _ in 0..SLICES {
        for (case, runs) in cases.iter_mut().zip(&runs) {
            let slice = case.slice(*runs);
            case.slices.push(slice);
        }
    }
    println!("\n{title}");
    let bare = cases[0].tenth_percentile();
    for case in &mut cases {
        let time = case.tenth_percentile();
        println!("  {:<44} {time:>9.0} ns   {:>5.2} x", case.name, time / bare);
    }
}

/// There is no end to what a benchmark may seal.
#[derive(Debug)]
struct Endless;

impl MessageCount for Endless {
    fn add(&self, _: KeyId, _: u64) -> Counted<'_> {
        Box::pin(std::future::ready(Ok(0)))
    }
}

fn key() -> DataKey {
    DataKey::generate().unwrap()
}

fn ring_of(key: DataKey) -> KeyRing {
    let index =
        RingKey::active(KeyId::new(2).unwrap(), Purpose::BlindIndex, DataKey::generate().unwrap());
    KeyRing::new([RingKey::active(KeyId::FIRST, Purpose::Fields, key), index]).unwrap()
}

fn cell<'a>(column: &'a str, row: &'a [u8]) -> Cell<'a> {
    Cell { namespace: "", table: "customer", column, row, tag: "t" }
}

fn bare_key(bytes: &[u8; 32]) -> LessSafeKey {
    LessSafeKey::new(UnboundKey::new(&AES_256_GCM, bytes).unwrap())
}

fn nonce() -> Nonce {
    Nonce::assume_unique_for_key([7; 12])
}

fn sealing(runtime: &tokio::runtime::Runtime, size: usize) {
    let text = vec![b'x'; size];
    let bytes = [7; 32];
    let bare = bare_key(&bytes);
    let mut buffer = text.clone();
    let mut buffer_of_fresh = text.clone();
    let mut buffer_of_data = text.clone();
    let xaes = ring_of(key());
    let gcm = ring_of(key()).sealing_in(Suite::Aes256Gcm);
    for _ in 0..2 {
        runtime.block_on(gcm.reserve(u32::MAX, &Endless)).unwrap();
    }
    let (mut batch, mut gcm_batch) = (xaes.batch(), gcm.batch());
    let cell = cell("iban", &[0, 0, 0, 0, 0, 0, 0, 9]);
    compare(
        &format!("seal {size} bytes"),
        vec![
            Case::new("ring: bare, key ready, no nonce", || {
                let tag = bare.seal_in_place_separate_tag(nonce(), Aad::empty(), &mut buffer);
                let _ = black_box(tag.unwrap());
            }),
            Case::new("ring: as much associated data as a field", || {
                let data = Aad::from([7; 72]);
                let tag = bare.seal_in_place_separate_tag(nonce(), data, &mut buffer_of_data);
                let _ = black_box(tag.unwrap());
            }),
            Case::new("ring: bare, fresh key, no nonce", || {
                let key = bare_key(black_box(&bytes));
                let tag =
                    key.seal_in_place_separate_tag(nonce(), Aad::empty(), &mut buffer_of_fresh);
                let _ = black_box(tag.unwrap());
            }),
            Case::new("field, XAES-256-GCM, in a batch", || {
                black_box(batch.seal(&cell, black_box(&text), Padding::None).unwrap());
            }),
            Case::new("field, XAES-256-GCM, a nonce each", || {
                black_box(xaes.seal(&cell, black_box(&text), Padding::None).unwrap());
            }),
            Case::new("field, XAES-256-GCM, a nonce each, fresh key", || {
                let ring = ring_of(DataKey::from_slice(&bytes).unwrap());
                black_box(ring.seal(&cell, black_box(&text), Padding::None).unwrap());
            }),
            Case::new("field, AES-256-GCM, in a batch", || {
                black_box(gcm_batch.seal(&cell, black_box(&text), Padding::None).unwrap());
            }),
            Case::new("field, AES-256-GCM, a nonce each", || {
                black_box(gcm.seal(&cell, black_box(&text), Padding::None).unwrap());
            }),
        ],
    );
}

fn opening(runtime: &tokio::runtime::Runtime, size: usize) {
    let text = vec![b'x'; size];
    let bare = bare_key(&[7; 32]);
    let mut sealed = text.clone();
    bare.seal_in_place_append_tag(nonce(), Aad::empty(), &mut sealed).unwrap();
    let mut buffer = sealed.clone();
    let ring = ring_of(key());
    let gcm = ring_of(key()).sealing_in(Suite::Aes256Gcm);
    runtime.block_on(gcm.reserve(1, &Endless)).unwrap();
    let cell = cell("iban", &[0, 0, 0, 0, 0, 0, 0, 9]);
    let envelope = ring.seal(&cell, &text, Padding::None).unwrap();
    let gcm_envelope = gcm.seal(&cell, &text, Padding::None).unwrap();
    compare(
        &format!("open {size} bytes"),
        vec![
            Case::new("ring: bare, key ready", || {
                buffer.copy_from_slice(&sealed);
                black_box(bare.open_in_place(nonce(), Aad::empty(), &mut buffer).unwrap());
            }),
            Case::new("field, XAES-256-GCM", || {
                black_box(ring.open(&cell, black_box(&envelope)).unwrap());
            }),
            Case::new("field, AES-256-GCM", || {
                black_box(gcm.open(&cell, black_box(&gcm_envelope)).unwrap());
            }),
        ],
    );
}

/// A page of a list: 50 rows with 4 sealed columns of 32 bytes.
fn page() {
    let ring = ring_of(key());
    let columns = ["iban", "bic", "tax_id", "note"];
    let rows: Vec<[u8; 8]> = (0..50_u64).map(u64::to_be_bytes).collect();
    let cells: Vec<Cell<'_>> =
        rows.iter().flat_map(|row| columns.map(|column| cell(column, row))).collect();
    let seal = |cell: &Cell<'_>| ring.seal(cell, &[b'x'; 32], Padding::None).unwrap();
    let envelopes: Vec<Vec<u8>> = cells.iter().map(seal).collect();
    let index = BlindIndex { table: "customer", column: "iban", index: "", bits: 128 };
    compare(
        "a page",
        vec![
            Case::new("open 50 rows with 4 sealed columns", || {
                for (cell, envelope) in cells.iter().zip(&envelopes) {
                    black_box(ring.open(cell, envelope).unwrap());
                }
            }),
            Case::new("hash one value for its blind index", || {
                black_box(ring.blind_hash(&index, black_box("DE02120300000000202051")).unwrap());
            }),
        ],
    );
}

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    for size in [32, 256, 4096] {
        sealing(&runtime, size);
        opening(&runtime, size);
    }
    page();
}
