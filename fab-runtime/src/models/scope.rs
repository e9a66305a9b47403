//! Whose eyes is the database seen through? Every way to a row takes a scope.

use std::collections::BTreeMap;

use crate::models::actor::Actor;
use crate::models::filter::Condition;
use crate::models::meta::ModelMeta;
use crate::models::origin::Origin;

/// Who asks, and which rows their policies allow. A row outside the scope does not exist for them.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    actor: Actor,
    origin: Origin,
    rows: BTreeMap<&'static str, Condition>,
}

impl Scope {
    /// The program itself: every row.
    pub fn system() -> Self {
        Self::of(Actor::system())
    }

    /// A person without row policies: every row of every model (permissions are another question).
    pub fn of(actor: Actor) -> Self {
        Self { actor, ..Self::default() }
    }

    /// Allows only rows of the model named `model` that meet `condition`; called twice, both must hold.
    #[must_use]
    pub fn restrict(mut self, model: &'static str, condition: Condition) -> Self {
        let old = self.rows.remove(model).unwrap_or_default();
        self.rows.insert(model, old.and(condition));
        self
    }

    /// Says from where is asked.
    #[must_use]
    pub fn with_origin(mut self, origin: Origin) -> Self {
        self.origin = origin;
        self
    }

    /// From where is asked.
    pub const fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Who asks.
    pub const fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The rows of `model` that exist for them.
    pub fn rows(&self, model: &ModelMeta) -> Condition {
        self.rows.get(model.name).cloned().unwrap_or_default()
    }
}
