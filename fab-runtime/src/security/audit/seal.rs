//! What binds an entry to the one before? A keyed hash of every value of it, lengths and all.

use crate::crypto::MacKey;
use crate::crypto::mac::hex;
use crate::models::{Record, Value};

/// The values that are sealed, in order. A column that comes later is sealed under another [`FORM`].
const SEALED: &[&str] = &[
    "at",
    "event",
    "outcome",
    "actor_id",
    "actor",
    "subject_model",
    "subject_key",
    "subject_field",
    "address",
    "user_agent",
    "session",
    "request_id",
    "facts",
];

/// Tells this form of a sealed entry from later ones.
const FORM: &[u8] = b"fab audit 1";

/// The keys of the audit log: the one that new entries are sealed with, and those of older entries.
#[derive(Debug, Clone)]
pub struct AuditKeys {
    current: MacKey,
    earlier: Vec<MacKey>,
}

impl AuditKeys {
    /// What keys of the log are derived for.
    pub const PURPOSE: &'static str = "audit log";

    /// Seals with `current`.
    pub const fn new(current: MacKey) -> Self {
        Self { current, earlier: Vec::new() }
    }

    /// Also knows the seals of a key that was the current one before.
    #[must_use]
    pub fn and_earlier(mut self, key: MacKey) -> Self {
        self.earlier.push(key);
        self
    }

    pub(super) const fn current(&self) -> &MacKey {
        &self.current
    }

    /// The key of that name.
    pub(super) fn named(&self, id: &str) -> Option<&MacKey> {
        std::iter::once(&self.current).chain(&self.earlier).find(|key| key.id() == id)
    }
}

/// The seal of an entry.
pub(super) fn of_entry(key: &MacKey, before: &str, entry: &Record) -> String {
    let mut message = Message::new(FORM);
    message.put(before.as_bytes());
    message.value(entry.get("seq"));
    for name in SEALED {
        message.value(entry.get(name));
    }
    message.seal(key)
}

/// The seal of the head.
pub(super) fn of_head(key: &MacKey, entries: i64, last: &str) -> String {
    let mut message = Message::new(b"fab audit head 1");
    message.value(&Value::Int(entries));
    message.put(last.as_bytes());
    message.seal(key)
}

/// Bytes in which no two lists of values look the same.
struct Message(Vec<u8>);

impl Message {
    fn new(form: &[u8]) -> Self {
        let mut message = Self(Vec::with_capacity(512));
        message.put(form);
        message
    }

    fn put(&mut self, bytes: &[u8]) {
        self.0.push(1);
        self.0.extend(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
        self.0.extend(bytes);
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Null => self.0.push(0),
            Value::Int(int) => self.put(&int.to_be_bytes()),
            Value::Text(text) => self.put(text.as_bytes()),
            Value::Timestamp(at) => self.put(&at.timestamp_micros().to_be_bytes()),
            // No column of the log holds anything else; it must not pass for one that does.
            other => self.put(format!("{other:?}").as_bytes()),
        }
    }

    fn seal(&self, key: &MacKey) -> String {
        hex(&key.mac(&self.0))
    }
}
