//! Do secrets stay secret?

use std::fs::Permissions;
use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use super::{AppSecret, AppSecretError, Secret, Token, mac};
use crate::crypto::token::digest;

const HEX: &str = "8f1d6a3c5b7e9021d4c3b2a1f0e9d8c7b6a594837261504f3e2d1c0b9a887766";

#[test]
fn a_secret_prints_nothing_of_what_it_holds() {
    let secret = Secret::new("hunter2 hunter2".to_owned());
    assert!(!format!("{secret:?} {:#?}", Some(&secret)).contains("hunter2"));
    let app: AppSecret = HEX.parse().unwrap();
    assert_eq!(format!("{app:?}"), "AppSecret(Secret([redacted]))");
    let token = Token::generate().unwrap();
    assert!(!format!("{token:?}").contains(token.expose()));
}

#[test]
fn secrets_are_the_same_when_their_bytes_are() {
    assert_eq!(Secret::new("a".to_owned()), Secret::new("a".to_owned()));
    assert_ne!(Secret::new("a".to_owned()), Secret::new("b".to_owned()));
    assert_ne!(Secret::new("a".to_owned()), Secret::new("aa".to_owned()));
}

#[test]
fn an_application_secret_is_read_from_hexadecimal_digits_and_base64() {
    let secret: AppSecret = HEX.parse().unwrap();
    assert_eq!(secret, HEX.to_uppercase().parse().unwrap());
    let base64 = secret.to_text();
    assert_eq!(secret, base64.expose().parse().unwrap());
    let url = base64.expose().trim_end_matches('=').replace('+', "-").replace('/', "_");
    assert_eq!(secret, url.parse().unwrap());
    assert_eq!(secret, format!(" {HEX}\n").parse().unwrap());
}

#[test]
fn what_spells_no_32_bytes_is_refused() {
    for text in ["", "secret", &HEX[1..], &format!("{HEX}00"), &HEX.replace('8', "g")] {
        assert_eq!(text.parse::<AppSecret>(), Err(AppSecretError::Notation), "{text}");
    }
}

#[test]
fn placeholders_and_patterns_are_refused() {
    let counting = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    let text = "Y2hhbmdlLW1lLWNoYW5nZS1tZS1wbGVhc2Utbm93ISE=";
    for weak in
        [&"0".repeat(64), &"deadbeef".repeat(8), &"0123456789abcdef".repeat(4), counting, text]
    {
        assert_eq!(weak.parse::<AppSecret>(), Err(AppSecretError::Weak), "{weak}");
    }
}

#[test]
fn generated_secrets_are_never_called_weak() {
    for _ in 0..100 {
        let text = AppSecret::generate().unwrap().to_text();
        assert!(text.expose().parse::<AppSecret>().is_ok());
    }
}

#[test]
fn a_token_is_read_back_and_nothing_else_is() {
    let token = Token::generate().unwrap();
    assert_eq!(token.expose().len(), 43);
    assert_eq!(Token::parse(token.expose()), Some(token.clone()));
    assert_ne!(Token::generate().unwrap(), token);
    for text in ["", "a", &token.expose()[1..], &format!("{}A", token.expose()), "é"] {
        assert_eq!(Token::parse(text), None, "{text}");
    }
}

#[test]
fn a_digest_is_the_sha_256_in_hexadecimal_digits() {
    // The test vector of FIPS 180-4 for "abc".
    assert_eq!(digest("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

#[test]
fn the_keyed_hash_depends_on_the_secret_the_purpose_and_the_message() {
    let (one, other) = (AppSecret::generate().unwrap(), AppSecret::generate().unwrap());
    let hash = mac(&one, "csrf", b"session");
    assert_eq!(hash, mac(&one, "csrf", b"session"));
    assert_ne!(hash, mac(&other, "csrf", b"session"));
    assert_ne!(hash, mac(&one, "links", b"session"));
    assert_ne!(hash, mac(&one, "csrf", b"sessions"));
}

/// A folder of the test's own, gone afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("fab-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).unwrap();
    }
}

#[test]
fn a_key_file_is_made_once_and_kept_private() {
    let folder = Folder::new("key-made");
    let path = folder.0.join("key");
    let (first, made) = AppSecret::read_or_make_file(&path).unwrap();
    let (second, made_again) = AppSecret::read_or_make_file(&path).unwrap();
    assert!(made && !made_again && first == second);
    let rights = std::fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(rights & 0o777, 0o600);
    assert_eq!(std::fs::read_dir(&folder.0).unwrap().count(), 1, "no draft is left");
}

#[test]
fn all_who_make_a_key_file_at_once_have_the_same_key() {
    let folder = Folder::new("key-race");
    for round in 0..20 {
        let path = folder.0.join(round.to_string());
        let make = || AppSecret::read_or_make_file(&path).unwrap();
        let all: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(make)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(all.iter().filter(|(_, made)| *made).count(), 1);
        assert!(all.iter().all(|(secret, _)| *secret == all[0].0));
    }
}

#[test]
fn a_key_file_that_others_can_read_is_refused() {
    let folder = Folder::new("key-shared");
    let path = folder.0.join("key");
    AppSecret::read_or_make_file(&path).unwrap();
    for mode in [0o640, 0o604, 0o660, 0o644] {
        std::fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        let error = AppSecret::read_file(&path).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::PermissionDenied, "{mode:o}");
    }
    std::fs::set_permissions(&path, Permissions::from_mode(0o400)).unwrap();
    assert!(AppSecret::read_file(&path).is_ok());
}

#[test]
fn a_file_without_a_key_is_refused_and_not_quoted() {
    let folder = Folder::new("key-wrong");
    let path = folder.0.join("key");
    AppSecret::read_or_make_file(&path).unwrap();
    for text in ["", "changeme-changeme", &"ab".repeat(32), &"x".repeat(100_000)] {
        std::fs::write(&path, text).unwrap();
        let error = AppSecret::read_file(&path).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidData);
        assert!(text.is_empty() || !error.to_string().contains(text), "{error}");
    }
}
