//! Which bytes of a value are sealed, and which text of it is hashed, so that it is found again?

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use rust_decimal::Decimal;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::models::{Kind, Value, plain_text};

/// One letter for each kind, bound into every ciphertext: bytes that were sealed as one kind never open as another.
///
/// They stand in databases, so they never change.
pub const fn tag(kind: Kind) -> &'static str {
    match kind {
        Kind::Bool => "b",
        Kind::Int => "i",
        Kind::Float => "f",
        Kind::Decimal => "d",
        Kind::Text => "t",
        Kind::Date => "D",
        Kind::Time => "T",
        Kind::Timestamp => "Z",
        Kind::DateTime => "L",
        Kind::Uuid => "u",
        Kind::Json => "j",
        Kind::Bytes => "y",
        Kind::Money => "m",
    }
}

/// The bytes of `value`; `None` for NULL, for what is sealed already and nobody has opened, and for a value that
/// is none of `kind`.
///
/// ```
/// # use fab_runtime::models::{Kind, Value, seal_codec};
/// let seven = Value::Int(7);
/// let bytes = seal_codec::encode(Kind::Int, &seven).unwrap();
/// assert_eq!(*bytes, [0, 0, 0, 0, 0, 0, 0, 7]);
/// assert_eq!(seal_codec::decode(Kind::Int, &bytes), Some(seven));
/// assert!(seal_codec::encode(Kind::Text, &Value::Int(7)).is_none());
/// ```
pub fn encode(kind: Kind, value: &Value) -> Option<Zeroizing<Vec<u8>>> {
    let bytes = match (kind, value) {
        (kind, Value::Sealed(sealed)) => return encode(kind, sealed.expose()?),
        (Kind::Bool, Value::Bool(value)) => vec![u8::from(*value)],
        (Kind::Int | Kind::Money, Value::Int(int)) => int.to_be_bytes().to_vec(),
        (Kind::Float, Value::Float(float)) => float.to_bits().to_be_bytes().to_vec(),
        (Kind::Decimal, Value::Decimal(decimal)) => {
            [&decimal.scale().to_be_bytes()[..], &decimal.mantissa().to_be_bytes()].concat()
        }
        (Kind::Text, Value::Text(text)) => text.as_bytes().to_vec(),
        (Kind::Date, Value::Date(date)) => date.num_days_from_ce().to_be_bytes().to_vec(),
        (Kind::Time, Value::Time(time)) => time_bytes(*time).to_vec(),
        (Kind::Timestamp, Value::Timestamp(at)) => instant_bytes(at.naive_utc()).to_vec(),
        (Kind::DateTime, Value::DateTime(at)) => instant_bytes(*at).to_vec(),
        (Kind::Uuid, Value::Uuid(uuid)) => uuid.as_bytes().to_vec(),
        (Kind::Json, Value::Json(json)) => serde_json::to_vec(json).ok()?,
        (Kind::Bytes, Value::Bytes(bytes)) => bytes.clone(),
        _ => return None,
    };
    Some(Zeroizing::new(bytes))
}

/// The value of `kind` that has these bytes; `None` when no value of the kind has them.
pub fn decode(kind: Kind, bytes: &[u8]) -> Option<Value> {
    Some(match kind {
        Kind::Bool => match bytes {
            [0] => Value::Bool(false),
            [1] => Value::Bool(true),
            _ => return None,
        },
        Kind::Int | Kind::Money => Value::Int(i64::from_be_bytes(bytes.try_into().ok()?)),
        Kind::Float => Value::Float(f64::from_bits(u64::from_be_bytes(bytes.try_into().ok()?))),
        Kind::Decimal => {
            let (scale, mantissa) = bytes.split_first_chunk()?;
            let mantissa = i128::from_be_bytes(mantissa.try_into().ok()?);
            let scale = u32::from_be_bytes(*scale);
            Value::Decimal(Decimal::try_from_i128_with_scale(mantissa, scale).ok()?)
        }
        Kind::Text => Value::Text(std::str::from_utf8(bytes).ok()?.to_owned()),
        Kind::Date => {
            let days = i32::from_be_bytes(bytes.try_into().ok()?);
            Value::Date(NaiveDate::from_num_days_from_ce_opt(days)?)
        }
        Kind::Time => Value::Time(time(bytes)?),
        Kind::Timestamp => Value::Timestamp(instant(bytes)?.and_utc()),
        Kind::DateTime => Value::DateTime(instant(bytes)?),
        Kind::Uuid => Value::Uuid(Uuid::from_slice(bytes).ok()?),
        Kind::Json => Value::Json(serde_json::from_slice(bytes).ok()?),
        Kind::Bytes => Value::Bytes(bytes.to_vec()),
    })
}

