//! Do keys come from their records unchanged, or not at all?

use std::time::Duration;

use chrono::DateTime;

use crate::crypto::app_secret::AppSecret;
use crate::crypto::envelope::{Cell, Padding};
use crate::crypto::keys::{
    CommandKey, DataKey, KeyId, KeyRing, KeyRingError, KeyState, KeyWrapper, LoadError, LocalKey,
    Purpose, RingKey, WrapContext, WrapError, WrappedKey, Wrapping,
};

fn id(number: u32) -> KeyId {
    KeyId::new(number).unwrap()
}

fn local() -> LocalKey {
    LocalKey::new(&AppSecret::generate().unwrap())
}

async fn record(number: u32, purpose: Purpose, wrapper: &dyn KeyWrapper) -> WrappedKey {
    let now = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
    WrappedKey::generate(id(number), purpose, wrapper, now).await.unwrap()
}

const CELL: Cell<'static> =
    Cell { namespace: "", table: "customer", column: "iban", row: &[1], tag: "text" };

#[tokio::test]
async fn a_ring_is_made_of_its_records() {
    let local = local();
    let first = record(1, Purpose::Fields, &local).await;
    let ring = KeyRing::load(std::slice::from_ref(&first), &[&local]).await.unwrap();
    let sealed = ring.seal(&CELL, b"secret", Padding::None).unwrap();

    // Rotation: the old key opens, the new one seals.
    let old = WrappedKey { state: KeyState::DecryptOnly, ..first };
    let records = [old, record(2, Purpose::Fields, &local).await];
    let ring = KeyRing::load(&records, &[&local]).await.unwrap();
    assert_eq!(ring.active(Purpose::Fields), Some(id(2)));
    assert_eq!(ring.live(Purpose::Fields), [id(2), id(1)]);
    assert_eq!(ring.open(&CELL, &sealed).unwrap().expose(), b"secret");

    let [old, new] = records;
    let old = old.destroyed();
    assert!(old.wrapped.is_empty());
    let ring = KeyRing::load(&[old, new], &[&local]).await.unwrap();
    assert_eq!(ring.live(Purpose::Fields), [id(2)]);
    assert_eq!(ring.state(id(1)), Some(KeyState::Destroyed));
    assert!(ring.open(&CELL, &sealed).is_err());
}

#[tokio::test]
async fn a_record_that_was_changed_makes_no_ring() {
    let local = local();
    let record = record(1, Purpose::Fields, &local).await;
    let mut flipped = record.clone();
    flipped.wrapped[40] ^= 1;
    let changed = [
        WrappedKey { id: id(2), ..record.clone() },
        WrappedKey { purpose: Purpose::Pepper, ..record.clone() },
        WrappedKey { wrapped: Vec::new(), ..record.clone() },
        WrappedKey { wrapped: vec![7; 32], ..record.clone() },
        flipped,
    ];
    for record in changed {
        let error = KeyRing::load(&[record], &[&local]).await.unwrap_err();
        assert!(matches!(error, LoadError::Wrap(WrapError::Changed { .. })), "{error}");
    }
}

#[tokio::test]
async fn a_key_of_another_installation_is_called_by_its_name() {
    let (here, there) = (local(), local());
    let record = record(1, Purpose::Fields, &there).await;
    let error = KeyRing::load(std::slice::from_ref(&record), &[&here]).await.unwrap_err();
    assert!(error.to_string().contains(there.name()), "{error}");

    // Both are there while the key-encrypting key changes.
    let moved = record.clone().rewrap(&[&here, &there], &here).await.unwrap();
    let (before, after) = (record.unwrap_key(&[&there]).await, moved.unwrap_key(&[&here]).await);
    assert_eq!(before.unwrap(), after.unwrap());
}

/// Says that it wraps, and gives something else back, or nothing.
#[derive(Debug)]
struct Forgetful(Option<DataKey>);

impl KeyWrapper for Forgetful {
    fn name(&self) -> &'static str {
        "forgetful"
    }

    fn wrap_key<'a>(&'a self, _: WrapContext, _: &'a DataKey) -> Wrapping<'a, Vec<u8>> {
        Box::pin(async { Ok(vec![1; 40]) })
    }

    fn unwrap_key<'a>(&'a self, context: WrapContext, _: &'a [u8]) -> Wrapping<'a, DataKey> {
        let key = self.0.clone().ok_or(WrapError::Changed { key: context.id });
        Box::pin(async { key })
    }
}

#[tokio::test]
async fn a_key_moves_only_to_what_gives_it_back() {
    let here = local();
    let record = record(1, Purpose::Fields, &here).await;
    for there in [Forgetful(None), Forgetful(Some(DataKey::generate().unwrap()))] {
        let refused = record.clone().rewrap(&[&here], &there).await.unwrap_err();
        assert!(matches!(refused, WrapError::Lost { .. }), "{refused}");
        assert!(refused.to_string().contains("forgetful"), "{refused}");
    }
}

