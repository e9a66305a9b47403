//! What does a form send, and which values does it mean?
//!
//! Conventions of every form for a model:
//! - a control is named as its column and sends one text; the last one of a name counts, so that a box to tick is
//!   preceded by a hidden `false`;
//! - money is the amount with a point in `<field>_amount` and the code in `<field>_currency`;
//! - instants are typed and shown in UTC, with seconds and microseconds where there are any;
//! - blank means NULL; line ends arrive as `\n`;
//! - the control of a sealed column is never filled: blank keeps what is there, `_clear` (a column) empties it, and
//!   what was typed is never put into a page again, of which `_retype` (a column) reminds;
//! - names that begin with `_` belong to the form itself: `_csrf`, `_version` (the version that was read),
//!   `_then` (`show`, `edit` or `add`: where to go after saving), `_pick` (a column: show the search page for it),
//!   `_q` (what to search there) and `_take` (`column:key`: put that key in and show the form again).

use std::fmt;

use crate::models::{
    Column, Currency, Kind, ModelMeta, Money, Record, Value, Violation, Violations, parse_value,
    plain_text,
};

/// Names a sealed column for which something was typed that no page shows again.
pub const RETYPE: &str = "_retype";

/// What stands in the controls of a form, as typed: one text for each column of the model.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Texts {
    model: &'static str,
    typed: Vec<Option<String>>,
    cleared: Vec<usize>,
    withheld: Vec<usize>,
}

impl Texts {
    /// No control filled.
    pub fn new(model: &'static ModelMeta) -> Self {
        Self { model: model.name, typed: vec![None; model.columns().len()], ..Self::default() }
    }

    /// The controls filled with the values of a record.
    pub fn from_record(record: &Record) -> Self {
        let mut texts = Self::new(record.model());
        for column in record.model().columns().all() {
            let text = match record.at(column.index) {
                Value::Null => None,
                value if column.kind() == Kind::Bytes => {
                    debug_assert!(matches!(value, Value::Bytes(_)));
                    None
                }
                // An empty control keeps what is there.
                Value::Sealed(_) => None,
                Value::Int(minor) if column.kind() == Kind::Money => {
                    let currency = record.at(column.index + 1).as_text();
                    Some(amount_text(*minor, currency))
                }
                Value::Timestamp(at) => Some(plain_text(&Value::DateTime(at.naive_utc()))),
                Value::Json(json) => serde_json::to_string_pretty(json).ok(),
                value => Some(plain_text(value)),
            };
            texts.put(column.index, text);
        }
        texts
    }

    /// The text of the column at `index`; empty when nothing was sent.
    pub fn get(&self, index: usize) -> &str {
        self.typed.get(index).and_then(Option::as_deref).unwrap_or_default()
    }

    /// The text that may be put into a page: none of a sealed column.
    pub fn shown(&self, column: &Column) -> &str {
        if column.sealed.is_some() { "" } else { self.get(column.index) }
    }

    /// Whether something was typed for a sealed column, and has to be typed again because no page shows it.
    pub fn is_withheld(&self, column: &Column) -> bool {
        column.sealed.is_some()
            && (!self.get(column.index).is_empty() || self.withheld.contains(&column.index))
    }

    /// Whether a sealed column is to be emptied.
    pub fn is_cleared(&self, column: &Column) -> bool {
        column.sealed.is_some() && column.nullable && self.cleared.contains(&column.index)
    }

    /// Fills the control of the column at `index`.
    pub fn set(&mut self, index: usize, text: impl Into<String>) {
        self.put(index, Some(text.into()));
    }

    /// Whether anything was sent for the column at `index`.
    pub fn is_sent(&self, index: usize) -> bool {
        self.typed.get(index).is_some_and(Option::is_some)
    }

