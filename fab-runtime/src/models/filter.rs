//! Which rows? Conditions as data; the database module turns them into SQL.

use crate::models::meta::ModelMeta;
use crate::models::record::Record;
use crate::models::{Column, Key, Value};

/// A condition on the rows of one model; columns by their names in the database.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub enum Condition {
    /// Every row.
    #[default]
    Everything,
    /// No row.
    Nothing,
    /// All of these hold.
    All(Vec<Self>),
    /// One of these holds.
    Any(Vec<Self>),
    /// This does not hold. A NULL is never lost by the negation.
    Not(Box<Self>),
    /// A comparison of a column with a value.
    Compare {
        /// The column.
        column: &'static str,
        /// How.
        op: Op,
        /// With what.
        value: Value,
    },
    /// The column holds one of the values.
    In {
        /// The column.
        column: &'static str,
        /// The values; none means no row.
        values: Vec<Value>,
    },
    /// The column is NULL.
    IsNull(&'static str),
}

/// How a column is compared. Text operators ignore case and treat wildcards as letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Op {
    /// The same.
    Equal,
    /// Not the same; NULL counts as not the same.
    NotEqual,
    /// Before.
    Less,
    /// Before or the same.
    LessOrEqual,
    /// After.
    Greater,
    /// After or the same.
    GreaterOrEqual,
    /// The text occurs in it.
    Contains,
    /// It begins with the text.
    StartsWith,
    /// It ends with the text.
    EndsWith,
}

impl Op {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Equal,
        Self::NotEqual,
        Self::Less,
        Self::LessOrEqual,
        Self::Greater,
        Self::GreaterOrEqual,
        Self::Contains,
        Self::StartsWith,
        Self::EndsWith,
    ];

    /// The word in URLs.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Equal => "eq",
            Self::NotEqual => "ne",
            Self::Less => "lt",
            Self::LessOrEqual => "le",
            Self::Greater => "gt",
            Self::GreaterOrEqual => "ge",
            Self::Contains => "contains",
            Self::StartsWith => "starts",
            Self::EndsWith => "ends",
        }
    }
}

impl Condition {
    /// `column` is `value`.
    pub fn eq(column: &'static str, value: impl Into<Value>) -> Self {
        Self::compare(column, Op::Equal, value)
    }

    /// `column` compared with `value`.
    pub fn compare(column: &'static str, op: Op, value: impl Into<Value>) -> Self {
        match value.into() {
            Value::Null if op == Op::Equal => Self::IsNull(column),
            Value::Null if op == Op::NotEqual => Self::Not(Box::new(Self::IsNull(column))),
            value => Self::Compare { column, op, value },
        }
    }

    /// `column` is one of `values`.
    pub fn is_in(column: &'static str, values: Vec<Value>) -> Self {
        Self::In { column, values }
    }

    /// The row of `model` with that key.
    pub fn key(model: &'static ModelMeta, key: &Key) -> Self {
        let columns = model.columns().key();
        Self::All(
            columns
                .zip(key.values())
                .map(|(column, value)| Self::eq(column.name, value.clone()))
                .collect(),
        )
    }

    /// The rows of `model` with one of those keys.
    pub fn keys(model: &'static ModelMeta, keys: &[Key]) -> Self {
        let mut columns = model.columns().key();
        match (columns.next(), columns.next()) {
            (Some(column), None) => {
                Self::is_in(column.name, keys.iter().map(|key| key.single().clone()).collect())
            }
            _ => Self::Any(keys.iter().map(|key| Self::key(model, key)).collect()),
        }
    }

    /// Both hold.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Everything, other) | (other, Self::Everything) => other,
            (Self::Nothing, _) | (_, Self::Nothing) => Self::Nothing,
            (Self::All(mut all), other) => {
                all.push(other);
                Self::All(all)
            }
            (one, other) => Self::All(vec![one, other]),
        }
    }

    /// Either holds.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Everything, _) | (_, Self::Everything) => Self::Everything,
            (Self::Nothing, other) | (other, Self::Nothing) => other,
            (Self::Any(mut any), other) => {
                any.push(other);
                Self::Any(any)
            }
            (one, other) => Self::Any(vec![one, other]),
        }
    }

    /// Whether a record in memory meets it; for rows that are about to be written.
    pub fn holds(&self, record: &Record) -> bool {
        match self {
            Self::Everything => true,
            Self::Nothing => false,
            Self::All(all) => all.iter().all(|condition| condition.holds(record)),
            Self::Any(any) => any.iter().any(|condition| condition.holds(record)),
            Self::Not(inner) => !inner.holds(record),
            Self::IsNull(column) => record.get(column).is_null(),
            Self::In { column, values } => match record.model().columns().by_name(column) {
                Some(column) if column.sealed.is_some() => {
                    let found = record.at(column.index);
                    values.iter().any(|wanted| compare_sealed(column, found, Op::Equal, wanted))
                }
                _ => values.contains(record.get(column)),
            },
            Self::Compare { column, op, value } => match record.model().columns().by_name(column) {
                Some(column) if column.sealed.is_some() => {
                    compare_sealed(column, record.at(column.index), *op, value)
                }
                _ => compare(record.get(column), *op, value),
            },
        }
    }
}

/// A sealed value is the same as another when a blind index would find it; it is compared in no other way, and
/// what nobody has opened meets no condition.
fn compare_sealed(column: &Column, found: &Value, op: Op, wanted: &Value) -> bool {
    if found.is_null() || wanted.is_null() {
        return compare(found, op, wanted);
    }
    let (Some(found), Some(wanted)) = (found.exposed(), wanted.exposed()) else { return false };
    let same = match column.blind_index() {
        Some(index) => index.same(found, wanted),
        None => found == wanted,
    };
    match op {
        Op::Equal => same,
        Op::NotEqual => !same,
        _ => false,
    }
}

fn compare(found: &Value, op: Op, wanted: &Value) -> bool {
    match op {
        Op::Equal => found == wanted,
        Op::NotEqual => found != wanted,
        Op::Contains | Op::StartsWith | Op::EndsWith => {
            let (Some(found), Some(wanted)) = (found.as_text(), wanted.as_text()) else {
                return false;
            };
            let (found, wanted) = (found.to_lowercase(), wanted.to_lowercase());
            match op {
                Op::StartsWith => found.starts_with(&wanted),
                Op::EndsWith => found.ends_with(&wanted),
                _ => found.contains(&wanted),
            }
        }
        Op::Less | Op::LessOrEqual | Op::Greater | Op::GreaterOrEqual => order(found, wanted)
            .is_some_and(|ordering| match op {
                Op::Less => ordering.is_lt(),
                Op::LessOrEqual => ordering.is_le(),
                Op::Greater => ordering.is_gt(),
                _ => ordering.is_ge(),
            }),
    }
}

fn order(a: &Value, b: &Value) -> Option<std::cmp::Ordering> {
    match (a, b) {
        (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
        (Value::Int(a), Value::Int(b)) => Some(a.cmp(b)),
        (Value::Float(a), Value::Float(b)) => a.partial_cmp(b),
        (Value::Decimal(a), Value::Decimal(b)) => Some(a.cmp(b)),
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
        (Value::Time(a), Value::Time(b)) => Some(a.cmp(b)),
        (Value::Timestamp(a), Value::Timestamp(b)) => Some(a.cmp(b)),
        (Value::DateTime(a), Value::DateTime(b)) => Some(a.cmp(b)),
        (Value::Uuid(a), Value::Uuid(b)) => Some(a.cmp(b)),
        _ => None,
    }
}
