//! Does a message stay the message that was meant, whatever somebody called themselves?

use chrono::DateTime;
use proptest::prelude::*;
use uuid::Uuid;

use super::compose::compose;
use super::{SmtpError, SmtpStage};
use crate::services::notify::{Address, ContentError, Mail, Refusal};
use crate::services::resilience::{Classify, Fault};

fn composed(to: Address, subject: &str, text: &str) -> (Vec<String>, String) {
    let mail = Mail::new(to, subject, text).unwrap();
    let from = Address::new("shop@example.com").unwrap().named("Shop");
    let now = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
    let message = compose(&mail, &from, Uuid::from_u128(7), now).unwrap();
    assert_eq!(message.envelope().to().len(), 1);
    let wire = String::from_utf8(message.formatted()).unwrap();
    let (head, body) = wire.split_once("\r\n\r\n").unwrap();
    let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    (unfolded.split("\r\n").map(str::to_owned).collect(), body.to_owned())
}

fn ann() -> Address {
    Address::new("ann@example.com").unwrap()
}

#[test]
fn a_message_has_the_headers_it_should_have_and_no_others() {
    let (headers, body) = composed(ann().named("Ann"), "Hello", "Hi.\n.\nBye.\n");
    let mut names: Vec<&str> = headers.iter().map(|line| line.split_once(':').unwrap().0).collect();
    names.sort_unstable();
    let expected = [
        "Auto-Submitted",
        "Content-Transfer-Encoding",
        "Content-Type",
        "Date",
        "From",
        "MIME-Version",
        "Message-ID",
        "Subject",
        "To",
    ];
    assert_eq!(names, expected);
    let id = "Message-ID: <00000000-0000-0000-0000-000000000007@example.com>";
    assert!(headers.iter().any(|line| line == id), "{headers:?}");
    assert!(headers.iter().any(|line| line == "Date: Tue, 14 Nov 2023 22:13:20 +0000"));
    assert_eq!(body.trim_end(), "Hi.\r\n.\r\nBye.");
}

#[test]
fn markup_stands_beside_the_text_that_says_the_same() {
    let mail = Mail::new(ann(), "Hello", "Hi").unwrap().with_html("<p>Hi</p>").unwrap();
    let now = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
    let message = compose(&mail, &ann(), Uuid::nil(), now).unwrap();
    let wire = String::from_utf8(message.formatted()).unwrap();
    assert!(wire.contains("multipart/alternative"));
    assert!(wire.find("text/plain").unwrap() < wire.find("text/html").unwrap());
}

#[test]
fn an_address_is_one_address() {
    for text in [
        "",
        "a",
        "@",
        "a@",
        "@b",
        "a b@c",
        "a@b, c@d",
        "a@b;c@d",
        "<a@b>",
        "a@b\r\nBcc: c@d",
        "a@b\n",
        "a\0@b",
        "a@b\u{2028}c",
        "a@b@c",
        "\"a\"@b",
        "Ann <a@b>",
    ] {
        assert_eq!(Address::new(text).unwrap_err(), ContentError::Address, "{text:?}");
    }
    assert!(Address::new(&format!("{}@example.com", "a".repeat(250))).is_err());
    Address::new("ann.o'hara+tag@xn--bcher-kva.example").unwrap();
}

#[test]
fn a_subject_is_one_line() {
    for subject in ["a\r\nBcc: b@c", "a\nb", "a\rb", "a\0b", "a\u{202e}b", "a\u{2028}b"] {
        assert_eq!(
            Mail::new(ann(), subject, "x").unwrap_err(),
            ContentError::Subject,
            "{subject:?}"
        );
    }
    assert_eq!(Mail::new(ann(), "a", " \n").unwrap_err(), ContentError::Empty);
    assert_eq!(Mail::new(ann(), "a", &"x".repeat(1 << 21)).unwrap_err(), ContentError::TooLong);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn a_name_never_becomes_a_header(name in "(?s).{0,80}", line in "(\\r\\n|\\n|\\r| )(Bcc|To): .{0,10}") {
        let (headers, _) = composed(ann().named(&format!("{name}{line}")), "Hello", "Hi");
        prop_assert_eq!(headers.len(), 9, "{:?}", headers);
        prop_assert_eq!(headers.iter().filter(|line| line.starts_with("To: ")).count(), 1);
    }

    #[test]
    fn a_subject_is_refused_or_stays_one_header(subject in "(?s).{0,120}") {
        let Ok(mail) = Mail::new(ann(), &subject, "Hi") else { return Ok(()); };
        let (headers, _) = composed(ann(), mail.subject(), "Hi");
        prop_assert_eq!(headers.len(), 9, "{:?}", headers);
    }

    #[test]
    fn a_text_never_becomes_a_header(text in "(?s).{1,200}") {
        if let Ok(mail) = Mail::new(ann(), "Hello", &text) {
            let (headers, _) = composed(ann(), "Hello", mail.text());
            prop_assert_eq!(headers.len(), 9, "{:?}", headers);
        }
    }
}

#[test]
fn a_code_of_a_server_says_whose_fault_it_is() {
    use SmtpStage::{Greeting, Message, Recipient, Sender};
    for (code, faults) in [
        (421, [Fault::Service; 4]),
        (451, [Fault::Service; 4]),
        (450, [Fault::Service, Fault::Service, Fault::Unable, Fault::Unable]),
        (452, [Fault::Service, Fault::Service, Fault::Unable, Fault::Unable]),
        (454, [Fault::Service; 4]),
        (500, [Fault::Service; 4]),
        (501, [Fault::Service, Fault::Service, Fault::Caller, Fault::Service]),
        (530, [Fault::Credentials; 4]),
        (535, [Fault::Credentials; 4]),
        (550, [Fault::Service, Fault::Credentials, Fault::Caller, Fault::Caller]),
        (552, [Fault::Service, Fault::Service, Fault::Caller, Fault::Caller]),
        (554, [Fault::Service, Fault::Credentials, Fault::Caller, Fault::Caller]),
    ] {
        for (stage, fault) in [Greeting, Sender, Recipient, Message].into_iter().zip(faults) {
            assert_eq!(SmtpError::Code { code, stage }.fault(), fault, "{code} {stage}");
        }
    }
    for (code, stage, refusal) in [
        (550, Recipient, Refusal::Recipient),
        (552, Recipient, Refusal::Recipient),
        (550, Message, Refusal::Content),
        (554, Message, Refusal::Content),
    ] {
        assert_eq!(SmtpError::Code { code, stage }.refusal(), refusal, "{code} {stage}");
    }
    assert_eq!(SmtpError::Plain.fault(), Fault::Credentials);
}