#[test]
fn keys_that_contradict_each_other_make_no_ring() {
    let key = || DataKey::generate().unwrap();
    let error = KeyRing::new([
        RingKey::active(id(1), Purpose::Fields, key()),
        RingKey::destroyed(id(1), Purpose::Pepper),
    ]);
    assert_eq!(error.unwrap_err(), KeyRingError::SameId { id: id(1) });
    let error = KeyRing::new([
        RingKey::active(id(1), Purpose::Fields, key()),
        RingKey::active(id(2), Purpose::Pepper, key()),
        RingKey::active(id(3), Purpose::Fields, key()),
    ]);
    let (first, second, purpose) = (id(1), id(3), Purpose::Fields);
    assert_eq!(error.unwrap_err(), KeyRingError::TwoActive { purpose, first, second });
}

#[test]
fn words_of_records_are_read_back() {
    for purpose in Purpose::ALL {
        assert_eq!(Purpose::of_name(purpose.name()), Some(purpose));
    }
    for state in KeyState::ALL {
        assert_eq!(KeyState::of_name(state.name()), Some(state));
    }
    assert_eq!((Purpose::of_name("x"), KeyState::of_name("x"), KeyId::new(0)), (None, None, None));
}

#[test]
fn keys_do_not_print() {
    let bytes = [0x5A; 32];
    let key = DataKey::from_slice(&bytes).unwrap();
    let key = RingKey::active(id(1), Purpose::Fields, key);
    let ring = KeyRing::new([key.clone()]).unwrap();
    let text = format!("{key:?} {ring:?} {:?}", ring.batch());
    assert!(!text.contains("90") && !text.to_lowercase().contains("5a, 5a"), "{text}");
    assert_eq!(DataKey::from_slice(&bytes[1..]), None);
}

#[test]
fn a_setting_without_a_random_key_is_called_by_its_name() {
    for text in [None, Some(""), Some("  "), Some("changeme"), Some(&*"ab".repeat(32))] {
        let error = LocalKey::of_setting("FAB_KEYS", text).unwrap_err().to_string();
        assert!(error.starts_with("FAB_KEYS: "), "{error}");
        assert!(text.is_none_or(|text| text.trim().is_empty() || !error.contains(text)), "{error}");
    }
    let text = AppSecret::generate().unwrap().to_text();
    let key = LocalKey::of_setting("FAB_KEYS", Some(text.expose())).unwrap();
    let again = LocalKey::of_setting("FAB_KEYS", Some(&format!(" {}\n", text.expose()))).unwrap();
    assert_eq!(key.name(), again.name());
    assert_ne!(key.name(), local().name());
}

#[test]
fn a_key_file_of_development_is_made_and_then_read() {
    let path = std::env::temp_dir().join(format!("fab-keys-{}", std::process::id()));
    let error = LocalKey::of_file("FAB_KEYS_FILE", &path).unwrap_err().to_string();
    assert!(error.starts_with("FAB_KEYS_FILE: "), "{error}");
    let (made, is_new) = LocalKey::of_development_file("FAB_KEYS_FILE", &path).unwrap();
    let read = LocalKey::of_file("FAB_KEYS_FILE", &path).unwrap();
    assert!(is_new && made.name() == read.name());
    std::fs::remove_file(&path).unwrap();
}

/// Stands for a key management service: writes in base64 what is in base64 already, if id and purpose fit.
const SERVICE: &str = r#"
    [ "$1 $2" = "7 fields" ] || exit 1
    case $0 in
    wrap) base64 ;;
    unwrap) base64 -d ;;
    esac
"#;

fn shell(script: &str) -> CommandKey {
    CommandKey::new("test", "sh").argument("-c").argument(script)
}

#[tokio::test]
async fn a_command_wraps_and_unwraps_for_one_id_and_purpose() {
    let service = shell(SERVICE);
    let wrapped = record(7, Purpose::Fields, &service).await;
    assert_eq!(wrapped.wrapped_by, "command:test");
    let key = wrapped.unwrap_key(&[&service]).await.unwrap();
    assert_ne!(key.expose().as_slice(), wrapped.wrapped);
    assert_eq!(key, wrapped.unwrap_key(&[&service]).await.unwrap());

    let other = WrappedKey { purpose: Purpose::Pepper, ..wrapped };
    let error = other.unwrap_key(&[&service]).await.unwrap_err();
    assert!(matches!(error, WrapError::Unavailable { .. }), "{error}");
}

#[tokio::test]
async fn a_command_that_answers_no_key_gives_none() {
    let service = shell(SERVICE);
    let wrapped = record(7, Purpose::Fields, &service).await;
    let zeros = "echo AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    for script in ["exit 1", "true", "echo no base64", "echo QUJD", zeros, "yes"] {
        let key = shell(script).deadline(Duration::from_secs(5));
        let error = wrapped.unwrap_key(&[&key]).await.unwrap_err();
        let WrapError::Unavailable { wrapper, key, source } = &error else { panic!("{error}") };
        assert_eq!((wrapper.as_str(), *key), ("command:test", id(7)));
        assert!(!source.to_string().is_empty());
    }
    let absent = CommandKey::new("test", "/nonexistent/program");
    assert!(wrapped.unwrap_key(&[&absent]).await.is_err());
}

#[tokio::test]
async fn a_command_that_hangs_is_ended() {
    let hanging = shell("exec tail -f /dev/null").deadline(Duration::from_millis(50));
    let error = hanging
        .wrap_key(
            WrapContext { id: id(7), purpose: Purpose::Fields },
            &DataKey::generate().unwrap(),
        )
        .await
        .unwrap_err();
    let source = std::error::Error::source(&error).unwrap();
    assert_eq!(source.to_string(), "the command did not end in time");
}
