//! What holds without a database: the vectors of the RFCs, windows, addresses, codes as they are typed.

use chrono::DateTime;
use proptest::prelude::*;
use totp_rs::{Algorithm, Builder, Totp};

use super::options::{CodeWindow, MfaOptions};
use super::{backup, totp, typed};
use crate::secret::Secret;

fn at(seconds: i64) -> DateTime<chrono::Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap()
}

fn secret(bytes: &[u8]) -> Secret<String> {
    Secret::new(totp_rs::Secret::from(bytes.to_vec()).to_base32())
}

const RFC_SECRET: &[u8] = b"12345678901234567890";

/// RFC 4226, appendix D: counters 0 to 9 are the steps 0 to 9.
#[test]
fn the_codes_are_those_of_rfc_4226() {
    let exactly = CodeWindow { past: 0, future: 0 };
    let codes = [
        "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871",
        "520489",
    ];
    for (step, code) in (0_i64..).zip(codes) {
        let found = totp::step(&secret(RFC_SECRET), code, at(step * 30), exactly);
        assert_eq!(found, Some(step), "{code}");
    }
}

/// RFC 6238, appendix B. The published values for SHA-256 and SHA-512 need secrets as long as their hashes.
#[test]
fn the_codes_are_those_of_rfc_6238() {
    let times = [59, 1_111_111_109, 1_111_111_111, 1_234_567_890, 2_000_000_000, 20_000_000_000];
    let sets: [(Algorithm, usize, [&str; 6]); 3] = [
        (
            Algorithm::SHA1,
            20,
            ["94287082", "07081804", "14050471", "89005924", "69279037", "65353130"],
        ),
        (
            Algorithm::SHA256,
            32,
            ["46119246", "68084774", "67062674", "91819424", "90698825", "77737706"],
        ),
        (
            Algorithm::SHA512,
            64,
            ["90693936", "25091201", "99943326", "93441116", "38618901", "47863826"],
        ),
    ];
    for (algorithm, length, codes) in sets {
        let bytes: Vec<u8> = RFC_SECRET.iter().copied().cycle().take(length).collect();
        let builder = Builder::new().with_algorithm(algorithm).with_digits(8).with_secret(bytes);
        let totp = builder.build().unwrap();
        for (time, code) in times.into_iter().zip(codes) {
            assert_eq!(totp.generate(time).to_string(), code, "{algorithm} at {time}");
        }
    }
    // What we ask for are the last six of the eight digits.
    let step = totp::step(&secret(RFC_SECRET), "287082", at(59), CodeWindow::USUAL);
    assert_eq!(step, Some(1));
}

#[test]
fn m03_a_code_is_right_for_90_seconds_and_in_the_strict_profile_never_before_its_time() {
    let found = |time, window| totp::step(&secret(RFC_SECRET), "287082", at(time), window);
    let right =
        |window| (0..=200).filter(|time| found(*time, window).is_some()).collect::<Vec<_>>();
    assert_eq!(right(CodeWindow::USUAL), (0..90).collect::<Vec<_>>());
    assert_eq!(right(CodeWindow::STRICT), (30..90).collect::<Vec<_>>());
    assert_eq!(right(CodeWindow { past: 0, future: 0 }), (30..60).collect::<Vec<_>>());
    assert_eq!(MfaOptions::strict().window, CodeWindow::STRICT);
    // Before 1970 there is no code, and nothing breaks.
    assert_eq!(found(-1, CodeWindow::USUAL), None);
}

#[test]
fn m04_a_secret_has_160_random_bits_and_one_below_128_is_refused() {
    let (one, other) = (totp::new_secret().unwrap(), totp::new_secret().unwrap());
    assert_ne!(one, other);
    assert_eq!(one.expose().len(), 32, "base 32 of 20 bytes, without padding");
    let short = secret(&RFC_SECRET[..15]);
    let code = Builder::new().with_secret(RFC_SECRET[..15].to_vec()).build_noncompliant();
    let code = code.generate(59).to_string();
    assert_eq!(totp::step(&short, &code, at(59), CodeWindow::USUAL), None);
    assert!(totp::uri(&short, "Shop", "anna").is_none());
    assert!(totp::uri(&secret(&RFC_SECRET[..16]), "Shop", "anna").is_some());
}