/// The text of `value` that a blind index hashes, before it is normalised: equal values have equal texts. `None`
/// for NULL, for what nobody has opened, and for values that are not found by equality.
///
/// ```
/// # use fab_runtime::models::{Value, seal_codec, types::Decimal};
/// let text = |text: &str| seal_codec::index_text(&Value::Decimal(text.parse().unwrap()));
/// assert_eq!(text("1.50"), text("1.5"));
/// ```
pub fn index_text(value: &Value) -> Option<Zeroizing<String>> {
    let text = match value {
        Value::Sealed(sealed) => return index_text(sealed.expose()?),
        Value::Null | Value::Json(_) | Value::Bytes(_) => return None,
        Value::Float(float) if !float.is_finite() => return None,
        // Zero has two signs that compare as equal.
        Value::Float(float) if *float == 0.0 => "0".to_owned(),
        Value::Decimal(decimal) => decimal.normalize().to_string(),
        plain => plain_text(plain),
    };
    Some(Zeroizing::new(text))
}

fn time_bytes(time: NaiveTime) -> [u8; 8] {
    let seconds = u64::from(time.num_seconds_from_midnight());
    (seconds << 32 | u64::from(time.nanosecond())).to_be_bytes()
}

fn time(bytes: &[u8]) -> Option<NaiveTime> {
    let (seconds, nanoseconds) = bytes.split_first_chunk()?;
    let nanoseconds = u32::from_be_bytes(nanoseconds.try_into().ok()?);
    NaiveTime::from_num_seconds_from_midnight_opt(u32::from_be_bytes(*seconds), nanoseconds)
}

/// Seconds since 1970, and the nanoseconds after them.
fn instant_bytes(at: NaiveDateTime) -> [u8; 12] {
    let at = at.and_utc();
    let mut bytes = [0; 12];
    let (seconds, nanoseconds) = bytes.split_at_mut(8);
    seconds.copy_from_slice(&at.timestamp().to_be_bytes());
    nanoseconds.copy_from_slice(&at.timestamp_subsec_nanos().to_be_bytes());
    bytes
}

