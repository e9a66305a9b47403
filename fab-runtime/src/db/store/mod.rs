//! Who may reach a row, and how? This is the only way, and it takes a scope.

use std::collections::HashMap;
use std::sync::Arc;

use crate::clock::Clock;
use crate::db::database::Db;
use crate::db::sealing::{SealObserver, Sealer, Watch};
use crate::models::{Hook, ModelMeta};

mod alike;
mod change;
mod delete;
mod dependents;
mod error;
mod guard;
mod hooks;
mod insert;
mod labels;
mod outcome;
mod page;
mod projection;
mod read;
mod references;
mod sealing;
mod selection;
mod titles;
mod typed;
mod update;
mod violations;
mod walk;
mod witness;

pub use self::error::StoreError;
pub use self::guard::Guard;
pub use self::outcome::{Dependent, Page, Row, Total, Update};
pub use self::selection::Selection;
pub use self::walk::Walk;
pub use self::witness::Witness;

/// Reads and writes the rows of models, each time through the eyes of a [`Scope`](crate::models::Scope).
#[derive(Debug, Clone)]
pub struct Store {
    db: Db,
    clock: Arc<dyn Clock>,
    hooks: Arc<HashMap<&'static str, Vec<Arc<dyn Hook>>>>,
    guards: Arc<HashMap<&'static str, Vec<Arc<dyn Guard>>>>,
    models: Arc<[&'static ModelMeta]>,
    sealer: Option<Arc<dyn Sealer>>,
    seal_observer: Option<Arc<dyn SealObserver>>,
    seal_watch: Arc<Watch>,
}

impl Store {
    /// A store over `db`.
    pub fn new(db: Db, clock: Arc<dyn Clock>) -> Self {
        Self {
            db,
            clock,
            hooks: Arc::default(),
            guards: Arc::default(),
            models: Arc::default(),
            sealer: None,
            seal_observer: None,
            seal_watch: Arc::default(),
        }
    }

    /// Adds a hook to the model of that name; hooks run in the order they were added.
    #[must_use]
    pub fn with_hook(mut self, model: &'static str, hook: Arc<dyn Hook>) -> Self {
        let mut hooks = HashMap::clone(&self.hooks);
        hooks.entry(model).or_default().push(hook);
        self.hooks = Arc::new(hooks);
        self
    }

    /// Adds a guard to the model of that name; guards run in the order they were added.
    #[must_use]
    pub fn with_guard(mut self, model: &'static str, guard: Arc<dyn Guard>) -> Self {
        let mut guards = HashMap::clone(&self.guards);
        guards.entry(model).or_default().push(guard);
        self.guards = Arc::new(guards);
        self
    }

    /// Says which models there are, so that a refused deletion can name the rows that stand in its way.
    #[must_use]
    pub fn with_models(mut self, models: &[&'static ModelMeta]) -> Self {
        self.models = models.into();
        self
    }

    /// The database.
    pub const fn db(&self) -> &Db {
        &self.db
    }

    /// The clock.
    pub const fn clock(&self) -> &Arc<dyn Clock> {
        &self.clock
    }
}
