//! What must change so that the database holds the models? Never a drop, never a narrowing.

mod column;
mod ddl;
mod existing;
mod literal;
mod name;
mod rebuild;
mod relation;
mod table;

use std::fmt;

use crate::db::DialectKind;
use crate::db::schema::Schema;
use crate::models::ModelMeta;

/// The statements that bring a database to the models, and what a person has to decide.
///
/// Its text is SQL that can be run as it is: what was refused stands in it as comments.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Plan {
    /// In the order in which they must run.
    pub steps: Vec<Step>,
    /// What would drop, narrow or guess.
    pub refused: Vec<Refusal>,
}

/// One statement.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Step {
    /// The table that it changes.
    pub table: String,
    /// What it does, in words.
    pub summary: String,
    /// The statement, without a semicolon.
    pub sql: String,
}

/// Something that no program should do by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Refusal {
    /// The table.
    pub table: String,
    /// The column, if it is about one.
    pub column: Option<String>,
    /// Why.
    pub reason: String,
    /// What a person would run after thinking about it; empty when no statement helps.
    pub sql: Vec<String>,
}

impl Plan {
    /// Whether the database holds the models already, and nothing is left to decide.
    pub const fn is_empty(&self) -> bool {
        self.steps.is_empty() && self.refused.is_empty()
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return writeln!(f, "-- the database holds the models: nothing to do");
        }
        for step in &self.steps {
            writeln!(f, "-- {}", step.summary)?;
            writeln!(f, "{};\n", step.sql)?;
        }
        for refusal in &self.refused {
            writeln!(f, "-- left to you: {refusal}")?;
            for line in refusal.sql.iter().flat_map(|sql| sql.lines()) {
                writeln!(f, "--   {line}")?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.column {
            Some(column) => write!(f, "{}.{column}: {}", self.table, self.reason),
            None => write!(f, "{}: {}", self.table, self.reason),
        }
    }
}

/// Compares models with a live schema.
///
/// Tables and columns that no model has are left alone. A column of another but fitting type is left as it
/// is; see [`fit`](crate::db::analysis::fit).
pub fn plan(models: &[&'static ModelMeta], schema: &Schema, dialect: DialectKind) -> Plan {
    let mut draft = Draft::new(schema, models, dialect);
    for model in models {
        match schema.table(model.table) {
            None => table::create(&mut draft, model),
            Some(live) => table::compare(&mut draft, model, live),
        }
    }
    draft.finish()
}

/// A plan while it grows: statements are grouped, since tables come before the references to them.
struct Draft<'a> {
    dialect: DialectKind,
    schema: &'a Schema,
    models: &'a [&'static ModelMeta],
    tables: Vec<Step>,
    columns: Vec<Step>,
    indexes: Vec<Step>,
    references: Vec<Step>,
    refused: Vec<Refusal>,
}

impl<'a> Draft<'a> {
    const fn new(
        schema: &'a Schema,
        models: &'a [&'static ModelMeta],
        dialect: DialectKind,
    ) -> Self {
        Self {
            dialect,
            schema,
            models,
            tables: Vec::new(),
            columns: Vec::new(),
            indexes: Vec::new(),
            references: Vec::new(),
            refused: Vec::new(),
        }
    }

    fn refuse(&mut self, table: &str, column: &str, reason: impl Into<String>, sql: Vec<String>) {
        self.refused.push(Refusal {
            table: table.to_owned(),
            column: (!column.is_empty()).then(|| column.to_owned()),
            reason: reason.into(),
            sql,
        });
    }

    /// Whether a step adds that column.
    fn adds(&self, table: &str, column: &str) -> bool {
        let summary = column::added(table, column);
        self.columns.iter().any(|step| step.summary == summary)
    }

    fn finish(self) -> Plan {
        let steps = [self.tables, self.columns, self.indexes, self.references];
        Plan { steps: steps.into_iter().flatten().collect(), refused: self.refused }
    }
}

fn step(table: &str, summary: String, sql: String) -> Step {
    Step { table: table.to_owned(), summary, sql }
}
