//! Which part of a list is shown? The state that stands in the URL, and only there.

mod amount;
mod asked;

use std::fmt::Write as _;

use crate::models::Kind;
use crate::models::columns::Column;
use crate::models::filter::{Condition, Op};
use crate::models::meta::ModelMeta;
use crate::models::text::parse_value;
use crate::models::validate::Violation;

/// One column of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderBy {
    /// The column.
    pub column: &'static str,
    /// From the greatest to the least.
    pub descending: bool,
}

/// A filter as it stands in the URL; kept as typed, even when it cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterText {
    /// The column.
    pub column: &'static str,
    /// What is asked.
    pub op: FilterOp,
    /// The text that was typed.
    pub text: String,
}

/// What a filter asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FilterOp {
    /// A comparison.
    Compare(Op),
    /// `yes`: is empty; `no`: is not empty.
    Empty,
}

impl FilterOp {
    /// The operators that columns of `kind` offer, the usual one first.
    pub fn of_column(column: &Column) -> Vec<Self> {
        let mut ops: Vec<Self> = match column.kind() {
            _ if column.blind_index().is_some() => vec![Op::Equal, Op::NotEqual],
            _ if column.sealed.is_some() => vec![],
            Kind::Text if !column.ty.choices.is_empty() || column.ty.relation.is_some() => {
                vec![Op::Equal, Op::NotEqual]
            }
            Kind::Text => vec![Op::Contains, Op::Equal, Op::StartsWith, Op::EndsWith, Op::NotEqual],
            Kind::Bool | Kind::Uuid => vec![Op::Equal],
            Kind::Int if column.ty.relation.is_some() => vec![Op::Equal, Op::NotEqual],
            Kind::Int | Kind::Decimal | Kind::Money => {
                vec![Op::Equal, Op::GreaterOrEqual, Op::LessOrEqual, Op::NotEqual]
            }
            Kind::Float => vec![Op::GreaterOrEqual, Op::LessOrEqual],
            Kind::Date | Kind::Time | Kind::Timestamp | Kind::DateTime => {
                vec![Op::GreaterOrEqual, Op::LessOrEqual, Op::Equal]
            }
            Kind::Json | Kind::Bytes => vec![],
        }
        .into_iter()
        .map(Self::Compare)
        .collect();
        if column.nullable {
            ops.push(Self::Empty);
        }
        ops
    }

    /// The word in URLs.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Compare(op) => op.slug(),
            Self::Empty => "empty",
        }
    }

    fn parse(slug: &str, column: &Column) -> Option<Self> {
        let known = Self::of_column(column).into_iter().find(|op| op.slug() == slug);
        // Kept for a sealed column, so that its filter says why it cannot be had.
        let refused = || Op::ALL.into_iter().find(|op| op.slug() == slug).map(Self::Compare);
        known.or_else(|| column.sealed.and_then(|_| refused()))
    }
}

/// A sealed column is found by its whole value, or not at all.
fn check_sealed(column: &Column, op: Op) -> Result<(), Violation> {
    if column.sealed.is_none() {
        return Ok(());
    }
    let message = match (column.blind_index(), op) {
        (Some(_), Op::Equal | Op::NotEqual) => return Ok(()),
        (Some(_), _) => "This field is sealed; give its whole value and ask whether it is the same",
        (None, _) => "This field is sealed, and rows are not found by it",
    };
    Err(Violation::new("sealed", message))
}

impl FilterText {
    /// The condition, once the text can be read.
    ///
    /// # Errors
    ///
    /// What the column wants instead.
    pub fn condition(&self, model: &'static ModelMeta) -> Result<Condition, Violation> {
        let Some(column) = model.columns().by_name(self.column) else {
            return Ok(Condition::Nothing);
        };
        let op = match self.op {
            FilterOp::Empty => {
                let empty = Condition::IsNull(self.column);
                return Ok(if self.text == "no" { Condition::Not(Box::new(empty)) } else { empty });
            }
            FilterOp::Compare(op) => op,
        };
        check_sealed(column, op)?;
        if column.kind() == Kind::Money && column.sealed.is_none() {
            return amount::condition(model, column, op, &self.text);
        }
        let value = parse_value(column, &self.text)?;
        if value.is_null() {
            return Ok(Condition::Everything);
        }
        Ok(whole_day(column, op, &self.text)
            .unwrap_or_else(|| Condition::compare(self.column, op, value)))
    }
}

/// A date typed for an instant means that whole day, as a half-open interval.
fn whole_day(column: &Column, op: Op, text: &str) -> Option<Condition> {
    if column.sealed.is_some() {
        return None;
    }
    let date = chrono::NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").ok()?;
    let value = |date: chrono::NaiveDate| {
        let at = date.and_time(chrono::NaiveTime::MIN);
        match column.kind() {
            Kind::Timestamp => Some(crate::models::Value::Timestamp(at.and_utc())),
            Kind::DateTime => Some(crate::models::Value::DateTime(at)),
            _ => None,
        }
    };
    let (start, end) = (value(date)?, value(date.succ_opt()?)?);
    let name = column.name;
    Some(match op {
        Op::Equal => Condition::compare(name, Op::GreaterOrEqual, start).and(Condition::compare(
            name,
            Op::Less,
            end,
        )),
        Op::LessOrEqual => Condition::compare(name, Op::Less, end),
        Op::Greater => Condition::compare(name, Op::GreaterOrEqual, end),
        Op::GreaterOrEqual | Op::Less => Condition::compare(name, op, start),
        _ => return None,
    })
}