fn instant(bytes: &[u8]) -> Option<NaiveDateTime> {
    let (seconds, nanoseconds) = bytes.split_first_chunk()?;
    let nanoseconds = u32::from_be_bytes(nanoseconds.try_into().ok()?);
    Some(DateTime::from_timestamp(i64::from_be_bytes(*seconds), nanoseconds)?.naive_utc())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::models::Sealed;

    fn json() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(serde_json::Value::from),
            any::<i64>().prop_map(serde_json::Value::from),
            any::<u64>().prop_map(serde_json::Value::from),
            any::<f64>().prop_map(serde_json::Value::from),
            any::<String>().prop_map(serde_json::Value::from),
        ];
        leaf.prop_recursive(3, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(serde_json::Value::from),
                prop::collection::btree_map(any::<String>(), inner, 0..4)
                    .prop_map(|members| members.into_iter().collect()),
            ]
        })
    }

    fn value() -> impl Strategy<Value = (Kind, Value)> {
        let seconds = -8_334_601_228_800_i64..8_210_266_876_800;
        let at = (seconds, 0_u32..1_000_000_000).prop_filter_map("in range", |(seconds, nanos)| {
            DateTime::from_timestamp(seconds, nanos)
        });
        let time = (0_u32..86_400, 0_u32..1_000_000_000).prop_filter_map("a time", |(s, n)| {
            NaiveTime::from_num_seconds_from_midnight_opt(s, n)
        });
        prop_oneof![
            any::<bool>().prop_map(|v| (Kind::Bool, Value::Bool(v))),
            any::<i64>().prop_map(|v| (Kind::Int, Value::Int(v))),
            any::<i64>().prop_map(|v| (Kind::Money, Value::Int(v))),
            any::<f64>().prop_map(|v| (Kind::Float, Value::Float(v))),
            (any::<i64>(), any::<u32>(), any::<bool>(), 0_u32..=28).prop_map(|(a, b, minus, s)| {
                let mantissa = i128::from(a) * i128::from(b) * if minus { -1 } else { 1 };
                (Kind::Decimal, Value::Decimal(Decimal::from_i128_with_scale(mantissa, s)))
            }),
            any::<String>().prop_map(|v| (Kind::Text, Value::Text(v))),
            at.clone().prop_map(|v| (Kind::Timestamp, Value::Timestamp(v))),
            at.clone().prop_map(|v| (Kind::DateTime, Value::DateTime(v.naive_utc()))),
            at.prop_map(|v| (Kind::Date, Value::Date(v.date_naive()))),
            time.prop_map(|v| (Kind::Time, Value::Time(v))),
            any::<u128>().prop_map(|v| (Kind::Uuid, Value::Uuid(Uuid::from_u128(v)))),
            json().prop_map(|v| (Kind::Json, Value::Json(v))),
            any::<Vec<u8>>().prop_map(|v| (Kind::Bytes, Value::Bytes(v))),
        ]
    }

    const KINDS: &[Kind] = &[
        Kind::Bool,
        Kind::Int,
        Kind::Float,
        Kind::Decimal,
        Kind::Text,
        Kind::Date,
        Kind::Time,
        Kind::Timestamp,
        Kind::DateTime,
        Kind::Uuid,
        Kind::Json,
        Kind::Bytes,
        Kind::Money,
    ];

    proptest! {
        #[test]
        fn every_value_survives_its_bytes((kind, value) in value()) {
            let bytes = encode(kind, &value).unwrap();
            let again = decode(kind, &bytes);
            // NaN equals nothing, so that bytes are compared as well.
            prop_assert_eq!(again.as_ref().and_then(|again| encode(kind, again)), Some(bytes));
            if !matches!(value, Value::Float(float) if float.is_nan()) {
                prop_assert_eq!(again.as_ref(), Some(&value));
                prop_assert_eq!(again.as_ref().map(plain_text), Some(plain_text(&value)));
            }
        }

        #[test]
        fn any_bytes_are_a_value_or_none(bytes in any::<Vec<u8>>(), place in 0..KINDS.len()) {
            let kind = KINDS[place];
            if let Some(value) = decode(kind, &bytes)
                && !matches!(kind, Kind::Json | Kind::Decimal)
            {
                prop_assert_eq!(&*encode(kind, &value).unwrap(), &bytes);
            }
        }

        #[test]
        fn equal_values_have_equal_texts_and_others_others((kind, one) in value(), (_, two) in value()) {
            let (a, b) = (index_text(&one), index_text(&two));
            if std::mem::discriminant(&one) == std::mem::discriminant(&two) && a.is_some() {
                prop_assert_eq!(one == two, a == b);
            }
            let again = decode(kind, &encode(kind, &one).unwrap()).unwrap();
            prop_assert_eq!(index_text(&again), index_text(&one));
        }
    }

    #[test]
    fn each_kind_has_a_letter_of_its_own() {
        let mut letters: Vec<&str> = KINDS.iter().map(|kind| tag(*kind)).collect();
        assert!(letters.iter().all(|letter| letter.len() == 1));
        letters.sort_unstable();
        letters.dedup();
        assert_eq!(letters.len(), KINDS.len());
    }

    #[test]
    fn the_bytes_stay_as_they_were_first_written() {
        let date = NaiveDate::from_ymd_opt(2026, 1, 31).unwrap();
        let at = date.and_hms_nano_opt(14, 30, 1, 5).unwrap();
        for (kind, value, wanted) in [
            (Kind::Bool, Value::Bool(true), "01"),
            (Kind::Int, Value::Int(-2), "fffffffffffffffe"),
            (Kind::Float, Value::Float(0.5), "3fe0000000000000"),
            (
                Kind::Decimal,
                Value::Decimal("-1.50".parse().unwrap()),
                "00000002ffffffffffffffffffffffffffffff6a",
            ),
            (Kind::Text, Value::Text(String::new()), ""),
            (Kind::Date, Value::Date(date), "000b493f"),
            (Kind::Time, Value::Time(at.time()), "0000cbe900000005"),
            (Kind::DateTime, Value::DateTime(at), "00000000697e11e900000005"),
            (Kind::Timestamp, Value::Timestamp(at.and_utc()), "00000000697e11e900000005"),
            (
                Kind::Json,
                Value::Json(json!({"a": 0.5, "b": [1, null]})),
                "7b2261223a302e352c2262223a5b312c6e756c6c5d7d",
            ),
            (Kind::Bytes, Value::Bytes(vec![0, 255]), "00ff"),
        ] {
            let bytes = encode(kind, &value).unwrap();
            let wanted: Vec<u8> = wanted
                .as_bytes()
                .chunks(2)
                .map(|hex| u8::from_str_radix(std::str::from_utf8(hex).unwrap(), 16).unwrap())
                .collect();
            assert_eq!(*bytes, wanted, "{value:?}");
            assert_eq!(decode(kind, &bytes), Some(value));
        }
    }

    #[test]
    fn what_is_open_is_read_through_and_what_is_closed_is_not() {
        let open = Value::Sealed(Sealed::open(Value::Int(7)));
        assert_eq!(encode(Kind::Int, &open), encode(Kind::Int, &Value::Int(7)));
        assert_eq!(index_text(&open).as_deref().map(String::as_str), Some("7"));
        for closed in [Sealed::closed(vec![1]), Sealed::broken()] {
            let closed = Value::Sealed(closed);
            assert_eq!(encode(Kind::Int, &closed), None);
            assert_eq!(index_text(&closed), None);
        }
        assert_eq!(encode(Kind::Int, &Value::Null), None);
        assert_eq!(index_text(&Value::Null), None);
        assert_eq!(encode(Kind::Int, &Value::Text("7".to_owned())), None);
    }

    #[test]
    fn both_zeros_are_one_value() {
        assert_eq!(index_text(&Value::Float(-0.0)), index_text(&Value::Float(0.0)));
        assert_eq!(index_text(&Value::Float(f64::NAN)), None);
    }
}
