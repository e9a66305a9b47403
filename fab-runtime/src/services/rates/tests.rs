//! Is a rate one that somebody said, that others agree with, and that is no older than it may be?

use std::pin::Pin;
use std::sync::{Arc, Mutex};

use chrono::{NaiveDate, TimeDelta};
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::judge::is_near;
use super::{
    Age, CrossCheck, Currency, DeskSettings, JsonShape, ManualRate, ManualRateError, NoRate,
    ParseError, RateDesk, RateError, RateSource, Table, ecb, json,
};
use crate::clock::{Clock, ManualClock};
use crate::services::resilience::Fault;

fn code(text: &str) -> Currency {
    text.parse().unwrap()
}

fn dec(text: &str) -> Decimal {
    Decimal::from_str_exact(text).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

const ECB: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
	<gesmes:subject>Reference rates</gesmes:subject>
	<gesmes:Sender><gesmes:name>European Central Bank</gesmes:name></gesmes:Sender>
	<Cube>
		<Cube time='2023-11-14'>
			<Cube currency='USD' rate='1.0724'/>
			<Cube currency='JPY' rate='162.64'/>
			<Cube currency='IDR' rate='16822.18'/>
		</Cube>
	</Cube>
</gesmes:Envelope>"#;

#[test]
fn the_table_of_the_central_bank_is_read_to_the_last_digit() {
    let table = ecb::parse(ECB.as_bytes()).unwrap();
    assert_eq!(table.published(), day("2023-11-14"));
    assert_eq!(table.rate(code("USD")), Some(dec("1.0724")));
    assert_eq!(table.rate(code("IDR")), Some(dec("16822.18")));
    assert_eq!(table.rate(code("EUR")), Some(Decimal::ONE));
    assert_eq!(table.rate(code("XXX")), None);
}

#[test]
fn what_is_no_table_of_the_central_bank_is_refused() {
    let with = |from: &str, to: &str| ECB.replacen(from, to, 1);
    for (text, error) in [
        (String::new(), ParseError::Form),
        ("<html><body>We are down</body></html>".to_owned(), ParseError::Form),
        (ECB[..ECB.len() / 2].to_owned(), ParseError::Form),
        (
            with("<gesmes:Envelope", "<!DOCTYPE a [<!ENTITY b \"c\">]><gesmes:Envelope"),
            ParseError::Form,
        ),
        (with("time='2023-11-14'", "time='yesterday'"), ParseError::Date),
        (with("time='2023-11-14'", ""), ParseError::Date),
        (with("<Cube>", "<Cube time='2023-11-13'>"), ParseError::Date),
        (with("1.0724", "0"), ParseError::Rate),
        (with("1.0724", "-1"), ParseError::Rate),
        (with("1.0724", "NaN"), ParseError::Rate),
        (with("1.0724", "inf"), ParseError::Rate),
        (with("1.0724", "1e9"), ParseError::Rate),
        (with("1.0724", "1,0724"), ParseError::Rate),
        (with("1.0724", &"1".repeat(41)), ParseError::Rate),
        (with("rate='1.0724'", ""), ParseError::Form),
        (with("USD", "usd"), ParseError::Form),
        (with("USD", "JPY"), ParseError::Twice),
        (with("USD", "EUR"), ParseError::Rate),
        (with("<Cube>", &format!("<Cube>{}", "<a/>".repeat(6_000))), ParseError::Count),
    ] {
        assert_eq!(ecb::parse(text.as_bytes()).unwrap_err(), error, "{text}");
    }
    assert_eq!(ecb::parse(b"\xff\xfe").unwrap_err(), ParseError::Form);
}

#[test]
fn a_table_in_json_is_read_to_the_last_digit() {
    let read = |text: &str| json::parse(text.as_bytes(), &JsonShape::default());
    let text = r#"{"base":"USD","date":"2023-11-14","rates":{"EUR":0.93248787,"IDR":1.5e4,"KWD":"0.3087"}}"#;
    let table = read(text).unwrap();
    assert_eq!(table.rate(code("EUR")), Some(dec("0.93248787")));
    assert_eq!(table.rate(code("IDR")), Some(dec("15000")));
    assert_eq!(table.rate(code("KWD")), Some(dec("0.3087")));
    let many_digits = "0.9324878712345678901234567";
    let table = read(&text.replace("0.93248787", many_digits)).unwrap();
    assert_eq!(table.rate(code("EUR")), Some(dec(many_digits)));
    for date in ["\"2023-11-14T23:59:59Z\"", "\"Tue, 14 Nov 2023 00:00:01 +0000\"", "1699999999"] {
        assert_eq!(
            read(&text.replace("\"2023-11-14\"", date)).unwrap().published(),
            day("2023-11-14")
        );
    }
    for (from, to, error) in [
        (text, "<html>", ParseError::Form),
        (text, "[]", ParseError::Form),
        ("\"base\":\"USD\",", "", ParseError::Base),
        ("\"USD\"", "\"Dollar\"", ParseError::Base),
        ("\"2023-11-14\"", "null", ParseError::Date),
        ("\"2023-11-14\"", "\"soon\"", ParseError::Date),
        ("0.93248787", "0", ParseError::Rate),
        ("0.93248787", "-0.9", ParseError::Rate),
        ("0.93248787", "1e9", ParseError::Rate),
        ("0.93248787", "null", ParseError::Rate),
        ("0.93248787", "{}", ParseError::Rate),
        ("0.93248787", "NaN", ParseError::Form),
        ("\"IDR\"", "\"EUR\"", ParseError::Form),
        ("\"date\"", "\"base\":\"EUR\",\"date\"", ParseError::Form),
        ("\"EUR\"", "\"EURO\"", ParseError::Form),
    ] {
        assert_eq!(read(&text.replacen(from, to, 1)).unwrap_err(), error, "{to}");
    }
}

proptest! {
    #[test]
    fn no_bytes_make_a_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), at in 0_usize..600) {
        let _ = ecb::parse(&bytes);
        let _ = json::parse(&bytes, &JsonShape::default());
        let mut broken = ECB.as_bytes().to_vec();
        let at = at % broken.len();
        broken.splice(at..at, bytes);
        let _ = ecb::parse(&broken);
    }

    #[test]
    fn near_is_what_arithmetic_says(a in 1_i64..1_000_000, b in 1_i64..1_000_000, percent in 1_i64..20) {
        let near = is_near(Decimal::new(a, 3), Decimal::new(b, 3), Decimal::new(percent, 0));
        prop_assert_eq!(near, (a - b).abs() * 100 <= b * percent);
    }
}

