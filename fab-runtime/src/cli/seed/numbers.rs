//! Which number is plausible in a column? By its name, within its bounds.

use rust_decimal::Decimal;

use crate::cli::seed::dice::Dice;
use crate::models::{Bound, Column, Kind, Value};

/// A number for a column of any numeric kind.
pub(crate) fn number(column: &Column, dice: &mut Dice) -> Value {
    match column.kind() {
        Kind::Float => Value::Float(float(column, dice)),
        Kind::Decimal => Value::Decimal(decimal(column, dice)),
        Kind::Money => Value::Int(within(money(column), column, 0, dice)),
        _ => Value::Int(within(usual(column), column, 0, dice)),
    }
}

/// What people would expect under such a name, in whole units.
fn usual(column: &Column) -> (i64, i64) {
    let name = column.name;
    let has = |part: &str| name.split('_').any(|word| word == part);
    match () {
        () if has("latitude") || has("lat") => (-60, 70),
        () if has("longitude") || has("lng") || has("lon") => (-170, 170),
        () if has("age") => (18, 80),
        () if has("year") => (1990, 2026),
        () if has("month") => (1, 12),
        () if has("day") => (1, 28),
        () if has("rating") || has("stars") => (1, 5),
        () if has("score") => (0, 100),
        () if has("percent")
            || has("percentage")
            || has("discount")
            || has("rate")
            || has("tax") =>
        {
            (0, 25)
        }
        () if has("priority") || has("level") || has("floor") => (1, 5),
        () if has("position") || has("rank") || has("order") || has("sort") || has("line") => {
            (1, 20)
        }
        () if has("quantity") || has("qty") || has("pieces") => (1, 24),
        () if has("stock") || has("count") || has("capacity") || has("hand") => (0, 500),
        () if has("minutes") || has("seconds") || has("duration") => (5, 240),
        () if has("hours") => (1, 40),
        () if has("size") || has("bytes") => (1_000, 5_000_000),
        () if has("weight") || has("kg") || has("length") || has("width") || has("height") => {
            (1, 60)
        }
        () if has("salary") || has("budget") || has("limit") => (2_000, 9_000),
        () if has("port") => (1_024, 65_535),
        () if has("price") || has("cost") || has("amount") || has("total") || has("fee") => {
            (3, 450)
        }
        () => (1, 1_000),
    }
}

/// Minor units, mostly at a shop's prices.
fn money(column: &Column) -> (i64, i64) {
    let (least, most) = match usual(column) {
        (1, 1_000) => (3, 450),
        range => range,
    };
    (least.saturating_mul(100), most.saturating_mul(100))
}

/// A whole number of the usual range at `scale` digits, moved into the bounds of the column.
fn within(usual: (i64, i64), column: &Column, scale: u32, dice: &mut Dice) -> i64 {
    let unit = 10_i64.saturating_pow(scale);
    let (type_min, type_max) = column.ty.range.unwrap_or((i64::MIN, i64::MAX));
    let min =
        column.min().as_ref().and_then(|bound| scaled(bound, scale, true)).unwrap_or(i64::MIN);
    let max =
        column.max().as_ref().and_then(|bound| scaled(bound, scale, false)).unwrap_or(i64::MAX);
    let (min, max) = (min.max(type_min), max.min(type_max));
    let low = usual.0.saturating_mul(unit);
    let high = usual.1.saturating_mul(unit);
    let span = high.saturating_sub(low);
    let (low, high) = match (low.max(min), high.min(max)) {
        (low, high) if low <= high => (low, high),
        _ if low < min => (min, min.saturating_add(span).min(max)),
        _ => (max.saturating_sub(span).max(min), max),
    };
    dice.int(low..=high)
}

/// A bound in units of the last digit; the lower one rounded up, the upper one down.
fn scaled(bound: &Bound, scale: u32, up: bool) -> Option<i64> {
    let exact = match bound {
        Bound::Int(int) => Decimal::from(*int),
        Bound::Float(float) => Decimal::try_from(*float).ok()?,
        Bound::Text(text) => Decimal::from_str_exact(text).ok()?,
    };
    let exact = exact.checked_mul(Decimal::from(10_i64.saturating_pow(scale)))?;
    i64::try_from(if up { exact.ceil() } else { exact.floor() }).ok()
}

fn decimal(column: &Column, dice: &mut Dice) -> Decimal {
    let scale = u32::from(column.scale).min(17);
    let units = within(usual(column), column, scale, dice);
    let priced = column.name.split('_').any(|word| matches!(word, "price" | "fee" | "cost"));
    let rounded = units - units.rem_euclid(10) + 9;
    let rounded = Decimal::new(rounded, scale);
    if priced
        && scale == 2
        && crate::models::validate::check(column, &Value::Decimal(rounded)).is_ok()
    {
        return rounded;
    }
    Decimal::new(units, scale)
}

/// Four digits after the point are enough for people to look at.
fn float(column: &Column, dice: &mut Dice) -> f64 {
    let units = within(usual(column), column, 4, dice);
    #[expect(clippy::cast_precision_loss, reason = "a made-up number may be any near one")]
    let float = units as f64 / 10_000.0;
    float
}
