//! Are texts quoted and defused, and are files named so that headers stay whole?

use chrono::NaiveDate;

use super::{FileFormat, csv, file_name};

fn text(found: &str) -> String {
    let mut out = String::new();
    csv::text(&mut out, found);
    out
}

#[test]
fn a_text_that_begins_like_a_formula_is_defused() {
    for (found, wanted) in [
        ("=1+1", "'=1+1"),
        ("+49 30 1234", "'+49 30 1234"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "\"'\t=1\""),
        ("\r=1", "\"'\r=1\""),
        ("  =1", "'  =1"),
        ("＝1", "'＝1"),
        ("=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\""),
        ("a=1", "a=1"),
        ("'quoted'", "'quoted'"),
    ] {
        assert_eq!(text(found), wanted, "{found:?}");
    }
}

#[test]
fn a_text_is_quoted_where_it_would_otherwise_fall_apart() {
    for (found, wanted) in [
        ("plain", "plain"),
        ("", ""),
        ("a,b", "\"a,b\""),
        ("say \"hi\"", "\"say \"\"hi\"\"\""),
        ("two\r\nlines", "\"two\r\nlines\""),
        (" spaced ", "\" spaced \""),
        ("Grüße 🦀", "Grüße 🦀"),
    ] {
        assert_eq!(text(found), wanted, "{found:?}");
    }
}

#[test]
fn the_name_of_a_file_needs_no_quoting() {
    let day = NaiveDate::from_ymd_opt(2026, 2, 3).unwrap();
    assert_eq!(file_name("order-lines", day, FileFormat::Csv), "order-lines-2026-02-03.csv");
    let odd = file_name("a\"b\r\nc;é/..", day, FileFormat::JsonLines);
    assert_eq!(odd, "a-b--c------2026-02-03.jsonl");
}
