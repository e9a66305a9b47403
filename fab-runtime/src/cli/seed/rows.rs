//! What makes a whole row? A value for each column, references to rows that exist, and no two alike.

use std::collections::{HashMap, HashSet};
use std::fmt;

use chrono::{DateTime, Utc};

use crate::cli::seed::dice::Dice;
use crate::cli::seed::texts::{Place, is_derived};
use crate::cli::seed::values::value;
use crate::models::{Column, ModelMeta, Record, Value, plain_text};

/// How many keys are tried before a table counts as full.
const KEY_TRIES: usize = 60;

/// The keys of rows that can be referred to, by the name of their model.
pub(crate) type Parents = HashMap<&'static str, Vec<Value>>;

/// Makes rows of one model.
#[derive(Debug)]
pub(crate) struct Rows {
    model: &'static ModelMeta,
    dice: Dice,
    now: DateTime<Utc>,
    /// Rows that stood in the table before.
    before: u64,
    made: u64,
    taken: HashMap<usize, HashSet<String>>,
    keys: HashSet<String>,
}

/// A column for which no value can be made up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refused {
    pub(crate) column: &'static str,
    pub(crate) why: String,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.column, self.why)
    }
}

impl Rows {
    /// The same `number` and the same table make the same rows.
    pub(crate) fn new(
        model: &'static ModelMeta,
        number: u64,
        before: u64,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            model,
            dice: Dice::new(number, model.name, before),
            now,
            before,
            made: 0,
            taken: HashMap::new(),
            keys: HashSet::new(),
        }
    }

    /// One more row.
    pub(crate) fn next(&mut self, parents: &Parents) -> Result<Record, Refused> {
        let mut record = Record::with_defaults(self.model);
        for _ in 0..KEY_TRIES {
            self.fill(&mut record, parents, |column| column.key)?;
            let key = record.key().to_segment();
            if self.model.columns().key().any(|column| column.generated) || self.keys.insert(key) {
                self.fill(&mut record, parents, |column| !column.key && !is_derived(column))?;
                self.fill(&mut record, parents, |column| !column.key && is_derived(column))?;
                self.made += 1;
                return Ok(record);
            }
        }
        let column = self.model.columns().key().next().map_or("key", |column| column.name);
        Err(Refused { column, why: "every key that was tried is taken".to_owned() })
    }

    fn fill(
        &mut self,
        record: &mut Record,
        parents: &Parents,
        wanted: impl Fn(&Column) -> bool,
    ) -> Result<(), Refused> {
        let mut group = "";
        let mut absent = false;
        for column in self.model.columns().all() {
            if !wanted(column) || is_left_alone(column) {
                continue;
            }
            // The columns of an optional group are there together or not at all.
            if column.field.name != group {
                group = column.field.name;
                absent =
                    column.group.is_some() && column.field.ty.nullable && self.dice.percent(20);
            }
            let value = if absent { Value::Null } else { self.value(column, record, parents)? };
            record.set_at(column.index, value);
        }
        Ok(())
    }

    fn value(
        &mut self,
        column: &Column,
        record: &Record,
        parents: &Parents,
    ) -> Result<Value, Refused> {
        let refused = |why| Refused { column: column.name, why };
        let value = if let Some(relation) = column.ty.relation {
            self.reference(column, (relation.target)(), parents).map_err(refused)?
        } else if column.nullable && column.group.is_none() && self.dice.percent(20) {
            return Ok(Value::Null);
        } else {
            let (model, crowded) = (self.model, self.before > 0);
            let place = Place { model, column, record, ordinal: self.before + self.made, crowded };
            let taken = self.taken.get(&column.index);
            let taken = |value: &Value| taken.is_some_and(|all| all.contains(&plain_text(value)));
            value(&place, self.now, &mut self.dice, &taken).map_err(refused)?
        };
        if column.is_unique() && !value.is_null() {
            self.taken.entry(column.index).or_default().insert(plain_text(&value));
        }
        Ok(value)
    }

    fn reference(
        &mut self,
        column: &Column,
        target: &'static ModelMeta,
        parents: &Parents,
    ) -> Result<Value, String> {
        let pool = parents.get(target.name).map_or(&[][..], Vec::as_slice);
        let open = if target.name == self.model.name { 35 } else { 12 };
        if column.nullable && (pool.is_empty() || self.dice.percent(open)) {
            return Ok(Value::Null);
        }
        let taken = self.taken.get(&column.index);
        let is_free = |value: &&Value| {
            !column.is_unique() || taken.is_none_or(|all| !all.contains(&plain_text(value)))
        };
        let first = self.dice.place(pool.len());
        let (before, after) = pool.split_at_checked(first).unwrap_or((pool, &[]));
        let found = after.iter().chain(before).find(is_free).cloned();
        match found {
            Some(value) => Ok(value),
            None if column.nullable => Ok(Value::Null),
            None if pool.is_empty() => {
                Err(format!("there is no {} to refer to", target.label.to_lowercase()))
            }
            None => Err(format!("every {} is referred to already", target.label.to_lowercase())),
        }
    }
}

/// Columns that the database, the store or a hook fills in.
fn is_left_alone(column: &Column) -> bool {
    let by_hook = column.group.is_some_and(|group| group.hook.is_some());
    let has_value = column.nullable || !column.default_value().is_null();
    let by_store = column.version || column.blind_index_of.is_some();
    column.generated || by_store || by_hook || (column.read_only && has_value)
}
