//! Which rows does an amount of money that somebody typed mean? The same in every currency, or in the one named.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

use crate::models::columns::Column;
use crate::models::currency::Currency;
use crate::models::filter::{Condition, Op};
use crate::models::meta::ModelMeta;
use crate::models::validate::Violation;
use crate::models::{Kind, Value, parse_kind};

/// The digits that are not those of most currencies.
const UNUSUAL: [u8; 2] = [0, 3];

/// Most currencies.
const USUAL: u8 = 2;

/// `12.50` in major units, of whatever currency, or `12.50 EUR`. Stored are minor units, so the bound depends on the
/// digits of each row's currency.
pub(super) fn condition(
    model: &'static ModelMeta,
    column: &'static Column,
    op: Op,
    text: &str,
) -> Result<Condition, Violation> {
    let text = text.trim();
    let wrong = || Violation::new("notation", "Enter an amount, for example 12.50 or 12.50 EUR");
    let (number, currency) = match text.split_once(' ') {
        Some((number, code)) => {
            let code = code.trim().to_ascii_uppercase();
            (number, Some(code.parse::<Currency>().map_err(|_| wrong())?))
        }
        None => (text, None),
    };
    let Some(Value::Decimal(amount)) = parse_kind(Kind::Decimal, number) else {
        return Err(wrong());
    };
    // A negation is the opposite of the question, so that it loses no row.
    if op == Op::NotEqual {
        return Ok(Condition::Not(Box::new(condition(model, column, Op::Equal, text)?)));
    }
    let Some(code) = model.columns().get(column.index + 1) else { return Ok(Condition::Nothing) };
    let of = |digits: u8| bound(column.name, op, amount, digits);
    if let Some(currency) = currency {
        let only = Condition::eq(code.name, currency.code());
        return Ok(only.and(of(currency.minor_digits())));
    }
    let codes = |digits: u8| -> Condition {
        let of_digits = Currency::all().filter(|currency| currency.minor_digits() == digits);
        let codes = of_digits.map(|currency| Value::from(currency.code())).collect();
        Condition::is_in(code.name, codes)
    };
    let usual = Condition::Not(Box::new(Condition::Any(UNUSUAL.map(codes).into())));
    let unusual = UNUSUAL.map(|digits| codes(digits).and(of(digits)));
    Ok(unusual.into_iter().fold(usual.and(of(USUAL)), Condition::or))
}

/// The comparison for currencies of so many digits. An amount between two minor units is rounded so that no row is
/// found that should not be.
fn bound(column: &'static str, op: Op, amount: Decimal, digits: u8) -> Condition {
    let factor = Decimal::from(10_u32.pow(u32::from(digits)));
    let Some(minor) = amount.checked_mul(factor) else { return Condition::Nothing };
    let (floor, ceil) = (minor.floor(), minor.ceil());
    let rounded = match op {
        Op::GreaterOrEqual | Op::Less => ceil,
        Op::LessOrEqual | Op::Greater => floor,
        _ if floor == ceil => floor,
        _ => return Condition::Nothing,
    };
    if let Some(minor) = rounded.to_i64() {
        return Condition::compare(column, op, minor);
    }
    // Beyond every amount there is: below it are all of them, above it none.
    let below = matches!(op, Op::Less | Op::LessOrEqual) == minor.is_sign_positive();
    if below && op != Op::Equal {
        Condition::Not(Box::new(Condition::IsNull(column)))
    } else {
        Condition::Nothing
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::models::meta::{FieldMeta, ModelMeta};
    use crate::models::{FieldType as _, FilterText, ListState, Money, Record, Value};

    const FIELDS: &[FieldMeta] = &[FieldMeta::new("price", "Price", Money::META).filter(true)];
    static MODEL: ModelMeta = ModelMeta::new("thing", "things", "things", FIELDS);

    fn asked(op: &str, text: &str) -> FilterText {
        let name = format!("f.price_amount.{op}");
        let mut state = ListState::parse(&MODEL, [(name.as_str(), text)]);
        state.filters.pop().unwrap()
    }

    fn finds(op: &str, text: &str, price: &str, currency: &str) -> bool {
        let money = Money::parse(price, currency.parse().unwrap()).unwrap();
        let values = vec![Value::Int(money.minor_units()), Value::from(currency)];
        asked(op, text).condition(&MODEL).unwrap().holds(&Record::new(&MODEL, values))
    }

    #[test]
    fn an_amount_means_the_same_in_every_currency() {
        for (op, text, price, currency, wanted) in [
            ("ge", "12.50", "12.50", "EUR", true),
            ("ge", "12.50", "12.49", "EUR", false),
            ("ge", "12.50", "13", "JPY", true),
            ("ge", "12.50", "12", "JPY", false),
            ("le", "12.50", "12.500", "BHD", true),
            ("le", "12.50", "12.501", "BHD", false),
            ("eq", "12.50", "12.50", "EUR", true),
            ("eq", "12.505", "12.50", "EUR", false),
            ("eq", "12.505", "12.505", "BHD", true),
            ("ne", "12.505", "12.50", "EUR", true),
            ("ne", "12.50", "12.50", "EUR", false),
            ("ge", "12.50 eur", "13", "USD", false),
            ("ge", "12.50 EUR", "13", "EUR", true),
            ("le", "99999999999999999999", "1", "EUR", true),
            ("ge", "99999999999999999999", "1", "EUR", false),
            ("ge", "-99999999999999999999", "1", "EUR", true),
        ] {
            assert_eq!(finds(op, text, price, currency), wanted, "{price} {currency} {op} {text}");
        }
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in ["a lot", "12,50", "1e3", "12.50 XXX", "EUR"] {
            assert!(asked("ge", text).condition(&MODEL).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_amount_is_at_least_and_at_most_itself(minor in any::<i32>(), place in 0_usize..3) {
            let currency = ["EUR", "JPY", "BHD"][place];
            let text = Money::new(minor.into(), currency.parse().unwrap()).amount().to_string();
            for op in ["ge", "le", "eq"] {
                prop_assert!(finds(op, &text, &text, currency), "{} {}", op, text);
            }
            prop_assert!(!finds("ne", &text, &text, currency));
        }
    }
}
