//! Does a form keep what was typed, and read what was meant?

use super::*;
use crate::models::Sealed;
use crate::models::Value;
use crate::widgets::sample::{ann, customer, ill, patient};

#[test]
fn a_record_survives_the_way_through_its_form() {
    let record = ann();
    let texts = Texts::from_record(&record);
    let pairs: Vec<(String, String)> = customer()
        .columns()
        .form()
        .map(|column| (column.name.to_owned(), texts.get(column.index).replace('\n', "\r\n")))
        .collect();
    let pairs = pairs.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    let sent = Submission::read(customer(), pairs);
    let (values, violations) = sent.texts.values(customer().columns().form());
    assert!(violations.is_empty(), "{violations}");
    assert!(values.len() > 15);
    for (index, value) in values {
        let name = customer().columns().get(index).unwrap().name;
        assert_eq!(&value, record.at(index), "{name}");
    }
}

#[test]
fn the_last_text_of_a_name_counts_and_unknown_names_are_ignored() {
    let sent = Submission::read(
        customer(),
        [("newsletter", "false"), ("newsletter", "true"), ("nonsense", "x"), ("_version", "3")],
    );
    let column = customer().columns().by_name("newsletter").unwrap();
    assert_eq!(sent.texts.get(column.index), "true");
    assert_eq!(sent.version.as_deref(), Some("3"));
    assert_eq!(sent.intent, Intent::Save(Then::Show));
    assert_eq!(sent.texts.values([column]).0, vec![(column.index, Value::Bool(true))]);
}

#[test]
fn a_taken_key_is_put_into_the_form() {
    let column = customer().columns().by_name("manager_id").unwrap();
    let sent = Submission::read(customer(), [("manager_id", ""), ("_take", "manager_id:9")]);
    assert_eq!((sent.texts.get(column.index), sent.intent), ("9", Intent::Again));
    let sent = Submission::read(customer(), [("_pick", "manager_id"), ("_q", " bo ")]);
    assert_eq!(sent.intent, Intent::Pick { column: column.index, search: "bo".to_owned() });
    let sent = Submission::read(customer(), [("_pick", "name"), ("_then", "add")]);
    assert_eq!(sent.intent, Intent::Save(Then::Add));
}

#[test]
fn an_amount_is_read_in_its_currency() {
    let columns = customer().columns();
    let amount = columns.by_name("credit_amount").unwrap();
    for (text, currency, wanted) in [
        ("12.5", "EUR", Ok(Value::Int(1250))),
        ("12", "JPY", Ok(Value::Int(12))),
        ("-0.001", "BHD", Ok(Value::Int(-1))),
        ("", "EUR", Ok(Value::Null)),
        ("12.505", "EUR", Err("notation")),
        ("12,5", "EUR", Err("notation")),
        ("12", "", Err("currency")),
    ] {
        let mut texts = Texts::new(customer());
        texts.set(amount.index, text);
        texts.set(amount.index + 1, currency);
        let (values, violations) = texts.values([amount]);
        match wanted {
            Ok(value) => assert_eq!(values, vec![(amount.index, value)], "{text}"),
            Err(code) => assert_eq!(violations.of("credit_amount")[0].code(), code, "{text}"),
        }
    }
}

fn of_patient(pairs: &[(&str, &str)]) -> (Vec<(usize, Value)>, Violations, Texts) {
    let sent = Submission::read(patient(), pairs.iter().copied());
    let (values, violations) = sent.texts.values(patient().columns().form());
    (values, violations, sent.texts)
}

#[test]
fn a_sealed_column_stays_as_it_is_until_something_is_typed_or_it_is_emptied() {
    let index = |name: &str| patient().columns().by_name(name).unwrap().index;
    let all = [("name", "Ann"), ("passport", ""), ("smoker", ""), ("born", "")];
    assert_eq!(of_patient(&all).0, [(index("name"), "Ann".into())]);
    let (values, violations, _) = of_patient(&[("passport", "X1"), ("born", "2026-01-31")]);
    assert!(violations.is_empty() && values.len() == 2, "{violations}");
    assert_eq!(values[0], (index("passport"), "X1".into()));
    assert_eq!(
        of_patient(&[("passport", ""), ("_clear", "passport")]).0,
        [(index("passport"), Value::Null)]
    );
    // What may not be absent, or is not sealed, cannot be emptied.
    let other = [("_clear", "insurance_no"), ("_clear", "name"), ("_clear", "nonsense")];
    assert_eq!(of_patient(&other).0, []);
    let (_, violations, _) = of_patient(&[("passport", "X1"), ("_clear", "passport")]);
    assert_eq!(violations.of("passport").len(), 1);
}

#[test]
fn texts_of_sealed_columns_are_remembered_as_typed_and_never_told() {
    let column = patient().columns().by_name("passport").unwrap();
    let (_, _, texts) = of_patient(&[("passport", "hunter2"), ("born", "hunter2")]);
    assert_eq!((texts.get(column.index), texts.shown(column)), ("hunter2", ""));
    assert!(texts.is_withheld(column) && !format!("{texts:?}").contains("hunter2"));
    let (_, violations, _) = of_patient(&[("born", "hunter2")]);
    assert!(!violations.is_empty() && !violations.to_string().contains("hunter2"));
    let (values, _, texts) = of_patient(&[("_retype", "passport")]);
    assert!(texts.is_withheld(column) && values.is_empty());
    assert!(!Texts::from_record(&ill()).is_withheld(column));
    let record = ill();
    assert_eq!(record.get("passport"), &Value::Sealed(Sealed::open("hunter2".into())));
}
