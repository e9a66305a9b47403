//! What does a sealed cell look like in memory? Open to whoever asks for it by name, and to nobody else.

use std::fmt;

use zeroize::Zeroize;

use crate::models::Value;
use crate::secret::Wipe;

/// The value of a sealed column between a form, a model and the database.
///
/// It never prints what is inside; [`Sealed::expose`] is the one way to it, so that a search for that word finds
/// every place which sees a secret. What is inside is wiped from memory when dropped.
#[derive(Clone, PartialEq)]
pub struct Sealed(State);

#[derive(Clone, PartialEq)]
enum State {
    Open(Box<Plain>),
    Closed(Box<[u8]>),
    Broken,
}

/// A value that is wiped when dropped.
#[derive(Clone, PartialEq)]
struct Plain(Value);

impl Drop for Plain {
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

impl Sealed {
    /// A value that is known, and is sealed before it reaches the database.
    pub fn open(value: Value) -> Self {
        match value {
            Value::Sealed(sealed) => sealed,
            value => Self(State::Open(Box::new(Plain(value)))),
        }
    }

    /// A ciphertext as the database holds it, that nobody has opened.
    pub fn closed(envelope: Vec<u8>) -> Self {
        Self(State::Closed(envelope.into()))
    }

    /// A ciphertext that does not open: altered, moved, or its key is gone.
    pub const fn broken() -> Self {
        Self(State::Broken)
    }

    /// What is inside, if it was opened.
    pub fn expose(&self) -> Option<&Value> {
        match &self.0 {
            State::Open(plain) => Some(&plain.0),
            State::Closed(_) | State::Broken => None,
        }
    }

    /// What is inside, alone, if it was opened.
    pub fn into_open(mut self) -> Option<Value> {
        match &mut self.0 {
            State::Open(plain) => Some(std::mem::take(&mut plain.0)),
            State::Closed(_) | State::Broken => None,
        }
    }

    /// The ciphertext, if it was not opened.
    pub fn envelope(&self) -> Option<&[u8]> {
        match &self.0 {
            State::Closed(envelope) => Some(envelope),
            State::Open(_) | State::Broken => None,
        }
    }

    /// Whether the ciphertext did not open.
    pub const fn is_broken(&self) -> bool {
        matches!(self.0, State::Broken)
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            State::Open(_) => "Sealed([redacted])",
            State::Closed(_) => "Sealed([closed])",
            State::Broken => "Sealed([broken])",
        })
    }
}

/// Overwrites what stands on the heap; the rest goes with the stack.
fn wipe(value: &mut Value) {
    match value {
        Value::Text(text) => text.zeroize(),
        Value::Bytes(bytes) => bytes.zeroize(),
        Value::Json(json) => json.wipe(),
        other => *other = Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::Sealed;
    use crate::models::Value;

    #[test]
    fn a_sealed_cell_prints_nothing_of_what_it_holds() {
        let cell = Value::Sealed(Sealed::open(Value::Text("hunter2".to_owned())));
        assert_eq!(format!("{cell:?}"), "Sealed(Sealed([redacted]))");
        assert!(!format!("{:?}", Sealed::closed(vec![7, 7, 7])).contains('7'));
    }

    #[test]
    fn only_an_opened_cell_exposes_a_value() {
        let text = Value::Text("hunter2".to_owned());
        assert_eq!(Sealed::open(text.clone()).expose(), Some(&text));
        assert_eq!(Sealed::closed(vec![1]).expose(), None);
        assert_eq!(Sealed::broken().expose(), None);
    }

    #[test]
    fn sealing_twice_is_sealing_once() {
        let once = Sealed::open(Value::Int(7));
        assert_eq!(Sealed::open(Value::Sealed(once.clone())), once);
    }
}
