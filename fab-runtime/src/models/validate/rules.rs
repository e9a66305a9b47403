//! Which rules does a value have to keep, and which one does it break?

use rust_decimal::Decimal;

use crate::models::columns::Column;
use crate::models::meta::{Bound, Format};
use crate::models::record::Record;
use crate::models::text::parse_kind;
use crate::models::validate::{Violation, Violations};
use crate::models::{Kind, Value};

/// Judges every column of `record` by the rules of its field and brings decimals to their scale.
///
/// # Errors
///
/// All violations, not only the first.
pub fn validate(record: &mut Record) -> Result<(), Violations> {
    let mut violations = Violations::new();
    for column in record.model().columns().all() {
        if let Some(Value::Decimal(decimal)) = record.at(column.index).exposed()
            && let Some(scaled) = at_scale(*decimal, column.scale)
        {
            record.set_at(column.index, Value::Decimal(scaled));
        }
        if let Err(violation) = check(column, record.at(column.index)) {
            violations.push(column.name, violation);
        }
    }
    violations.into_result()
}

/// Judges one value by the rules of its column.
///
/// # Errors
///
/// The first rule that it breaks.
pub fn check(column: &Column, value: &Value) -> Result<(), Violation> {
    if value.is_null() {
        return if column.is_required() { Err(Violation::required()) } else { Ok(()) };
    }
    // What nobody has opened was judged before it was sealed.
    let Some(value) = value.exposed() else { return Ok(()) };
    match value {
        Value::Text(text) => check_text(column, text)?,
        Value::Int(int) => check_int(column, *int)?,
        Value::Float(float) if !float.is_finite() => return Err(Violation::notation(Kind::Float)),
        Value::Decimal(decimal) => check_decimal(column, *decimal)?,
        _ => {}
    }
    check_bounds(column, value)?;
    match column.ty.check {
        Some(rule) => rule(value).map_err(|message| Violation::new("check", message)),
        None => Ok(()),
    }
}

fn check_text(column: &Column, text: &str) -> Result<(), Violation> {
    if text.contains('\0') {
        return Err(Violation::new("nul", "Remove the invisible NUL character"));
    }
    if let Some(max) = column.max_length {
        let length = text.chars().count();
        if u32::try_from(length).map_or(true, |length| length > max) {
            return Err(Violation::new(
                "max_length",
                format!("Shorten this to {max} characters; it has {length}"),
            ));
        }
    }
    if !column.ty.choices.is_empty() && !column.ty.choices.iter().any(|choice| choice.value == text)
    {
        return Err(Violation::new("choice", "Choose one of the listed values"));
    }
    if text.is_empty() {
        return Ok(());
    }
    if let Some(pattern) = column.part.pattern {
        // The derive has compiled the pattern before, so that a broken one never gets here.
        let matches = regex_lite::Regex::new(&format!("^(?:{pattern})$"))
            .is_ok_and(|regex| regex.is_match(text));
        if !matches {
            return Err(Violation::new("pattern", format!("Match the pattern {pattern}")));
        }
    }
    check_format(column.format, text)
}

fn check_format(format: Format, text: &str) -> Result<(), Violation> {
    let fine = match format {
        Format::Email => is_email(text),
        Format::Url => {
            let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
            rest.is_some_and(|rest| {
                !rest.is_empty() && !rest.starts_with('/') && !text.contains(char::is_whitespace)
            })
        }
        Format::Tel => {
            text.chars().any(|c| c.is_ascii_digit())
                && text.chars().all(|c| c.is_ascii_alphanumeric() || " +-()./#*".contains(c))
        }
        Format::Slug => {
            text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
                && !text.starts_with('-')
                && !text.ends_with('-')
        }
        Format::Color => {
            text.len() == 7
                && text
                    .strip_prefix('#')
                    .is_some_and(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()))
        }
        Format::Plain | Format::Markdown => true,
    };
    if fine {
        return Ok(());
    }
    Err(Violation::new(
        "format",
        match format {
            Format::Email => "Enter an e-mail address, for example name@example.com",
            Format::Url => "Enter a web address that begins with https:// or http://",
            Format::Tel => "Enter a telephone number, for example +44 20 7946 0000",
            Format::Slug => "Use lower-case letters, digits and hyphens, for example spring-sale",
            _ => "Enter a colour as # and six hexadecimal digits, for example #1a7f37",
        },
    ))
}

