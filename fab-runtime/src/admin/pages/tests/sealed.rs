//! Does any page of a form tell what is sealed, or what was typed to be sealed?

use crate::admin::pages::Pages;
use crate::admin::pages::tests::gallery::{EVERYTHING, Site};
use crate::admin::pages::tests::markup::Markup;
use crate::admin::pages::view::{
    ConflictView, FormOf, FormView, May, PickView, RevealView, RowView, ShowView, Theme,
};
use crate::models::{Verb, Violation, Violations};
use crate::widgets::sample::{ill, patient};
use crate::widgets::{Html, Submission};

/// The edit form after a mistake, the search page, and the page of a conflict.
fn pages() -> Vec<(&'static str, Html)> {
    let (pages, site) = (Pages::new(None).unwrap(), Site::new());
    let frame = site.frame(Theme::Auto);
    let record = ill();
    let labels = vec![None; patient().columns().len()];
    let row = RowView { record: &record, labels: &labels };
    let key = record.key();
    let typed = [
        ("name", "Bo"),
        ("insurance_no", "hunter2"),
        ("passport", ""),
        ("_clear", "passport"),
        ("diagnosis", "hunter2\nhunter2"),
        ("smoker", ""),
    ];
    let texts = Submission::read(patient(), typed).texts;
    let violations = Violations::at("insurance_no", Violation::taken());
    let form = FormView {
        model: patient(),
        of: FormOf::Edit { key: &key, title: "Ann", row, version: Some("3") },
        texts: &texts,
        labels: &labels,
        violations: &violations,
        may: EVERYTHING,
    };
    let column = patient().columns().by_name("doctor_id").unwrap().index;
    let pick = PickView { form: form.clone(), column, search: "", found: &[], more: false };
    let conflict = ConflictView {
        model: patient(),
        key: &key,
        title: "Ann",
        theirs: row,
        yours: &texts,
        labels: &labels,
        version: "4",
    };
    vec![
        ("form", pages.form(&frame, &form).unwrap()),
        ("pick", pages.pick(&frame, &pick).unwrap()),
        ("conflict", pages.conflict(&frame, &conflict).unwrap()),
    ]
}

#[test]
fn no_page_of_a_form_tells_what_is_sealed_or_was_typed_to_be() {
    for (name, html) in pages() {
        Markup::read(html.as_str()).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(!html.as_str().contains("hunter2"), "{name}: {}", html.as_str());
        assert!(html.as_str().contains("Bo"), "{name}");
    }
}

fn row_page(may: May<'_>) -> String {
    let (pages, site) = (Pages::new(None).unwrap(), Site::new());
    let record = ill();
    let labels = vec![None; patient().columns().len()];
    let view = ShowView {
        model: patient(),
        row: RowView { record: &record, labels: &labels },
        title: "Ann",
        related: &[],
        facts: &[],
        links: &[],
        actions: &[],
        may,
    };
    pages.show(&site.frame(Theme::Auto), &view).unwrap().into_string()
}

#[test]
fn the_page_of_a_row_offers_to_reveal_what_is_sealed_to_those_who_may() {
    let html = row_page(EVERYTHING);
    Markup::read(&html).unwrap();
    assert!(!html.contains("hunter2"), "{html}");
    for column in ["insurance_no", "diagnosis", "smoker", "plan"] {
        assert!(html.contains(&format!("action=\"/patients/5/reveal/{column}\"")), "{column}");
    }
    assert!(!html.contains("reveal/name"), "{html}");
    let looks = May(&|_, verb| verb != Verb::Reveal);
    assert!(!row_page(looks).contains("reveal"));
}

#[test]
fn the_page_that_reveals_shows_one_cell_and_no_address_holds_it() {
    let (pages, site) = (Pages::new(None).unwrap(), Site::new());
    let record = ill();
    for column in ["insurance_no", "diagnosis", "plan", "born"] {
        let column = patient().columns().by_name(column).unwrap();
        let key = record.key();
        let cell = record.at(column.index);
        let view = RevealView { model: patient(), key: &key, title: "Ann", column, cell };
        let html = pages.reveal(&site.frame(Theme::Auto), &view).unwrap().into_string();
        Markup::read(&html).unwrap();
        assert!(html.contains("hunter2") || html.contains("2026-01-31"), "{}: {html}", column.name);
        assert!(!html.contains("=\"hunter2") && !html.contains(":hunter2\""), "{html}");
        assert!(html.contains("href=\"/patients/5\""), "{html}");
    }
}

#[test]
fn that_something_was_typed_or_shall_be_emptied_survives_the_way_through_other_pages() {
    for (name, html) in pages().into_iter().skip(1) {
        for mark in [
            "name=\"_retype\" value=\"insurance_no\"",
            "name=\"_retype\" value=\"diagnosis\"",
            "name=\"_clear\" value=\"passport\"",
        ] {
            assert!(html.as_str().contains(mark), "{name} lacks {mark}");
        }
        // What was left blank stays as it is, and is not spoken of.
        for sealed in ["smoker", "plan", "passport", "insurance_no"] {
            assert!(!html.as_str().contains(&format!("name=\"{sealed}\"")), "{name}: {sealed}");
        }
    }
}
