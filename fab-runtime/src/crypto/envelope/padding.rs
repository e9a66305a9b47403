//! How is the length of a value hidden? ISO 7816-4: one byte 0x80, then zeros, to the end of a bucket.

use crate::crypto::envelope::header::Padding;

const MARK: u8 = 0x80;

/// How many bytes are added to `length` bytes; `None` if that is more than memory holds.
pub(super) fn padded_length(length: usize, padding: Padding) -> Option<usize> {
    match padding {
        Padding::None => Some(length),
        Padding::Buckets(bytes) => {
            length.checked_add(1)?.checked_next_multiple_of(usize::from(bytes.get()))
        }
    }
}

/// Fills `out` up to `end`.
pub(super) fn pad(out: &mut Vec<u8>, end: usize) {
    if out.len() < end {
        out.push(MARK);
        out.resize(end, 0);
    }
}

/// Where the value ends in what is `padded`; `None` if it is not.
pub(super) fn unpadded_length(padded: &[u8]) -> Option<usize> {
    // The tag has proven the bytes before this is read, so how long it takes tells nobody anything.
    let end = padded.iter().rposition(|byte| *byte != 0)?;
    (padded.get(end) == Some(&MARK)).then_some(end)
}