/// A source that says what the test puts in.
#[derive(Debug, Clone)]
struct Says(&'static str, Arc<Mutex<Option<Table>>>);

impl Says {
    fn new(name: &'static str) -> Self {
        Self(name, Arc::default())
    }

    fn says(&self, clock: &ManualClock, base: &str, rates: &[(&str, &str)]) {
        let rates = rates.iter().map(|(currency, rate)| (code(currency), dec(rate)));
        let table = Table::new(code(base), clock.now().date_naive(), rates).unwrap();
        *self.1.lock().unwrap() = Some(table);
    }

    fn dies(&self) {
        *self.1.lock().unwrap() = None;
    }
}

impl RateSource for Says {
    fn name(&self) -> &str {
        self.0
    }

    fn latest<'a>(&'a self) -> Pin<Box<dyn Future<Output = Result<Table, RateError>> + Send + 'a>> {
        let table = self.1.lock().unwrap().clone();
        Box::pin(
            async move { table.ok_or(RateError::Status { status: 500, fault: Fault::Service }) },
        )
    }
}

struct House {
    clock: ManualClock,
    first: Says,
    second: Says,
    desk: RateDesk,
}

fn house(settings: DeskSettings) -> House {
    let clock = ManualClock::at(1_700_000_000);
    let (first, second) = (Says::new("first"), Says::new("second"));
    let desk = RateDesk::new(code("EUR"), settings, Arc::new(clock.clone()));
    let desk = desk.source(first.clone()).unwrap().source(second.clone()).unwrap();
    House { clock, first, second, desk }
}

async fn opened() -> House {
    let house = house(DeskSettings::default());
    house.first.says(&house.clock, "EUR", &[("USD", "1.25"), ("JPY", "160")]);
    house.second.says(&house.clock, "USD", &[("EUR", "0.8"), ("JPY", "128"), ("KES", "150")]);
    let refreshed = house.desk.refresh().await.unwrap();
    assert_eq!((refreshed.confirmed, refreshed.disputed.len(), refreshed.failed.len()), (3, 0, 0));
    house
}

