//! Does the state of a list survive its URL, and does a hostile URL do no harm?

use proptest::prelude::*;

use super::*;
use crate::models::Value;
use crate::models::meta::{FieldMeta, TypeMeta};

const FIELDS: &[FieldMeta] = &[
    FieldMeta::new("id", "Id", TypeMeta::column(Kind::Int)).key(true),
    FieldMeta::new("name", "Name", TypeMeta::column(Kind::Text)).filter(true),
    FieldMeta::new("since", "Since", TypeMeta::column(Kind::Timestamp).nullable()).filter(true),
    FieldMeta::new("blob", "Blob", TypeMeta::column(Kind::Bytes)),
];
static META: ModelMeta = ModelMeta::new("thing", "things", "things", FIELDS);

fn state() -> impl Strategy<Value = ListState> {
    let order = proptest::sample::subsequence(vec!["id", "name", "since"], 0..=3);
    let filter = (any::<bool>(), "[^\\s][^\\x00]{0,8}[^\\s]").prop_map(|(name, text)| FilterText {
        column: if name { "name" } else { "since" },
        op: if name { FilterOp::Compare(Op::Contains) } else { FilterOp::Empty },
        text: text.trim().to_owned(),
    });
    let filters =
        proptest::collection::vec(filter.prop_filter("not blank", |f| !f.text.is_empty()), 0..3);
    let paging = prop_oneof![
        (1_u32..).prop_map(Paging::Number),
        "[a-z0-9~.]{1,9}".prop_map(Paging::After),
        "[a-z0-9~.]{1,9}".prop_map(Paging::Before),
    ];
    ("[a-zé& =+%]{0,9}", filters, order, any::<bool>(), paging, 1_u16..=MAX_PAGE_SIZE).prop_map(
        |(search, filters, order, descending, paging, size)| ListState {
            search: search.trim().to_owned(),
            filters,
            order: order.into_iter().map(|column| OrderBy { column, descending }).collect(),
            paging,
            size,
            ..ListState::new(&META)
        },
    )
}

proptest! {
    #[test]
    fn every_state_survives_its_url(state in state()) {
        let pairs = state.pairs();
        let pairs = pairs.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        prop_assert_eq!(ListState::parse(&META, pairs), state);
    }

    #[test]
    fn any_query_is_read_without_harm(pairs in proptest::collection::vec((any::<String>(), any::<String>()), 0..6)) {
        let state = ListState::parse(&META, pairs.iter().map(|(n, t)| (n.as_str(), t.as_str())));
        prop_assert!((1..=MAX_PAGE_SIZE).contains(&state.size));
    }
}

#[test]
fn a_page_size_from_the_url_is_clamped() {
    for (text, wanted) in [("0", 1), ("7", 7), ("65535", MAX_PAGE_SIZE), ("100000", 50), ("x", 50)]
    {
        assert_eq!(ListState::parse(&META, [("size", text)]).size, wanted, "{text}");
    }
}

#[test]
fn what_cannot_be_ordered_or_filtered_is_left_out() {
    let state = ListState::parse(
        &META,
        [
            ("sort", "-since,blob,nonsense,since,id"),
            ("f.id.eq", "1"),
            ("f.blob.eq", "1"),
            ("f.name.lt", "a"),
        ],
    );
    assert_eq!(state.query_string(), "?sort=-since,id");
}

#[test]
fn a_date_means_the_whole_day_of_an_instant() {
    let filter = FilterText {
        column: "since",
        op: FilterOp::Compare(Op::LessOrEqual),
        text: "2026-01-31".to_owned(),
    };
    let next = chrono::NaiveDate::from_ymd_opt(2026, 2, 1)
        .unwrap()
        .and_time(chrono::NaiveTime::MIN)
        .and_utc();
    assert_eq!(
        filter.condition(&META),
        Ok(Condition::compare("since", Op::Less, Value::Timestamp(next)))
    );
}

#[test]
fn a_filter_that_cannot_be_read_says_what_to_write() {
    let filter = FilterText {
        column: "since",
        op: FilterOp::Compare(Op::Equal),
        text: "yesterday".to_owned(),
    };
    let violation = filter.condition(&META).unwrap_err();
    assert!(violation.message().contains("2026-01-31"), "{}", violation.message());
}
