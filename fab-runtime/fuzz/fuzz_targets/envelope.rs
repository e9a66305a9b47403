//! Can bytes from a database do more than be refused? Opens, parses and seals whatever the fuzzer thinks of.
#![no_main]

use std::sync::LazyLock;

use fab_runtime::crypto::blind_index::{digits, email, lowercase, phone};
use fab_runtime::crypto::envelope::{Cell, Envelope, Padding, from_text, looks_sealed, to_text};
use fab_runtime::crypto::keys::{DataKey, KeyId, KeyRing, Purpose, RingKey};
use libfuzzer_sys::fuzz_target;

static RING: LazyLock<KeyRing> = LazyLock::new(|| {
    let id = |number| KeyId::new(number).expect("it is not zero");
    let key = |byte| DataKey::from_slice(&[byte; 32]).expect("it has 32 bytes");
    KeyRing::new([
        RingKey::active(id(7), Purpose::Fields, key(7)),
        RingKey::destroyed(id(8), Purpose::Fields),
        RingKey::active(id(9), Purpose::BlindIndex, key(9)),
    ])
    .expect("the keys fit")
});

/// The cell that the seeds were sealed for.
const CELL: Cell<'static> =
    Cell { namespace: "acme", table: "customer", column: "iban", row: &[0, 0, 0, 9], tag: "text" };

fuzz_target!(|data: &[u8]| {
    // As it comes from the database, in both forms.
    let opened = RING.open(&CELL, data);
    assert!(opened.is_err() || Envelope::parse(data).is_ok());
    assert_eq!(looks_sealed(data), looks_sealed(data.to_vec()));
    if let Ok(text) = str::from_utf8(data) {
        if let Ok(sealed) = from_text(text) {
            assert_eq!(to_text(&sealed), text);
            let _ = RING.open(&CELL, &sealed);
        }
        for normal in [digits, email, lowercase, phone] {
            let once = normal(text);
            assert_eq!(normal(&once), once);
        }
    }

    // As it comes from a form: it opens in its cell as it was, and no bit may change.
    let Some((&[at, bit], text)) = data.split_first_chunk() else { return };
    let padding = if bit & 8 == 0 { Padding::None } else { Padding::USUAL };
    let row = &[at];
    let cell = Cell { row, ..CELL };
    let mut sealed = RING.seal(&cell, text, padding).expect("it can be sealed");
    assert_eq!(RING.open(&cell, &sealed).expect("it can be opened").expose(), text);
    assert!(RING.open(&CELL, &sealed).is_err());
    let at = usize::from(at) % sealed.len();
    sealed[at] ^= 1 << (bit & 7);
    assert!(RING.open(&cell, &sealed).is_err());
});