#[tokio::test(start_paused = true)]
async fn rates_are_computed_over_the_base_and_say_where_they_come_from() {
    let desk = opened().await.desk;
    let rate = |from, to| desk.for_money(code(from), code(to)).unwrap().rate;
    assert_eq!(rate("EUR", "USD"), dec("1.25"));
    assert_eq!(rate("USD", "EUR"), dec("0.8"));
    assert_eq!(rate("USD", "JPY"), dec("128"));
    assert_eq!(rate("EUR", "KES"), dec("187.5"), "only the second knows it");
    assert_eq!(rate("JPY", "JPY"), Decimal::ONE);
    assert_eq!(rate("EUR", "EUR"), Decimal::ONE);
    let quote = desk.for_money(code("EUR"), code("KES")).unwrap();
    assert_eq!((quote.source.as_ref(), quote.age), ("second", Age::Fresh));
    assert_eq!(quote.id, "second:2023-11-14:EUR/KES:187.5");
}

#[tokio::test(start_paused = true)]
async fn a_currency_that_nobody_knows_is_worth_nothing_known() {
    let desk = opened().await.desk;
    let currency = code("XXX");
    for (from, to) in [("EUR", "XXX"), ("XXX", "EUR"), ("XXX", "XXX"), ("USD", "XXX")] {
        let expected = Err(NoRate::Unknown { currency });
        assert_eq!(desk.for_money(code(from), code(to)), expected);
        assert_eq!(desk.for_display(code(from), code(to)), expected);
    }
    let empty = house(DeskSettings::default()).desk;
    assert!(empty.for_money(code("EUR"), code("EUR")).is_err());
}