#[test]
fn m07_the_address_for_the_qr_code_reads_back_and_has_no_colon_but_its_own() {
    let secret = totp::new_secret().unwrap();
    let uri = totp::uri(&secret, "Acme & Söhne: Shop", "anna+ö@example.com").unwrap();
    let text = uri.expose();
    assert!(text.starts_with("otpauth://totp/"), "{text}");
    assert_eq!(text.matches(':').count(), 2, "scheme, and between issuer and account: {text}");
    assert!(
        text.contains(&format!("secret={}", secret.expose()))
            && !text.contains('='.to_string().repeat(2).as_str())
    );
    let read = Totp::from_url(text).unwrap();
    assert_eq!(read.issuer(), Some("Acme & Söhne  Shop"));
    assert_eq!(read.account_name(), "anna+ö@example.com");
    assert_eq!(read.secret().to_base32(), *secret.expose());
    assert!(!format!("{uri:?}").contains("otpauth"));
    // A site without a name has no issuer.
    assert!(totp::uri(&secret, " ", "anna").unwrap().expose().starts_with("otpauth://totp/anna?"));
}

#[test]
fn m39_a_code_is_read_however_it_is_written_and_nothing_else_is() {
    let same = [
        "287082",
        " 287 082 ",
        "287-082",
        "287\u{a0}082",
        "287\u{2009}082",
        "２８７０８２",
        "٢٨٧٠٨٢",
        "۲۸۷۰۸۲",
        "२८७०८२",
        "287\u{2013}082",
        "\u{200b}287082",
        "\t287082\r\n",
    ];
    for code in same {
        let read = typed::digits(code, 6);
        assert_eq!(read.as_ref().map(|code| code.expose().as_str()), Some("287082"), "{code:?}");
    }
    let long = "2".repeat(10_000);
    let wrong = [
        "",
        " ",
        "28708",
        "2870820",
        "+287082",
        "-",
        "287082a",
        "28708²a",
        "\x00287082",
        "287\x00082",
        "0x4616A",
        "287.082",
        "287,082",
        "½87082",
        long.as_str(),
        "Ⅷ87082",
        "२८७०८",
    ];
    for code in wrong {
        assert!(typed::digits(code, 6).is_none(), "{code:?}");
    }
}

#[test]
fn m17_a_backup_code_is_read_in_any_case_and_with_what_looks_alike() {
    let code = "0123-4567-89AB-CDEF-GHJK-MNPQ";
    let plain = backup::read(code).unwrap();
    for same in [
        "o123 4567 89ab cdef ghjk mnpq",
        "O1234567 89ABCDEFGHJKMNPQ",
        "0I23-4567-89AB-CDEF-GHJK-MNPQ",
        "0l23–4567–89ab–cdef–ghjk–mnpq",
        "０１２３ 4567 89AB CDEF GHJK MNPQ",
    ] {
        assert_eq!(backup::read(same).as_ref(), Some(&plain), "{same}");
    }
    for wrong in ["", "0123-4567-89AB-CDEF-GHJK-MNP", "0123-4567-89AB-CDEF-GHJK-MNPU", "\0"] {
        assert!(backup::read(wrong).is_none(), "{wrong}");
    }
}

#[test]
fn pauses_double_up_to_a_minute_and_no_setting_allows_more_than_nist_does() {
    let options = MfaOptions::default();
    let pauses: Vec<u64> = (1..=9).map(|failures| options.pause(failures).as_secs()).collect();
    assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
    assert_eq!(MfaOptions { lock_after: 5000, ..options }.lock_after(), 100);
    assert_eq!(MfaOptions { lock_after: 0, ..options }.lock_after(), 1);
    let day = std::time::Duration::from_hours(24);
    assert_eq!(MfaOptions { half_life: day, ..options }.half_life().as_secs(), 600);
    assert_eq!(MfaOptions { enrolment_link_life: day * 2, ..options }.link_life(), day);
}

proptest! {
    #[test]
    fn m39_whatever_is_typed_gives_digits_or_nothing(text in any::<String>()) {
        if let Some(code) = typed::digits(&text, 6) {
            prop_assert_eq!(code.expose().len(), 6);
            prop_assert!(code.expose().bytes().all(|byte| byte.is_ascii_digit()));
            prop_assert_eq!(typed::digits(code.expose(), 6), Some(code));
        }
        if let Some(code) = backup::read(&text) {
            prop_assert_eq!(code.expose().len(), 24);
            prop_assert_eq!(backup::read(code.expose()), Some(code));
        }
    }

    #[test]
    fn m39_gaps_never_change_a_code(code in "[0-9]{6}", gap in "[ \t\u{a0}\u{2013}-]{0,3}", place in 0_usize..=6) {
        let (before, after) = code.split_at(place);
        let read = typed::digits(&format!("{gap}{before}{gap}{after}{gap}"), 6);
        prop_assert_eq!(read, Some(Secret::new(code)));
    }
}
