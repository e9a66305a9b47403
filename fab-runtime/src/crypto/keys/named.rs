//! What was made of a key so far? One thing for each name, made at first use and kept.

use std::sync::OnceLock;

/// Things that are made of a key, each under a name of three words.
///
/// Readers take no lock: a name is found by walking a short chain that only ever grows. The names come from the
/// program, so there are as many as it has columns.
pub(in crate::crypto) struct Named<T>([Chain<T>; BUCKETS]);

pub(in crate::crypto) type Name<'a> = [&'a str; 3];

const BUCKETS: usize = 64;

struct Chain<T>(OnceLock<Box<Link<T>>>);

struct Link<T> {
    name: [Box<str>; 3],
    thing: T,
    next: Chain<T>,
}

impl<T> Named<T> {
    pub(in crate::crypto) const fn new() -> Self {
        Self([const { Chain(OnceLock::new()) }; BUCKETS])
    }

    /// The thing with this name; made now if this is the first time that it is asked for.
    pub(in crate::crypto) fn get(&self, name: Name<'_>, make: impl Fn() -> T) -> &T {
        let [first, rest @ ..] = &self.0;
        let mut chain = rest.get(bucket(name)).unwrap_or(first);
        loop {
            let link = chain.0.get_or_init(|| {
                let next = Chain(OnceLock::new());
                Box::new(Link { name: name.map(Box::from), thing: make(), next })
            });
            if link.name.iter().zip(name).all(|(known, asked)| **known == *asked) {
                return &link.thing;
            }
            chain = &link.next;
        }
    }
}

/// Spreads names by what costs nothing to read; the chain compares the whole names.
fn bucket(name: Name<'_>) -> usize {
    let words = name.into_iter().map(str::as_bytes);
    let sum = words.fold(0, |sum: usize, word| {
        let ends = [word.first(), word.last()].into_iter().flatten();
        let sum = sum.wrapping_mul(31).wrapping_add(word.len());
        ends.fold(sum, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(*byte)))
    });
    sum % BUCKETS
}