/// Where a page begins.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Paging {
    /// The page of that number, from 1.
    Number(u32),
    /// The rows after the row of that cursor.
    After(String),
    /// The rows before the row of that cursor.
    Before(String),
    /// The last page, read from the end.
    Last,
}

impl Default for Paging {
    fn default() -> Self {
        Self::Number(1)
    }
}

/// The greatest number of rows on a page.
pub const MAX_PAGE_SIZE: u16 = 500;

/// The whole state of a list: search, filters, order and place. All of it stands in the URL.
///
/// Parameters: `q`, `sort` (`name,-since`), `page` (a number, or `last`), `after`, `before`, `size`, and one
/// `f.<column>.<operator>` for each filter. Unknown ones are ignored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListState {
    /// Quick search; empty for none.
    pub search: String,
    /// Filters, in the order of the URL.
    pub filters: Vec<FilterText>,
    /// The order that was asked for; empty: the model's.
    pub order: Vec<OrderBy>,
    /// Where the page begins.
    pub paging: Paging,
    /// Rows on a page.
    pub size: u16,
    default_size: u16,
}

impl ListState {
    /// The list as it is first seen.
    pub const fn new(model: &ModelMeta) -> Self {
        Self {
            search: String::new(),
            filters: Vec::new(),
            order: Vec::new(),
            paging: Paging::Number(1),
            size: model.page_size,
            default_size: model.page_size,
        }
    }

    /// Reads decoded query parameters.
    pub fn parse<'a>(
        model: &'static ModelMeta,
        pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        let mut state = Self::new(model);
        for (name, text) in pairs {
            match name {
                "q" => text.trim().clone_into(&mut state.search),
                "sort" => state.order = parse_order(model, text),
                "page" if text == "last" => state.paging = Paging::Last,
                "page" => {
                    let number = text.parse().unwrap_or(1).max(1);
                    state.paging = Paging::Number(number);
                }
                "after" if !text.is_empty() => state.paging = Paging::After(text.to_owned()),
                "before" if !text.is_empty() => state.paging = Paging::Before(text.to_owned()),
                "size" => {
                    if let Ok(size) = text.parse::<u16>() {
                        state.size = size.clamp(1, MAX_PAGE_SIZE);
                    }
                }
                _ => state.filters.extend(parse_filter(model, name, text)),
            }
        }
        state
    }

    /// The query parameters that lead here, in a fixed order, defaults left out.
    pub fn pairs(&self) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        let mut push = |name: &str, text: String| pairs.push((name.to_owned(), text));
        if !self.search.is_empty() {
            push("q", self.search.clone());
        }
        for filter in &self.filters {
            push(&format!("f.{}.{}", filter.column, filter.op.slug()), filter.text.clone());
        }
        if !self.order.is_empty() {
            push("sort", order_text(&self.order));
        }
        if self.size != self.default_size {
            push("size", self.size.to_string());
        }
        match &self.paging {
            Paging::Number(1) => {}
            Paging::Number(number) => push("page", number.to_string()),
            Paging::After(cursor) => push("after", cursor.clone()),
            Paging::Before(cursor) => push("before", cursor.clone()),
            Paging::Last => push("page", "last".to_owned()),
        }
        pairs
    }

    /// The query string that leads here: empty, or beginning with `?`.
    pub fn query_string(&self) -> String {
        let mut out = String::new();
        for (name, text) in self.pairs() {
            out.push(if out.is_empty() { '?' } else { '&' });
            percent_encode(&name, &mut out);
            out.push('=');
            percent_encode(&text, &mut out);
        }
        out
    }

    /// The same list from its first page on.
    #[must_use]
    pub fn first_page(&self) -> Self {
        Self { paging: Paging::default(), ..self.clone() }
    }
}

fn order_text(order: &[OrderBy]) -> String {
    let words: Vec<String> = order
        .iter()
        .map(|by| format!("{}{}", if by.descending { "-" } else { "" }, by.column))
        .collect();
    words.join(",")
}

fn parse_order(model: &'static ModelMeta, text: &str) -> Vec<OrderBy> {
    let mut order: Vec<OrderBy> = Vec::new();
    for word in text.split(',') {
        let (name, descending) = word.strip_prefix('-').map_or((word, false), |name| (name, true));
        let column = model.columns().by_name(name).filter(|column| column.is_sortable());
        if let Some(column) = column
            && !order.iter().any(|by| by.column == column.name)
        {
            order.push(OrderBy { column: column.name, descending });
        }
    }
    order
}

fn parse_filter(model: &'static ModelMeta, name: &str, text: &str) -> Option<FilterText> {
    let rest = name.strip_prefix("f.")?;
    let (column, op) = rest.rsplit_once('.').unwrap_or((rest, "eq"));
    let column = model
        .columns()
        .by_name(column)
        .filter(|column| column.filter || column.sealed.is_some())?;
    let op = FilterOp::parse(op, column)?;
    let text = text.trim();
    (!text.is_empty()).then(|| FilterText { column: column.name, op, text: text.to_owned() })
}

/// Appends `text` as it may stand in a query string: everything but unreserved letters is escaped.
pub fn percent_encode(text: &str, out: &mut String) {
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b',' => {
                out.push(char::from(byte));
            }
            // Writing to a string never fails.
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
}

#[cfg(test)]
mod tests;