#[tokio::test(start_paused = true)]
async fn money_moves_with_young_rates_only_while_old_ones_are_shown_with_their_date() {
    let House { clock, first, second, desk } = opened().await;
    let then = clock.now();
    let (eur, usd) = (code("EUR"), code("USD"));
    clock.advance(15 * 60);
    assert_eq!(desk.for_money(eur, usd).unwrap().age, Age::Fresh);
    clock.advance(1);
    assert_eq!(desk.for_money(eur, usd).unwrap().age, Age::Stale);
    first.dies();
    second.dies();
    clock.advance(24 * 3_600 - 15 * 60 - 1);
    let NoRate::Unavailable { attempts } = desk.refresh().await.unwrap_err() else { panic!() };
    assert_eq!(attempts.len(), 2);
    assert_eq!(desk.for_money(eur, usd).unwrap().age, Age::Stale);
    clock.advance(1);
    assert_eq!(desk.for_money(eur, usd).unwrap_err(), NoRate::TooOld { as_of: then });
    let shown = desk.for_display(eur, usd).unwrap();
    assert_eq!((shown.rate, shown.age, shown.as_of), (dec("1.25"), Age::Old, then));
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_was_wrong_does_not_make_rates_young() {
    let House { clock, desk, .. } = opened().await;
    clock.advance(-60);
    assert!(matches!(desk.for_money(code("EUR"), code("USD")), Err(NoRate::TooOld { .. })));
}

#[tokio::test(start_paused = true)]
async fn sources_that_contradict_each_other_are_not_believed() {
    let House { clock, first, second, desk } = opened().await;
    clock.advance(600);
    first.says(&clock, "EUR", &[("USD", "1.26"), ("JPY", "161")]);
    second.says(&clock, "EUR", &[("USD", "1.20"), ("JPY", "160")]);
    let refreshed = desk.refresh().await.unwrap();
    assert_eq!((refreshed.confirmed, refreshed.disputed), (1, vec![code("USD")]));
    let quote = desk.for_money(code("EUR"), code("USD")).unwrap();
    assert_eq!(quote.rate, dec("1.25"), "the last good one, which grows older");
    assert_eq!((clock.now() - quote.as_of).num_seconds(), 600);
    assert_eq!(desk.for_money(code("EUR"), code("JPY")).unwrap().rate, dec("161"));
}

#[tokio::test(start_paused = true)]
async fn a_rate_that_jumps_waits_for_a_person() {
    let House { clock, first, second, desk } = opened().await;
    second.dies();
    first.says(&clock, "EUR", &[("USD", "1.40"), ("JPY", "160")]);
    let refreshed = desk.refresh().await.unwrap();
    assert_eq!((refreshed.confirmed, refreshed.jumped), (1, vec![code("USD")]));
    assert_eq!(desk.for_money(code("EUR"), code("USD")).unwrap().rate, dec("1.25"));
    desk.approve(manual(&clock, "1.39", 3_600)).unwrap();
    assert_eq!(desk.refresh().await.unwrap().jumped, []);
    assert_eq!(desk.for_money(code("EUR"), code("USD")).unwrap().rate, dec("1.40"));
}

#[tokio::test(start_paused = true)]
async fn one_source_is_not_enough_where_two_are_required() {
    let required = DeskSettings { cross_check: CrossCheck::Required, ..DeskSettings::default() };
    let House { clock, first, second, desk } = house(required);
    first.says(&clock, "EUR", &[("USD", "1.25")]);
    assert!(matches!(desk.refresh().await, Err(NoRate::Unavailable { .. })));
    assert!(desk.for_money(code("EUR"), code("USD")).is_err());
    second.says(&clock, "EUR", &[("USD", "1.25")]);
    assert_eq!(desk.refresh().await.unwrap().confirmed, 1);
}

#[tokio::test(start_paused = true)]
async fn a_table_that_is_days_old_or_of_another_base_is_of_no_use() {
    let House { clock, first, second, desk } = house(DeskSettings::default());
    second.dies();
    first.says(&clock, "EUR", &[("USD", "1.25")]);
    clock.advance(6 * 86_400);
    assert!(matches!(desk.refresh().await, Err(NoRate::Unavailable { .. })));
    first.says(&clock, "GBP", &[("USD", "1.25")]);
    assert!(matches!(desk.refresh().await, Err(NoRate::Unavailable { .. })));
    assert!(desk.known().is_empty());
}

fn manual(clock: &ManualClock, rate: &str, seconds: i64) -> ManualRate {
    ManualRate {
        from: code("EUR"),
        to: code("USD"),
        rate: dec(rate),
        valid_from: clock.now(),
        valid_until: clock.now() + TimeDelta::seconds(seconds),
        approver: "anna".to_owned(),
    }
}

#[tokio::test(start_paused = true)]
async fn a_rate_by_hand_holds_where_there_is_no_other_and_not_longer_than_approved() {
    let House { clock, desk, .. } = house(DeskSettings::default());
    let (eur, usd) = (code("EUR"), code("USD"));
    desk.approve(manual(&clock, "1.25", 3_600)).unwrap();
    let quote = desk.for_money(eur, usd).unwrap();
    assert_eq!((quote.rate, quote.age), (dec("1.25"), Age::Manual { approver: "anna".to_owned() }));
    assert_eq!(desk.for_money(usd, eur).unwrap().rate, dec("0.8"));
    assert!(desk.for_money(eur, code("JPY")).is_err());
    clock.advance(3_600);
    assert!(desk.for_money(eur, usd).is_err() && desk.for_display(eur, usd).is_err());

    let House { clock, desk, .. } = opened().await;
    desk.approve(manual(&clock, "9", 86_400 * 2)).unwrap();
    assert_eq!(desk.for_money(eur, usd).unwrap().rate, dec("1.25"), "sources go first");
    clock.advance(86_401);
    assert_eq!(desk.for_money(eur, usd).unwrap().rate, dec("9"));
}

#[test]
fn nobody_approves_nonsense() {
    let House { clock, desk, .. } = house(DeskSettings::default());
    let good = manual(&clock, "1.25", 3_600);
    let refused = |rate| desk.approve(rate).unwrap_err();
    for rate in ["0", "-1", "1000000000", "0.000000001"] {
        assert_eq!(refused(ManualRate { rate: dec(rate), ..good.clone() }), ManualRateError::Rate);
    }
    assert_eq!(refused(ManualRate { to: code("EUR"), ..good.clone() }), ManualRateError::Rate);
    assert_eq!(refused(manual(&clock, "1.25", 0)), ManualRateError::Validity);
    assert_eq!(refused(manual(&clock, "1.25", 32 * 86_400)), ManualRateError::Validity);
    assert_eq!(refused(ManualRate { approver: " ".to_owned(), ..good }), ManualRateError::Approver);
}

#[tokio::test(start_paused = true)]
async fn what_was_known_is_known_after_a_restart_as_old_as_it_is() {
    let House { clock, desk, .. } = opened().await;
    let kept = desk.known();
    clock.advance(3_600);
    let again = RateDesk::new(code("EUR"), DeskSettings::default(), Arc::new(clock.clone()));
    again.recall(kept);
    let quote = again.for_money(code("USD"), code("JPY")).unwrap();
    assert_eq!((quote.rate, quote.age), (dec("128"), Age::Stale));
}
