//! Are requests signed as Amazon wants it?

use chrono::{DateTime, Utc};

use super::{Signed, Signer, hex};
use crate::secret::Secret;

const KEY: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

fn signature(key: &str, region_service: (&str, &str), request: &Signed<'_>) -> String {
    let key = Secret::new(key.to_owned());
    let (region, service) = region_service;
    let signer = Signer { key_id: "AKIDEXAMPLE", key: &key, region, service };
    let header = signer.authorization(request, at("2015-08-30T12:36:00Z"));
    header.rsplit_once("Signature=").unwrap().1.to_owned()
}

/// The derivation of the signing key in Amazon's documentation.
#[test]
fn a_signing_key_is_the_published_one() {
    let key = Secret::new(KEY.to_owned());
    let signer = Signer { key_id: "", key: &key, region: "us-east-1", service: "iam" };
    let derived = signer.signing_key(at("2015-08-30T00:00:00Z"));
    assert_eq!(hex(&derived), "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9");
}

/// `get-vanilla`, `post-vanilla`, `get-vanilla-query-order-key-case`, `post-x-www-form-urlencoded` of Amazon's test
/// suite, and the request to IAM of its documentation.
#[test]
fn signatures_are_the_published_ones() {
    let vanilla = [("host", "example.amazonaws.com"), ("x-amz-date", "20150830T123600Z")];
    let get = Signed { method: "GET", path: "/", query: "", headers: &vanilla, body: b"" };
    let form = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("host", "example.amazonaws.com"),
        ("x-amz-date", "20150830T123600Z"),
    ];
    let iam = [
        ("content-type", "application/x-www-form-urlencoded; charset=utf-8"),
        ("host", "iam.amazonaws.com"),
        ("x-amz-date", "20150830T123600Z"),
    ];
    let service = ("us-east-1", "service");
    for (place, request, expected) in [
        (service, get, "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        (
            service,
            Signed { method: "POST", ..get },
            "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
        ),
        (
            service,
            Signed { query: "Param1=value1&Param2=value2", ..get },
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
        ),
        (
            service,
            Signed { method: "POST", headers: &form, body: b"Param1=value1", ..get },
            "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
        ),
        (
            ("us-east-1", "iam"),
            Signed { query: "Action=ListUsers&Version=2010-05-08", headers: &iam, ..get },
            "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
        ),
    ] {
        assert_eq!(signature(KEY, place, &request), expected, "{request:?}");
    }
}

/// RFC 4231, test case 6: a key that is longer than a block, here behind `AWS4`.
#[test]
fn a_key_may_be_longer_than_a_block() {
    let headers = [("host", "a"), ("x-amz-date", "20150830T123600Z")];
    let request = Signed { method: "GET", path: "/", query: "", headers: &headers, body: b"" };
    let long = signature(&"k".repeat(200), ("r", "s"), &request);
    assert_ne!(long, signature(&"k".repeat(201), ("r", "s"), &request));
    assert_ne!(long, signature(&"k".repeat(60), ("r", "s"), &request));
}
