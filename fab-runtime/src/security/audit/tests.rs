//! What holds of notes and seals without a database?

use chrono::{DateTime, Utc};

use super::note::{AuditNote, printable};
use super::seal::{of_entry, of_head};
use super::{AuditAnchor, AuditEvent, NotAnAnchor};
use crate::crypto::{AppSecret, MacKey};
use crate::models::{Choice, Model, Origin, Record, Value};

fn key() -> MacKey {
    MacKey::derive(&AppSecret::generate().unwrap(), "test")
}

fn entry() -> Record {
    let now = DateTime::<Utc>::from_timestamp_micros(1_700_000_000_123_456).unwrap();
    let note = AuditNote::new(AuditEvent::FieldRevealed).subject("customer", 42).fact("a", "b");
    note.entry(now).to_record()
}

#[test]
fn no_sign_of_a_client_can_give_orders_to_a_terminal_or_a_page() {
    let text = printable("a\u{1b}[31m\r\nb\0\u{202e}c\u{2028}d", 100);
    assert_eq!(text, "a\u{fffd}[31m\u{fffd}\u{fffd}b\u{fffd}\u{fffd}c\u{fffd}d");
    assert_eq!(printable(&"ä".repeat(300), 250).chars().count(), 250);
}

#[test]
fn a_note_is_bounded_whatever_it_is_given() {
    let long = "\u{1b}x".repeat(5000);
    let names = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"];
    let origin = Origin {
        user_agent: Some(long.clone()),
        request_id: Some(long.clone()),
        ..Origin::default()
    };
    let note = AuditNote::new(AuditEvent::ActionRun).subject(&long, &long).origin(&origin);
    let note = names.into_iter().fold(note, |note, name| note.fact(name, long.clone()));
    let mut record = note.entry(DateTime::UNIX_EPOCH).to_record();
    crate::models::validate::validate(&mut record).unwrap();
    let facts: serde_json::Value =
        serde_json::from_str(record.get("facts").as_text().unwrap()).unwrap();
    assert_eq!(facts["more"], true);
    assert!(!record.get("facts").as_text().unwrap().contains('\u{1b}'));
}

#[test]
fn a_seal_depends_on_every_value_on_the_key_and_on_the_entry_before() {
    let (key, entry) = (key(), entry());
    let seal = of_entry(&key, "", &entry);
    assert_eq!(seal, of_entry(&key, "", &entry.clone()));
    assert_ne!(seal, of_entry(&self::key(), "", &entry));
    assert_ne!(seal, of_entry(&key, "00", &entry));
    for column in super::AuditEntry::meta().columns().all() {
        if matches!(column.name, "seal" | "key_id") {
            continue;
        }
        let mut altered = entry.clone();
        let value = match altered.at(column.index) {
            Value::Int(int) => Value::Int(int + 1),
            Value::Text(text) => Value::Text(format!("{text}x")),
            Value::Timestamp(at) => Value::Timestamp(*at + chrono::TimeDelta::microseconds(1)),
            _ => Value::Text(String::new()),
        };
        altered.set_at(column.index, value);
        assert_ne!(seal, of_entry(&key, "", &altered), "{}", column.name);
    }
    // What moves from one value to the next is noticed.
    let mut moved = entry.clone();
    moved.set("subject_model", "customer4");
    moved.set("subject_key", "2");
    assert_ne!(seal, of_entry(&key, "", &moved));
    assert_ne!(of_head(&key, 1, "a"), of_head(&key, 2, "a"));
}

#[test]
fn the_texts_of_events_are_dotted_and_none_is_used_twice() {
    let mut texts: Vec<&str> = AuditEvent::CHOICES.iter().map(|choice| choice.value).collect();
    for text in &texts {
        let plain = |letter: char| letter.is_ascii_lowercase() || matches!(letter, '.' | '_');
        assert!(text.chars().all(plain), "{text}");
    }
    texts.sort_unstable();
    texts.dedup();
    assert_eq!(texts.len(), AuditEvent::CHOICES.len());
    assert_eq!(AuditEvent::SignInFailed.as_str(), "sign_in.failed");
    assert_eq!(AuditEvent::RoleGranted.as_str(), "role.granted");
}

#[test]
fn an_anchor_is_read_back_from_what_was_printed() {
    let anchor = AuditAnchor { seq: 42, seal: "9f".repeat(32) };
    assert_eq!(anchor.to_string().parse(), Ok(anchor));
    for text in ["", "42", "0:", "42:xyz", &format!("0:{}", "9f".repeat(32)), "x:9f"] {
        assert_eq!(text.parse::<AuditAnchor>(), Err(NotAnAnchor), "{text}");
    }
}
