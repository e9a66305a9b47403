//! How is a value kept that only the program may read? In an envelope that opens in its own cell only.
//!
//! # The form `fab1`
//!
//! ```text
//! offset  size     field
//! 0       1        0xFA
//! 1       1        version, 1
//! 2       1        suite: 1 AES-256-GCM, 2 XAES-256-GCM (C2SP)
//! 3       1        flags: bit 0 padded (ISO 7816-4), all others zero
//! 4       4        key id, big-endian, never zero
//! 8       12 | 24  nonce
//! ..      n        ciphertext
//! end     16       tag
//! ```
//!
//! The associated data is, each after its length in four bytes, `fab/field/v1`, namespace, table, column, row key and
//! type tag of the [`Cell`], and then the eight bytes of the header. Each column has a subkey of its own, by
//! HKDF-SHA256 over `fab/enc/v1`, suite, table and column. Where only text fits, an envelope is written
//! `fab1:` and base64url ([`to_text`]).
//!
//! # What it holds against, and what not
//!
//! Someone who can read and write the database, but has no key, cannot read a sealed value, change it, or move it to
//! another row, column, table or tenant, nor make the program use another key or suite for it: all of that is
//! [`OpenError::Rejected`], and no message tells which it was.
//!
//! They still can
//!
//! - see which values are there at all, which key sealed them, and, without [`Padding`], how long they are;
//! - delete a value, or put back an older one of the same cell: that takes a chain of records, such as an audit log;
//! - see which values were sealed in the same [`Batch`].
//!
//! Someone who runs code in the program, or reads its memory, has everything. Values are wiped from memory when they
//! are dropped, but what the program makes of them is the program's own.
//!
//! # Nonces
//!
//! A nonce must never come twice under one key. XAES-256-GCM, the default, takes random nonces so long that nobody has
//! to count (2^80 values). AES-256-GCM allows 2^32 values for each key; they are counted in blocks which the owner
//! of the ring keeps ([`KeyRing::reserve`](crate::crypto::keys::KeyRing::reserve)).

mod batch;
mod cell;
mod columns;
mod error;
mod header;
mod nonce;
mod padding;
mod ring;
mod sealing;
#[cfg(test)]
mod tests;
mod text;
mod xaes;

pub use self::batch::Batch;
pub use self::cell::Cell;
pub(super) use self::columns::Columns;
pub use self::error::{OpenError, SealError};
pub use self::header::{Envelope, Padding, Suite};
pub use self::text::{from_text, looks_sealed, to_text};
