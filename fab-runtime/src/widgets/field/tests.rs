//! Does a field tell everybody, also a screen reader, what it asks for?

use super::*;
use crate::models::Violation;
use crate::widgets::sample::{ann, customer, employee, ill, patient};

fn field(column: &str, text: Option<&str>, errors: &[Violation]) -> String {
    let mut texts = Texts::from_record(&ann());
    let column = customer().columns().by_name(column).unwrap();
    if let Some(text) = text {
        texts.set(column.index, text);
    }
    let currency =
        customer().columns().get(column.index + 1).filter(|_| column.kind() == Kind::Money);
    let search = column.ty.relation.map(|_| "/employees/search");
    Field { column, currency, texts: &texts, errors, label: Some("Bo"), search, keeps: false }
        .html()
        .into_string()
}

#[test]
fn every_control_is_labelled_and_holds_its_text() {
    for column in customer().columns().form().filter(|column| column.name != "credit_currency") {
        let html = field(column.name, None, &[]);
        let id = id(column);
        assert!(html.contains(&format!("id=\"{id}\"")), "{html}");
        let labelled = html.contains(&format!("<label class=\"form-label\" for=\"{id}\""))
            || html.contains(&format!("<label class=\"form-check-label\" for=\"{id}\""));
        assert!(labelled, "{html}");
        assert!(html.contains(&format!("name=\"{}\"", column.name)), "{html}");
    }
}

#[test]
fn what_was_typed_comes_back_even_when_it_is_wrong() {
    for (column, text, control) in [
        ("visits", "12x", "type=\"text\" value=\"12x\""),
        ("since", "31.1.2026", "type=\"text\" value=\"31.1.2026\""),
        ("since", "2026-01-31", "type=\"date\" value=\"2026-01-31\""),
        ("since", "", "type=\"date\" value=\"\""),
        ("opens", "25:00", "type=\"text\" value=\"25:00\""),
        ("opens", "09:30", "type=\"time\" value=\"09:30\""),
        (
            "meeting",
            "2026-01-31T10:00:00.123",
            "type=\"datetime-local\" value=\"2026-01-31T10:00:00.123\"",
        ),
        (
            "meeting",
            "2026-01-31T10:00:00.123456",
            "type=\"text\" value=\"2026-01-31T10:00:00.123456\"",
        ),
        ("color", "reddish", "type=\"text\" value=\"reddish\""),
        ("color", "#aabbcc", "type=\"color\" value=\"#aabbcc\""),
        ("state", "weird", "<option selected value=\"weird\">weird</option>"),
        ("manager_id", "nobody", "value=\"nobody\""),
        ("settings", "{\"a\": ", "{&quot;a&quot;: </textarea>"),
        ("notes", "\nsecond", ">\n\nsecond</textarea>"),
        ("credit_amount", "1,5", "value=\"1,5\""),
    ] {
        let html = field(column, Some(text), &[]);
        assert!(html.contains(control), "{column} {text}: {html}");
    }
}

#[test]
fn an_error_is_tied_to_its_control_before_the_help() {
    let html = field("name", None, &[Violation::required()]);
    assert!(html.contains("aria-describedby=\"f-name-error f-name-help\""), "{html}");
    assert!(html.contains("aria-invalid=\"true\""));
    assert!(html.contains("id=\"f-name-error\""));
    assert!(html.contains("Enter a value"));
    assert!(html.contains("maxlength=\"120\""));
    assert!(html.contains(" required"));
}

#[test]
fn a_box_that_is_not_ticked_still_says_no() {
    let html = field("newsletter", Some("false"), &[]);
    assert!(
        html.starts_with("<div class=\"fab-field\"><input type=\"hidden\" value=\"false\""),
        "{html}"
    );
    assert!(!html.contains(" checked"));
    assert!(field("newsletter", Some("true"), &[]).contains(" checked"));
    assert!(field("vip", None, &[]).contains("<option value=\"\" selected>Unknown"));
}

#[test]
fn hostile_texts_stay_in_their_attributes() {
    let hostile = "\"><script>'&";
    for column in customer().columns().form().filter(|column| column.name != "credit_currency") {
        let html = field(column.name, Some(hostile), &[Violation::new("x", hostile)]);
        assert!(!html.contains("<script"), "{html}");
    }
}

#[test]
fn only_kinds_that_hold_it_are_typed_into_native_controls() {
    let column = employee().columns().by_name("email").unwrap();
    let texts = Texts::new(employee());
    let html = Field {
        column,
        currency: None,
        texts: &texts,
        errors: &[],
        label: None,
        search: None,
        keeps: false,
    }
    .html()
    .into_string();
    assert!(html.contains("type=\"email\" value=\"\" autocomplete=\"off\""), "{html}");
}

fn sealed(column: &str, typed: Option<&str>, keeps: bool) -> String {
    let mut texts = Texts::from_record(&ill());
    let column = patient().columns().by_name(column).unwrap();
    if let Some(typed) = typed {
        texts.set(column.index, typed);
    }
    let errors = [Violation::required()];
    let field = Field {
        column,
        currency: None,
        texts: &texts,
        errors: if typed.is_some() { &errors } else { &[] },
        label: None,
        search: None,
        keeps,
    };
    field.html().into_string()
}

#[test]
fn the_control_of_a_sealed_column_is_blank_and_says_that_blank_keeps() {
    for (column, tag) in [
        ("insurance_no", "<input"),
        ("passport", "<input"),
        ("diagnosis", "<textarea"),
        ("born", "type=\"date\" value=\"\""),
        ("smoker", "<option value=\"\" selected>Keep as it is"),
        ("state", "<option value=\"\" selected>Keep as it is"),
        ("plan", "<textarea"),
    ] {
        let html = sealed(column, None, true);
        assert!(html.contains(tag), "{column}: {html}");
        assert!(html.contains("leave it blank to keep what is there"), "{column}: {html}");
        assert!(!html.contains(" required"), "{column}: {html}");
        assert!(!html.contains("type=\"password\"") && !html.contains("hunter2"), "{html}");
        assert!(html.contains("autocomplete=\"off\"") || html.contains("<select"), "{html}");
        let nullable = patient().columns().by_name(column).unwrap().nullable;
        assert_eq!(html.contains("name=\"_clear\""), nullable, "{column}: {html}");
    }
}

#[test]
fn a_new_row_has_nothing_to_keep() {
    for (column, part) in [
        ("insurance_no", " required"),
        ("smoker", "<option value=\"\" selected>Choose…"),
        ("state", "<option value=\"\" selected>Choose…"),
    ] {
        let html = sealed(column, None, false);
        assert!(html.contains(part) && html.contains(" required"), "{column}: {html}");
        assert!(!html.contains("keep") && !html.contains("_clear"), "{column}: {html}");
    }
}

#[test]
fn what_was_typed_for_a_sealed_column_is_asked_for_again_and_never_shown() {
    for (column, typed) in [
        ("insurance_no", "hunter2"),
        ("diagnosis", "hunter2"),
        ("state", "active"),
        ("smoker", "true"),
        ("born", "2026-01-31"),
        ("plan", "{\"hunter2\""),
    ] {
        for keeps in [true, false] {
            let html = sealed(column, Some(typed), keeps);
            assert!(!html.contains("hunter2") && !html.contains("2026-01-31"), "{html}");
            assert!(!html.contains("value=\"true\" selected"), "{html}");
            assert!(!html.contains("value=\"active\" selected"), "{html}");
            assert!(html.contains("type it once more"), "{column}: {html}");
            assert!(html.contains("Enter a value"), "{column}: {html}");
        }
    }
}