    /// The values that the texts of `columns` mean, and what cannot be read. Only the notation is judged.
    ///
    /// A column for which nothing was sent is left out.
    pub fn values<'a>(
        &self,
        columns: impl IntoIterator<Item = &'a Column>,
    ) -> (Vec<(usize, Value)>, Violations) {
        let mut values = Vec::new();
        let mut violations = Violations::new();
        for column in columns {
            if !self.is_sent(column.index) && !self.is_cleared(column) || self.is_kept(column) {
                continue;
            }
            match self.value(column) {
                Ok(value) => values.push((column.index, value)),
                Err(violation) => violations.push(column.name, violation),
            }
        }
        (values, violations)
    }

    /// Whether a sealed column stays as it is: nothing was typed.
    fn is_kept(&self, column: &Column) -> bool {
        column.sealed.is_some() && self.get(column.index).is_empty() && !self.is_cleared(column)
    }

    fn value(&self, column: &Column) -> Result<Value, Violation> {
        let text = self.get(column.index);
        if self.is_cleared(column) && !text.is_empty() {
            return Err(Violation::new("clear", "Type a new value or empty the field, not both"));
        }
        if column.kind() == Kind::Money {
            return amount(text, self.get(column.index + 1));
        }
        let is_currency = column
            .group
            .is_some_and(|group| group.name == "Money" && column.part.name == "currency");
        if is_currency && column.nullable && column.index > 0 {
            // Without an amount there is nothing to be in a currency.
            if self.get(column.index - 1).trim().is_empty() {
                return Ok(Value::Null);
            }
        }
        parse_value(column, text)
    }

    fn put(&mut self, index: usize, text: Option<String>) {
        if let Some(slot) = self.typed.get_mut(index) {
            *slot = text;
        }
    }
}

/// Without the texts themselves, some of which are secrets.
impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Texts").field("model", &self.model).finish_non_exhaustive()
    }
}

fn amount(text: &str, currency: &str) -> Result<Value, Violation> {
    if text.trim().is_empty() {
        return Ok(Value::Null);
    }
    let Ok(currency) = currency.parse::<Currency>() else {
        return Err(Violation::new("currency", "Choose a currency"));
    };
    Money::parse(text, currency).map(|money| Value::Int(money.minor_units())).ok_or_else(|| {
        let digits = currency.minor_digits();
        Violation::new(
            "notation",
            match digits {
                0 => format!("Enter a whole amount of {currency}, for example 1250"),
                _ => format!(
                    "Enter an amount with a point and at most {digits} digits after it, for example 12.50"
                ),
            },
        )
    })
}

fn amount_text(minor_units: i64, currency: Option<&str>) -> String {
    currency.and_then(|code| code.parse().ok()).map_or_else(
        || minor_units.to_string(),
        |currency| Money::new(minor_units, currency).amount().to_string(),
    )
}

/// Where to go after saving.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Then {
    /// To the row.
    #[default]
    Show,
    /// Back to its form.
    Edit,
    /// To an empty form.
    Add,
}

impl Then {
    /// The word in forms.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Show => "show",
            Self::Edit => "edit",
            Self::Add => "add",
        }
    }
}

/// What the person wants done with the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Intent {
    /// Save it.
    Save(Then),
    /// Show the page on which a row for this foreign key can be searched.
    Pick {
        /// The index of the column.
        column: usize,
        /// What to search for; empty at first.
        search: String,
    },
    /// Show the form again: a key was just put in.
    Again,
}

/// A form as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// What stood in the controls.
    pub texts: Texts,
    /// The version of the row that was read when the form was made.
    pub version: Option<String>,
    /// What to do.
    pub intent: Intent,
}

impl Submission {
    /// Reads decoded pairs; unknown names are ignored.
    pub fn read<'a>(
        model: &'static ModelMeta,
        pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        let columns = model.columns();
        let mut texts = Texts::new(model);
        let (mut version, mut then, mut search) = (None, Then::Show, "");
        let (mut pick, mut take, mut again) = (None, None, false);
        for (name, text) in pairs {
            match name {
                "_version" => version = Some(text.to_owned()),
                "_then" if text == Then::Edit.slug() => then = Then::Edit,
                "_then" if text == Then::Add.slug() => then = Then::Add,
                "_q" => search = text.trim(),
                "_pick" => pick = columns.by_name(text).filter(|c| c.ty.relation.is_some()),
                "_again" => again = true,
                "_take" => take = text.split_once(':'),
                "_clear" => texts.cleared.extend(sealed(model, text)),
                RETYPE => texts.withheld.extend(sealed(model, text)),
                _ => {
                    if let Some(column) = columns.by_name(name) {
                        texts.set(column.index, text.replace("\r\n", "\n"));
                    }
                }
            }
        }
        let mut intent = if again { Intent::Again } else { Intent::Save(then) };
        if let Some(column) = pick {
            intent = Intent::Pick { column: column.index, search: search.to_owned() };
        } else if let Some((name, key)) = take
            && let Some(column) = columns.by_name(name)
        {
            texts.set(column.index, key);
            intent = Intent::Again;
        }
        Self { texts, version, intent }
    }
}

/// The index of the sealed column of that name.
fn sealed(model: &'static ModelMeta, name: &str) -> Option<usize> {
    model
        .columns()
        .by_name(name)
        .filter(|column| column.sealed.is_some())
        .map(|column| column.index)
}

#[cfg(test)]
mod tests;