/// The address rule of HTML's `<input type=email>`, without quoted local parts.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let local_fine = !local.is_empty()
        && local.chars().all(|c| c.is_alphanumeric() || ".!#$%&'*+/=?^_`{|}~-".contains(c));
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    local_fine && domain.split('.').all(label)
}

fn check_int(column: &Column, int: i64) -> Result<(), Violation> {
    let Some((min, max)) = column.ty.range else { return Ok(()) };
    if (min..=max).contains(&int) {
        return Ok(());
    }
    Err(Violation::new("range", format!("Enter a whole number from {min} to {max}")))
}

/// The greatest number of minor units: 18 digits, what every database keeps exactly.
const MAX_MINOR_UNITS: i128 = 999_999_999_999_999_999;

fn check_decimal(column: &Column, decimal: Decimal) -> Result<(), Violation> {
    let scale = u32::from(column.scale);
    let Some(scaled) = at_scale(decimal, column.scale) else {
        return Err(Violation::new("scale", format!("Use at most {scale} digits after the point")));
    };
    if scaled.mantissa().abs() > MAX_MINOR_UNITS {
        let digits = 18 - scale.min(18);
        return Err(Violation::new(
            "range",
            format!("Use at most {digits} digits before the point"),
        ));
    }
    Ok(())
}

/// `decimal` with exactly `scale` digits after the point; `None` if that would lose something.
pub fn at_scale(decimal: Decimal, scale: u8) -> Option<Decimal> {
    let mut scaled = decimal.normalize();
    if scaled.scale() > u32::from(scale) {
        return None;
    }
    scaled.rescale(u32::from(scale));
    (scaled.scale() == u32::from(scale)).then_some(scaled).or(Some(decimal))
}

fn check_bounds(column: &Column, value: &Value) -> Result<(), Violation> {
    if let Some(min) = column.min()
        && exceeds(column.kind(), &min, value)
    {
        return Err(Violation::new("min", format!("Enter {} or more", bound_text(&min))));
    }
    if let Some(max) = column.max()
        && below(column.kind(), &max, value)
    {
        return Err(Violation::new("max", format!("Enter {} or less", bound_text(&max))));
    }
    Ok(())
}

/// The bound as a person would write it.
pub fn bound_text(bound: &Bound) -> String {
    match bound {
        Bound::Int(int) => int.to_string(),
        Bound::Float(float) => float.to_string(),
        Bound::Text(text) => (*text).to_owned(),
    }
}

fn exceeds(kind: Kind, bound: &Bound, value: &Value) -> bool {
    compare(kind, bound, value).is_some_and(std::cmp::Ordering::is_gt)
}

fn below(kind: Kind, bound: &Bound, value: &Value) -> bool {
    compare(kind, bound, value).is_some_and(std::cmp::Ordering::is_lt)
}

fn compare(kind: Kind, bound: &Bound, value: &Value) -> Option<std::cmp::Ordering> {
    let bound = match (bound, kind) {
        (Bound::Int(int), Kind::Decimal) => Value::Decimal(Decimal::from(*int)),
        #[expect(clippy::cast_precision_loss, reason = "a bound of a float is itself approximate")]
        (Bound::Int(int), Kind::Float) => Value::Float(*int as f64),
        (Bound::Int(int), _) => Value::Int(*int),
        (Bound::Float(float), Kind::Decimal) => Value::Decimal(Decimal::try_from(*float).ok()?),
        (Bound::Float(float), _) => Value::Float(*float),
        (Bound::Text(text), kind) => parse_kind(kind, text)?,
    };
    match (&bound, value) {
        (Value::Int(a), Value::Int(b)) => Some(a.cmp(b)),
        (Value::Float(a), Value::Float(b)) => a.partial_cmp(b),
        (Value::Decimal(a), Value::Decimal(b)) => Some(a.cmp(b)),
        (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
        (Value::Time(a), Value::Time(b)) => Some(a.cmp(b)),
        (Value::Timestamp(a), Value::Timestamp(b)) => Some(a.cmp(b)),
        (Value::DateTime(a), Value::DateTime(b)) => Some(a.cmp(b)),
        _ => None,
    }
}
