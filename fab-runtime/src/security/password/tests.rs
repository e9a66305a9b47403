//! Which passwords are refused, and what does a hash cost?

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::SeqCst;

use super::{Hasher, MAX_LENGTH, Password, PasswordRules, Verdict};
use crate::security::PasswordCost;

fn code(password: &str) -> Option<&'static str> {
    let rules = PasswordRules::new().without("Shop").without("anna.larsen").without("ab");
    let violations = rules.check(&Password::new(password.to_owned())).err()?;
    violations.of("password").first().map(crate::models::Violation::code)
}

#[test]
fn a_password_is_refused_for_its_length_or_for_what_everybody_tries() {
    let cases = [
        ("", "too_short"),
        ("fourteen chars", "too_short"),
        ("aaaaaaaaaaaaaaaaaaaa", "repetition"),
        ("abcdabcdabcdabcdabcd", "repetition"),
        ("passwordpassword", "repetition"),
        ("ababccbaabcabbacbac", "repetition"),
        ("123456789012345", "sequence"),
        ("abcdefghijklmnopqrst", "sequence"),
        ("qwertyuiopasdfgh", "sequence"),
        ("1qaz2wsx3edc4rfv", "sequence"),
        ("qwertyasdfgh1234", "sequence"),
        ("Password1234567!", "common"),
        ("P@ssw0rdP@ssw0rd2026", "common"),
        ("correct horse battery staple", "common"),
        ("ThisIsMyPassword!!", "common"),
        ("welcome eleven zebras", "fine"),
        ("anna.larsen-2026", "known"),
        ("Anna.Larsen!!!!!", "known"),
        ("ShopShopShopShop", "known"),
    ];
    for (password, expected) in cases {
        assert_eq!(code(password).unwrap_or("fine"), expected, "{password}");
    }
}

#[test]
fn a_few_unrelated_words_are_enough_without_digits_or_signs() {
    for password in [
        "seven brown llamas knit",
        "gürteltiere schlafen lange",
        "密码需要足够的长度才能安全地使用吧",
        "anna.larsen sees green tulips",
        "7Q!f2zL0w$Rb9tXe",
    ] {
        assert_eq!(code(password), None, "{password}");
    }
    let long: String =
        "seven brown llamas knit ".chars().cycle().take(MAX_LENGTH - 1).chain(['!']).collect();
    assert_ne!(code(&long), Some("too_long"));
    assert_eq!(code(&format!("{long}!")), Some("too_long"));
}

fn password(text: &str) -> Password {
    Password::new(text.to_owned())
}

#[tokio::test]
async fn a_password_is_the_same_whichever_keyboard_composed_its_letters() {
    let hasher = Hasher::new(PasswordCost::CHEAPEST, 1).unwrap();
    let composed = Password::new("d\u{e9}j\u{e0} vu, \u{fb01}ve llamas".to_owned());
    let apart = Password::new("de\u{301}ja\u{300} vu, five llamas".to_owned());
    assert_ne!(composed, apart);
    let hash = hasher.hash(composed).await.unwrap();
    assert_eq!(hasher.verify(apart, Some(hash)).await.unwrap(), Verdict::Right(None));
    // Length counts as it is kept: fifteen letters with their accents apart are fifteen.
    assert_eq!(code("e\u{301}a\u{300}i\u{302}ou bcdfghj"), Some("too_short"));
}

#[tokio::test]
async fn a_hash_belongs_to_its_password_alone() {
    let hasher = Hasher::new(PasswordCost::CHEAPEST, 2).unwrap();
    let hash = hasher.hash(password("seven brown llamas knit")).await.unwrap();
    assert!(hash.starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{hash}");
    assert_ne!(hash, hasher.hash(password("seven brown llamas knit")).await.unwrap());
    let right =
        hasher.verify(password("seven brown llamas knit"), Some(hash.clone())).await.unwrap();
    assert_eq!(right, Verdict::Right(None));
    let wrong = hasher.verify(password("seven brown llamas knitt"), Some(hash)).await.unwrap();
    assert_eq!(wrong, Verdict::Wrong);
}

#[tokio::test]
async fn an_account_that_does_not_exist_is_checked_at_the_same_cost_and_refused() {
    let cost = PasswordCost { memory_kib: 64, passes: 3, lanes: 1 };
    let hasher = Hasher::new(cost, 1).unwrap();
    assert!(hasher.dummy().starts_with("$argon2id$v=19$m=64,t=3,p=1$"), "{}", hasher.dummy());
    assert_eq!(hasher.verify(password("anything at all"), None).await.unwrap(), Verdict::Wrong);
}

#[tokio::test]
async fn a_hash_that_is_too_cheap_by_now_is_made_anew() {
    let old = Hasher::new(PasswordCost::CHEAPEST, 1).unwrap();
    let hash = old.hash(password("seven brown llamas knit")).await.unwrap();
    let new = Hasher::new(PasswordCost { passes: 2, ..PasswordCost::CHEAPEST }, 1).unwrap();
    let Verdict::Right(Some(better)) =
        new.verify(password("seven brown llamas knit"), Some(hash)).await.unwrap()
    else {
        panic!("the hash was not made anew");
    };
    assert!(better.starts_with("$argon2id$v=19$m=8,t=2,p=1$"), "{better}");
    let again = new.verify(password("seven brown llamas knit"), Some(better)).await.unwrap();
    assert_eq!(again, Verdict::Right(None));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_more_than_so_many_passwords_are_hashed_at_the_same_time() {
    let hasher = Hasher::new(PasswordCost::CHEAPEST, 2).unwrap();
    let (running, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let mut tasks = Vec::new();
    for index in 0..16 {
        let (hasher, running, most) = (hasher.clone(), Arc::clone(&running), Arc::clone(&most));
        let task = tokio::spawn(async move {
            let work = hasher.run(move || {
                most.fetch_max(running.fetch_add(1, SeqCst) + 1, SeqCst);
                std::thread::yield_now();
                running.fetch_sub(1, SeqCst);
            });
            // Some callers go away while their hash is made.
            if index % 4 == 0 {
                let _ = tokio::time::timeout(std::time::Duration::ZERO, work).await;
            } else {
                work.await.unwrap();
            }
        });
        tasks.push(task);
    }
    for task in tasks {
        task.await.unwrap();
    }
    assert!((1..=2).contains(&most.load(SeqCst)), "{most:?}");
}

#[tokio::test]
async fn a_stored_text_that_is_no_hash_is_an_error_and_not_a_way_in() {
    let hasher = Hasher::new(PasswordCost::CHEAPEST, 1).unwrap();
    assert!(hasher.verify(password("x"), Some("plain".to_owned())).await.is_err());
}
