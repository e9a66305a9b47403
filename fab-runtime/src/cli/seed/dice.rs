//! Where does chance come from? A generator that gives the same rows for the same number.

use std::ops::RangeInclusive;

use fake::rand::rngs::StdRng;
use fake::rand::{RngExt, SeedableRng};
use fake::{Dummy, Fake};

/// Deterministic chance.
#[derive(Debug)]
pub(crate) struct Dice(StdRng);

impl Dice {
    /// Chance that depends on `number` and on what it is for, so that tables differ from each other.
    pub(crate) fn new(number: u64, purpose: &str, offset: u64) -> Self {
        let mut seed = number ^ offset.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        for byte in purpose.bytes() {
            seed = (seed ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        Self(StdRng::seed_from_u64(seed))
    }

    /// A whole number of the range.
    pub(crate) fn int(&mut self, range: RangeInclusive<i64>) -> i64 {
        if range.is_empty() { *range.start() } else { self.0.random_range(range) }
    }

    /// A place in something of that length; 0 when it is empty.
    pub(crate) fn place(&mut self, length: usize) -> usize {
        if length < 2 { 0 } else { self.0.random_range(0..length) }
    }

    /// Yes in so many of a hundred times.
    pub(crate) fn percent(&mut self, percent: u8) -> bool {
        self.int(1..=100) <= i64::from(percent)
    }

    /// So many bytes.
    pub(crate) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        self.0.random()
    }

    /// One of them.
    pub(crate) fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> Option<&'a T> {
        let place = self.place(from.len());
        from.get(place).copied()
    }

    /// One of the words; empty when there is none.
    pub(crate) fn word(&mut self, from: &[&'static str]) -> &'static str {
        self.pick(from).unwrap_or_default()
    }

    /// A text of one of the `fake` crate's families.
    pub(crate) fn fake<T>(&mut self, of: &T) -> String
    where
        String: Dummy<T>,
    {
        of.fake_with_rng(&mut self.0)
    }
}
