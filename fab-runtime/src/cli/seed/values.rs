//! Which value is plausible in a column, and allowed by its rules?

use chrono::{DateTime, Utc};
use uuid::Builder;

use crate::cli::seed::dice::Dice;
use crate::cli::seed::texts::{self, Place};
use crate::cli::seed::{numbers, pattern, times};
use crate::models::validate::check;
use crate::models::{Column, Format, Kind, Value};

/// How many values are tried before a column is given up.
const TRIES: u32 = 40;

/// A value that the column's rules allow; else the last one's refusal, for people.
pub(crate) fn value(
    place: &Place<'_>,
    now: DateTime<Utc>,
    dice: &mut Dice,
    taken: &dyn Fn(&Value) -> bool,
) -> Result<Value, String> {
    let column = place.column;
    let mut refusal = String::new();
    for attempt in 0..TRIES {
        let value = candidate(place, attempt, now, dice);
        match check(column, &value) {
            Err(violation) => violation.message().clone_into(&mut refusal),
            Ok(()) if value.is_null() && column.is_required() => {
                "no value can be made up for it".clone_into(&mut refusal);
            }
            Ok(()) if taken(&value) => {
                "every value that was tried is taken".clone_into(&mut refusal);
            }
            Ok(()) => return Ok(value),
        }
    }
    Err(refusal)
}

fn candidate(place: &Place<'_>, attempt: u32, now: DateTime<Utc>, dice: &mut Dice) -> Value {
    let column = place.column;
    if !column.ty.choices.is_empty() {
        return choice(column, dice);
    }
    match column.kind() {
        Kind::Bool => Value::Bool(answer(column.name, dice)),
        Kind::Int if column.key && place.model.columns().key().count() == 1 => {
            Value::Int(i64::try_from(place.ordinal).unwrap_or(i64::MAX).saturating_add(1))
        }
        Kind::Int | Kind::Float | Kind::Decimal | Kind::Money => numbers::number(column, dice),
        Kind::Date | Kind::Time | Kind::Timestamp | Kind::DateTime => {
            times::time(column, now, dice)
        }
        Kind::Uuid => Value::Uuid(Builder::from_random_bytes(dice.bytes()).into_uuid()),
        Kind::Json if column.part.opaque => opaque(column),
        Kind::Json => json(place, dice),
        Kind::Bytes => Value::Bytes(dice.bytes::<24>().to_vec()),
        Kind::Text => Value::Text(fitted(&text(place, attempt, dice), place, attempt)),
    }
}

fn choice(column: &Column, dice: &mut Dice) -> Value {
    // Amounts in too many currencies say little to the eye.
    if column.group.is_some_and(|group| group.name == "Money") {
        return Value::from(dice.word(&["EUR", "EUR", "EUR", "EUR", "USD", "GBP"]));
    }
    let place = dice.place(column.ty.choices.len());
    column.ty.choices.get(place).map_or(Value::Null, |choice| Value::from(choice.value))
}

/// Most things are active; few are archived.
fn answer(name: &str, dice: &mut Dice) -> bool {
    let has = |words: &[&str]| name.split('_').any(|word| words.contains(&word));
    if has(&[
        "active",
        "enabled",
        "published",
        "visible",
        "available",
        "verified",
        "paid",
        "public",
    ]) {
        return dice.percent(85);
    }
    if has(&[
        "archived",
        "deleted",
        "blocked",
        "disabled",
        "hidden",
        "locked",
        "discontinued",
        "banned",
    ]) {
        return dice.percent(8);
    }
    dice.percent(50)
}

/// What the type makes of its JSON is unknown here; an empty list suits most of them.
fn opaque(column: &Column) -> Value {
    match column.default_value() {
        Value::Null => Value::Json(serde_json::json!([])),
        given => given,
    }
}

fn json(place: &Place<'_>, dice: &mut Dice) -> Value {
    Value::Json(serde_json::json!({
        "color": dice.word(&["red", "green", "blue", "black", "white"]),
        "size": dice.word(&["S", "M", "L", "XL"]),
        "batch": place.ordinal + 1,
        "checked": dice.percent(70),
    }))
}

/// A text by the column's pattern, by its name, or in the shape of its placeholder: whatever is allowed first.
fn text(place: &Place<'_>, attempt: u32, dice: &mut Dice) -> String {
    let column = place.column;
    if let Some(text) = column.part.pattern.and_then(|pattern| pattern::text(pattern, dice)) {
        return text;
    }
    let example = column.part.placeholder;
    if attempt > TRIES / 4 && !example.is_empty() {
        return if attempt + 1 == TRIES { example.to_owned() } else { shaped_like(example, dice) };
    }
    texts::text(place, dice)
}

/// Letters for letters and digits for digits.
fn shaped_like(example: &str, dice: &mut Dice) -> String {
    let mut letter = |first: char, count: i64| {
        let place = u32::try_from(dice.int(0..=count - 1)).unwrap_or_default();
        char::from_u32(u32::from(first) + place).unwrap_or(first)
    };
    example
        .chars()
        .map(|old| match old {
            '0'..='9' => letter('0', 10),
            'a'..='z' => letter('a', 26),
            'A'..='Z' => letter('A', 26),
            other => other,
        })
        .collect()
}

/// Shortened to the column's length; with the row's number in it where it must differ from all others.
fn fitted(text: &str, place: &Place<'_>, attempt: u32) -> String {
    let column = place.column;
    let most =
        column.max_length.map_or(usize::MAX, |most| usize::try_from(most).unwrap_or(usize::MAX));
    let alone = column.is_unique() || (column.key && place.model.columns().key().count() == 1);
    if !alone || (attempt < 3 && !place.crowded) || column.part.pattern.is_some() {
        return shortened(text, most);
    }
    numbered(text, place.ordinal + u64::from(attempt), column, most)
}

/// The text with a number where the format has room for one.
fn numbered(text: &str, number: u64, column: &Column, most: usize) -> String {
    let number = match column.format {
        Format::Slug => format!("-{number}"),
        Format::Plain if text.contains(' ') => format!(" {number}"),
        _ => number.to_string(),
    };
    let (head, tail) = match text.split_once('@') {
        Some((head, domain)) => (head, format!("{number}@{domain}")),
        None => (text, number),
    };
    let head = shortened(head, most.saturating_sub(tail.chars().count()));
    format!("{head}{tail}")
}

/// The first `most` characters, cut at a word where one ends in the second half.
fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let cut: String = text.chars().take(most).collect();
    match cut.rfind(' ') {
        Some(end) if end > cut.len() / 2 => cut.get(..end).unwrap_or(&cut).to_owned(),
        _ => cut.trim_end().to_owned(),
    }
}
