//! Does a secret of any type stay secret?

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use rust_decimal::Decimal;
use serde_json::json;
use uuid::Uuid;

use super::{Secret, Wipe};

#[test]
fn a_secret_of_any_type_prints_nothing_of_what_it_holds() {
    let text = Secret::new("hunter2".to_owned());
    assert_eq!(format!("{text:?} {text}"), "Secret([redacted]) [redacted]");
    let number = Secret::new(4711_i64);
    assert!(!format!("{number:?} {number} {:#?}", Some(&number)).contains("4711"));
}

/// Two equal values, and one that differs.
fn check<T: Wipe + Clone>(one: &T, equal: &T, other: &T) {
    let secret = |value: &T| Secret::new(value.clone());
    assert!(secret(one) == secret(equal), "{}", std::any::type_name::<T>());
    assert!(secret(one) != secret(other), "{}", std::any::type_name::<T>());
    let (mut wiped, mut also) = (one.clone(), other.clone());
    wiped.wipe();
    also.wipe();
    assert!(wiped.same(&also), "{} tells what it was", std::any::type_name::<T>());
}

#[test]
fn secrets_are_the_same_when_their_values_are_and_all_alike_when_wiped() {
    let date = |day| NaiveDate::from_ymd_opt(2026, 1, day).unwrap();
    let time = NaiveTime::MIN;
    let decimal = |text: &str| text.parse::<Decimal>().unwrap();
    check(&"a".to_owned(), &"a".to_owned(), &"aa".to_owned());
    check(&vec![1_u8, 2], &vec![1, 2], &vec![2, 1]);
    check(&[1_u8, 2], &[1, 2], &[2, 1]);
    check(&Some(7_i64), &Some(7), &None);
    check(&7_i64, &7, &-7);
    check(&7_u8, &7, &8);
    check(&0.5_f64, &0.5, &0.25);
    check(&true, &true, &false);
    check(&decimal("1.50"), &decimal("1.5"), &decimal("-1.5"));
    check(&date(1), &date(1), &date(2));
    check(&time, &time, &time.overflowing_add_signed(chrono::TimeDelta::nanoseconds(1)).0);
    check(&date(1).and_time(time), &date(1).and_time(time), &date(2).and_time(time));
    check::<DateTime<Utc>>(
        &date(1).and_time(time).and_utc(),
        &date(1).and_time(time).and_utc(),
        &date(2).and_time(time).and_utc(),
    );
    check(&Uuid::from_u128(1), &Uuid::from_u128(1), &Uuid::from_u128(2));
    check(&json!({"a": [1], "b": {}}), &json!({"b": {}, "a": [1]}), &json!({"a": [2], "b": {}}));
}
