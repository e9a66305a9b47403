//! Do the addresses in a list lead where they say?

use crate::admin::pages::list::{order, sheet};
use crate::admin::pages::view::{Count, ListView, May, RowView};
use crate::models::{ListState, ModelMeta, Paging, Verb};
use crate::widgets::sample::{ann, customer};

fn page(query: &[(&str, &str)], total: Count, next: Option<&str>, may: May<'_>) -> String {
    let state = ListState::parse(customer(), query.iter().copied());
    let record = ann();
    let rows = [RowView { record: &record, labels: &[] }];
    let view = ListView {
        links: &[],
        model: customer(),
        state: &state,
        rows: &rows,
        total,
        next,
        previous: Some("p"),
        problems: &[],
        filter_labels: &[],
        actions: &[],
        may,
    };
    let sheet = sheet(&view, "token");
    format!("{}{}", sheet.tools, sheet.content)
}

const ALL: May<'static> = May(&|_: &ModelMeta, _: Verb| true);
const LOOK: May<'static> = May(&|_: &ModelMeta, verb: Verb| verb == Verb::List);

#[test]
fn a_header_turns_its_order_round_and_adds_to_others() {
    let state = ListState::parse(customer(), [("sort", "name,-since"), ("page", "7")]);
    let now = order::effective(customer(), &state);
    let query = |state: ListState| state.query_string();
    assert_eq!(query(order::by(&state, &now, "name")), "?sort=-name");
    assert_eq!(query(order::by(&state, &now, "since")), "?sort=since");
    assert_eq!(query(order::by_also(&state, &now, "since")), "?sort=name,since");
    assert_eq!(query(order::by_also(&state, &now, "visits")), "?sort=name,-since,visits");
    let of_model = order::effective(customer(), &ListState::new(customer()));
    assert_eq!(of_model.first().unwrap().column, "since");
}

#[test]
fn only_the_first_column_of_the_order_is_announced_as_sorted() {
    let html = page(&[("sort", "name,-since")], Count::Exact(1), None, ALL);
    assert_eq!(html.matches("aria-sort=").count(), 1);
    assert!(html.contains("aria-sort=\"ascending\""));
    assert!(html.contains(", sorted 2. by this, descending"));
}

#[test]
fn who_may_only_look_is_offered_nothing_else() {
    let html = page(&[], Count::Exact(1), None, LOOK);
    for absent in ["/customers/add", "/42/edit", "/42/delete", "\"/customers/42\"", "/employees/7"]
    {
        assert!(!html.contains(absent), "{absent}");
    }
    let html = page(&[], Count::Exact(1), None, ALL);
    for present in ["/customers/add", "/42/edit", "/42/delete", "\"/customers/42\"", "/employees/7"]
    {
        assert!(html.contains(present), "{present}");
    }
}

#[test]
fn pages_follow_by_number_and_far_out_by_cursor() {
    let html = page(&[("page", "2")], Count::Exact(501), Some("abc"), ALL);
    assert!(html.contains("href=\"/customers?page=3\""), "{html}");
    assert!(html.contains("href=\"/customers?page=11\""), "last");
    assert!(html.contains("href=\"/customers\""), "first and previous");
    assert!(html.contains("51–51 of 501"));
    let html = page(&[("page", "200")], Count::MoreThan(1000), Some("abc"), ALL);
    assert!(html.contains("href=\"/customers?after=abc\""));
    let html = page(&[("after", "x")], Count::MoreThan(1000), Some("abc"), ALL);
    assert!(html.contains("href=\"/customers?before=p\""));
    assert!(html.contains("1 row of 1,000+"));
    assert_eq!(ListState::new(customer()).paging, Paging::Number(1));
}

#[test]
fn each_chip_takes_off_one_filter_and_keeps_the_rest() {
    let query = [
        ("q", "lee"),
        ("f.state.eq", "active"),
        ("f.name.ne", "Bo"),
        ("sort", "name"),
        ("page", "3"),
    ];
    let html = page(&query, Count::Exact(1), None, ALL);
    assert!(html.contains("State is Active"));
    assert!(
        html.contains("href=\"/customers?f.state.eq=active&amp;f.name.ne=Bo&amp;sort=name\""),
        "without search"
    );
    assert!(
        html.contains("href=\"/customers?q=lee&amp;f.name.ne=Bo&amp;sort=name\""),
        "without state"
    );
    assert!(html.contains("href=\"/customers?sort=name\""), "without all");
    assert!(html.contains("name=\"f.name.ne\" value=\"Bo\""), "kept in the form");
    assert!(html.contains("<input type=\"hidden\" name=\"sort\" value=\"name\">"));
}
