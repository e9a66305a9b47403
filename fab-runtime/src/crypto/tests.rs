//! Do secrets stay secret?

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
