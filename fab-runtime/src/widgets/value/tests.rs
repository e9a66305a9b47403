//! Is a value shown as people read it?

use super::*;
use crate::models::Value;
use crate::widgets::sample::{ann, customer};

fn shown(column: &str, value: Option<Value>, room: Room) -> String {
    let mut record = ann();
    if let Some(value) = value {
        assert!(record.set(column, value), "{column}");
    }
    let column = customer().columns().by_name(column).unwrap();
    html(&Shown { column, record: &record, label: None, href: None }, room).into_string()
}

fn text(html: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            _ if !inside => out.push(c),
            _ => {}
        }
    }
    out
}

#[test]
fn every_kind_is_shown_for_people() {
    for (column, cell, page) in [
        ("id", "42", "42"),
        ("credit_amount", "1,234.50 EUR", "1,234.50 EUR"),
        ("visits", "12,345", "12,345"),
        ("discount", "-1,234.5000", "-1,234.5000"),
        ("newsletter", "Yes", " Yes"),
        ("vip", "—empty", "—empty"),
        ("since", "2026-01-31", "2026-01-31"),
        ("opens", "09:30", "09:30"),
        ("seen_at", "2026-05-28 20:26", "2026-05-28 20:26:40 UTC"),
        ("meeting", "2026-05-28 20:26", "2026-05-28 20:26:40.123456"),
        ("state", "Active", "Active"),
        ("logo", "1.5 KB", "1.5 KB"),
        ("token", "67e55044…", "67e55044-10b1-426f-9247-bb680e5fe0c8"),
        ("notes", "Pays late in summer. …", "Pays late in summer.\nCall before ten."),
    ] {
        assert_eq!(text(&shown(column, None, Room::Cell)), cell, "{column} in a list");
        assert_eq!(text(&shown(column, None, Room::Page)), page, "{column} on a page");
    }
}

#[test]
fn nothing_and_the_empty_text_are_told_apart() {
    assert_ne!(
        shown("notes", Some(Value::Null), Room::Cell),
        shown("notes", Some("".into()), Room::Cell)
    );
}

#[test]
fn hostile_values_stay_text_everywhere() {
    let hostile = "\"><script>alert(1)</script>";
    for column in ["name", "email", "state", "website", "phone", "color", "notes", "settings"] {
        for room in [Room::Cell, Room::Page] {
            let value = match column {
                "settings" => Value::Json(hostile.into()),
                _ => hostile.into(),
            };
            let html = shown(column, Some(value), room);
            assert!(!html.contains("<script"), "{column}: {html}");
            assert!(!html.contains("href"), "{column}: {html}");
        }
    }
}

#[test]
fn only_harmless_addresses_become_links() {
    for (column, text, link) in [
        ("website", "https://example.com/", true),
        ("website", "http://example.com/", true),
        ("website", "javascript:alert(1)", false),
        ("website", "https://example.com/ x", false),
        ("website", "data:text/html,x", false),
        ("email", "ann@example.com", true),
        ("email", "ann@example.com?cc=bob@example.com", false),
        ("phone", "+44 (20) 7946-0000", true),
        ("phone", "call me", false),
    ] {
        let html = shown(column, Some(text.into()), Room::Cell);
        assert_eq!(html.contains("<a "), link, "{text}: {html}");
    }
    assert!(shown("color", None, Room::Cell).contains("fill=\"#2350c9\""));
    assert!(!shown("color", Some("red".into()), Room::Cell).contains("fill"));
}

#[test]
fn a_long_text_is_cut_between_characters() {
    let html = shown("name", Some("é".repeat(200).into()), Room::Cell);
    assert_eq!(html.chars().count(), 81);
    assert!(html.ends_with('…'));
}

#[test]
fn a_foreign_key_is_its_title_and_a_link_where_one_may_go() {
    let record = ann();
    let column = customer().columns().by_name("manager_id").unwrap();
    let shown = |label, href| {
        html(&Shown { column, record: &record, label, href }, Room::Cell).into_string()
    };
    assert_eq!(
        shown(Some("Bo <b>"), Some("/employees/7")),
        "<a href=\"/employees/7\">Bo &lt;b&gt;</a>"
    );
    assert_eq!(shown(Some("Bo"), None), "Bo");
    assert_eq!(shown(None, None), "7");
}
