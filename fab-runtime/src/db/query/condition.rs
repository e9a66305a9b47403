//! How does a condition become SQL that means the same on every database?
//!
//! Text operators ignore case: of every letter on PostgreSQL and MySQL, of the letters of ASCII on SQLite, whose
//! own functions know no others. Equality is exact. A negation never loses NULL.

use crate::db::dialect::DialectKind;
use crate::db::error::DbError;
use crate::db::query::sealed::Asked;
use crate::db::storage::Storage;
use crate::db::writer::SqlWriter;
use crate::models::{Column, Condition, Kind, ModelMeta, Op, Value};

/// The longest pattern that every database accepts, in bytes.
const LONGEST_PATTERN: usize = 40_000;

/// The table that a condition is about.
#[derive(Clone, Copy)]
struct At {
    alias: &'static str,
    model: &'static ModelMeta,
}

impl SqlWriter {
    /// Appends a condition on the rows of `model`'s table, in parentheses where needed.
    pub fn condition(&mut self, model: &'static ModelMeta, condition: &Condition) -> &mut Self {
        self.condition_on("", model, condition)
    }

    /// Appends a condition on the rows of `model`'s table under `alias`.
    pub(crate) fn condition_on(
        &mut self,
        alias: &'static str,
        model: &'static ModelMeta,
        condition: &Condition,
    ) -> &mut Self {
        self.condition_at(At { alias, model }, condition)
    }

    fn condition_at(&mut self, at: At, condition: &Condition) -> &mut Self {
        let At { alias, model } = at;
        match condition {
            Condition::Everything => self.push("1 = 1"),
            Condition::Nothing => self.push("1 = 0"),
            Condition::All(all) => self.joined(at, all, " AND ", "1 = 1"),
            Condition::Any(any) => self.joined(at, any, " OR ", "1 = 0"),
            Condition::Not(inner) => self.push("((").condition_at(at, inner).push(") IS NOT TRUE)"),
            Condition::IsNull(name) => match self.known(model, name) {
                Some(column) => self.qualified(alias, column.name).push(" IS NULL"),
                None => self,
            },
            Condition::In { column, values } => match self.known(model, column) {
                Some(column) => self.one_of(at, column, values),
                None => self,
            },
            Condition::Compare { column, op, value } => match self.known(model, column) {
                Some(column) => self.compare(at, column, *op, value),
                None => self,
            },
        }
    }

    fn known(&mut self, model: &'static ModelMeta, name: &str) -> Option<&'static Column> {
        let column = model.columns().by_name(name);
        if column.is_none() {
            self.refuse(DbError::UnknownColumn { table: model.table, column: name.to_owned() });
        }
        column
    }

    fn joined(
        &mut self,
        at: At,
        conditions: &[Condition],
        word: &'static str,
        none: &'static str,
    ) -> &mut Self {
        let [first, rest @ ..] = conditions else { return self.push(none) };
        if rest.is_empty() {
            return self.condition_at(at, first);
        }
        self.push("(").condition_at(at, first);
        for condition in rest {
            self.push(word).condition_at(at, condition);
        }
        self.push(")")
    }

    /// `column IN (..)`, with the last value repeated up to a power of two, so that texts stay few.
    fn one_of(&mut self, at: At, column: &'static Column, values: &[Value]) -> &mut Self {
        let At { alias, model } = at;
        let with_null = values.iter().any(Value::is_null);
        if column.sealed.is_some() {
            let asked = Asked { alias, model, column, op: Op::Equal, values };
            if !with_null {
                return self.sealed(&asked);
            }
            self.push("(").sealed(&asked).push(" OR ").qualified(alias, column.name);
            return self.push(" IS NULL)");
        }
        let mut present = values.iter().filter(|value| !value.is_null());
        let Some(first) = present.next() else {
            return if with_null {
                self.qualified(alias, column.name).push(" IS NULL")
            } else {
                self.push("1 = 0")
            };
        };
        self.push("(").qualified(alias, column.name).push(" IN (");
        self.bind_column(model, column, first.clone());
        let mut count = 1_usize;
        let mut last = first;
        for value in present {
            self.push(", ").bind_column(model, column, value.clone());
            count += 1;
            last = value;
        }
        for _ in count..count.next_power_of_two() {
            self.push(", ").bind_column(model, column, last.clone());
        }
        self.push(")");
        if with_null {
            self.push(" OR ").qualified(alias, column.name).push(" IS NULL");
        }
        self.push(")")
    }

    fn compare(&mut self, at: At, column: &'static Column, op: Op, value: &Value) -> &mut Self {
        let At { alias, model } = at;
        // No text in a database holds NUL, and PostgreSQL does not even take it for a comparison.
        let impossible = value.as_text().is_some_and(|text| text.contains('\0'));
        let operator = match op {
            Op::Equal if value.is_null() => {
                return self.qualified(alias, column.name).push(" IS NULL");
            }
            Op::NotEqual if value.is_null() => {
                return self.qualified(alias, column.name).push(" IS NOT NULL");
            }
            _ if column.sealed.is_some() => {
                let values = std::slice::from_ref(value);
                return self.sealed(&Asked { alias, model, column, op, values });
            }
            Op::NotEqual if impossible => return self.push("1 = 1"),
            _ if impossible || value.is_null() => return self.push("1 = 0"),
            Op::Contains | Op::StartsWith | Op::EndsWith => {
                return self.like(at, column, op, value);
            }
            Op::NotEqual => {
                if column.nullable {
                    self.push("(").qualified(alias, column.name).push(" IS NULL OR ");
                }
                self.qualified(alias, column.name).push(" <> ");
                self.bind_column(model, column, value.clone());
                return if column.nullable { self.push(")") } else { self };
            }
            Op::Equal => " = ",
            Op::Less => " < ",
            Op::LessOrEqual => " <= ",
            Op::Greater => " > ",
            Op::GreaterOrEqual => " >= ",
        };
        self.qualified(alias, column.name).push(operator);
        self.bind_column(model, column, value.clone())
    }

    fn like(&mut self, at: At, column: &'static Column, op: Op, value: &Value) -> &mut Self {
        let At { alias, model } = at;
        let Some(text) = value.as_text().filter(|_| column.kind() == Kind::Text) else {
            return self.push("1 = 0");
        };
        let pattern = pattern(op, text);
        if pattern.len() > LONGEST_PATTERN {
            return self.push("1 = 0");
        }
        let pattern = Value::Text(pattern);
        match self.dialect() {
            DialectKind::Sqlite => {
                self.qualified(alias, column.name).push(" LIKE ");
                self.bind(Kind::Text, pattern)
            }
            DialectKind::Postgres => {
                self.qualified(alias, column.name);
                if self.storage(model, column) != Storage::Native {
                    self.push("::text");
                }
                self.push(" ILIKE ").bind(Kind::Text, pattern)
            }
            DialectKind::MySql => {
                self.push("LOWER(").qualified(alias, column.name).push(") LIKE LOWER(");
                self.bind(Kind::Text, pattern).push(")")
            }
        };
        self.push(" ESCAPE '!'")
    }
}

/// The pattern of a text operator; `%`, `_` and `!` in the text stand for themselves.
fn pattern(op: Op, text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    if op != Op::StartsWith {
        pattern.push('%');
    }
    for letter in text.chars() {
        if matches!(letter, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(letter);
    }
    if op != Op::EndsWith {
        pattern.push('%');
    }
    pattern
}
