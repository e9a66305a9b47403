//! Which verdicts hold for the database as it stands? Reads it once, and remembers.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::db::analysis::support::{Support, support};
use crate::db::schema::Plan;
use crate::db::schema::{Schema, live, migrate};
use crate::db::{Db, DbError};
use crate::models::ModelMeta;

/// Verdicts on models, kept until the schema changes.
///
/// At most as many models are remembered as [`FieldAnalyzer::new`] allows; the one that was not asked for longest
/// makes room.
#[derive(Debug)]
pub struct FieldAnalyzer {
    db: Db,
    capacity: usize,
    memory: Mutex<Memory>,
    hits: AtomicU64,
    misses: AtomicU64,
}

#[derive(Debug, Default)]
struct Memory {
    reports: HashMap<&'static str, (u64, Arc<ModelReport>)>,
    schema: Option<Arc<Schema>>,
    /// Counts questions, so that the age of an answer is known.
    now: u64,
    /// Counts changes of the schema, so that an answer about the one before is not kept.
    generation: u64,
}

/// The verdicts on the columns of one model.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ModelReport {
    /// The table.
    pub table: &'static str,
    /// Whether the database has it.
    pub exists: bool,
    /// In the order of the model's columns.
    pub columns: Vec<Support>,
    /// Columns of the model that the table lacks.
    pub missing: Vec<&'static str>,
}

/// How often the memory could answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Usage {
    /// Answers from memory.
    pub hits: u64,
    /// Answers that had to be found.
    pub misses: u64,
    /// Models that are remembered now.
    pub kept: usize,
}

impl FieldAnalyzer {
    /// Remembers the verdicts on at most `capacity` models of `db`.
    pub fn new(db: Db, capacity: usize) -> Self {
        let (hits, misses) = (AtomicU64::new(0), AtomicU64::new(0));
        Self { db, capacity: capacity.max(1), memory: Mutex::default(), hits, misses }
    }

    /// The verdicts on `model`.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub async fn report(&self, model: &'static ModelMeta) -> Result<Arc<ModelReport>, DbError> {
        let (known, schema, generation) = {
            let mut memory = self.memory();
            memory.now += 1;
            let now = memory.now;
            let known = memory.reports.get_mut(model.table).map(|(used, report)| {
                *used = now;
                Arc::clone(report)
            });
            (known, memory.schema.clone(), memory.generation)
        };
        if let Some(report) = known {
            self.hits.fetch_add(1, Ordering::Relaxed);
            return Ok(report);
        }
        self.misses.fetch_add(1, Ordering::Relaxed);
        let schema = match schema {
            Some(schema) => schema,
            None => Arc::new(live(&self.db).await?),
        };
        let report = Arc::new(examine(model, &schema));
        let mut memory = self.memory();
        if memory.generation == generation {
            memory.schema = Some(schema);
            memory.keep(model.table, Arc::clone(&report), self.capacity);
        }
        Ok(report)
    }

    /// Migrates, forgets what was known, and adopts what is there now; see [`Db::adopt`].
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn migrate(&self, models: &[&'static ModelMeta]) -> Result<Plan, DbError> {
        let plan = migrate(&self.db, models).await;
        self.forget();
        let plan = plan?;
        self.db.adopt(models).await?;
        Ok(plan)
    }

    /// Forgets everything: for when the schema was changed by someone else.
    pub fn forget(&self) {
        let mut memory = self.memory();
        memory.reports.clear();
        memory.schema = None;
        memory.generation += 1;
    }

    /// How often the memory could answer.
    pub fn usage(&self) -> Usage {
        Usage {
            hits: self.hits.load(Ordering::Relaxed),
            misses: self.misses.load(Ordering::Relaxed),
            kept: self.memory().reports.len(),
        }
    }

    fn memory(&self) -> std::sync::MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Memory {
    fn keep(&mut self, table: &'static str, report: Arc<ModelReport>, capacity: usize) {
        if self.reports.len() >= capacity && !self.reports.contains_key(table) {
            let oldest = self.reports.iter().min_by_key(|(_, (used, _))| *used);
            if let Some(table) = oldest.map(|(table, _)| *table) {
                self.reports.remove(table);
            }
        }
        self.reports.insert(table, (self.now, report));
    }
}

fn examine(model: &'static ModelMeta, schema: &Schema) -> ModelReport {
    let table = schema.table(model.table);
    let columns = model.columns().all().iter();
    let found = |name: &str| table.and_then(|table| table.column(name));
    ModelReport {
        table: model.table,
        exists: table.is_some(),
        columns: columns
            .clone()
            .map(|column| support(schema.dialect, column, found(column.name)))
            .collect(),
        missing: columns
            .filter(|column| found(column.name).is_none())
            .map(|column| column.name)
            .collect(),
    }
}
