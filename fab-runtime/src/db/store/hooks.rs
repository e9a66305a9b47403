//! Which hooks belong to a model, and which rows do they and the scope leave to see?

use crate::db::store::{Store, StoreError};
use crate::models::{
    Change, Condition, Event, EventKind, Hook, ModelMeta, Record, Scope, Violations,
};

/// What a hook is called with before a change.
pub(super) type Before = fn(&dyn Hook, &mut Change<'_>) -> Result<(), Violations>;

impl Store {
    /// The hooks of the model's groups, each with the name of its field, and then those that were added.
    fn hooks_of(
        &self,
        model: &'static ModelMeta,
    ) -> impl Iterator<Item = (Option<&'static str>, &dyn Hook)> {
        let groups = model.columns().all().iter().filter_map(|column| {
            let hook = column.group?.hook?;
            let first = column.part.name == column.group?.fields.first()?.name;
            first.then_some((Some(column.field.name), hook))
        });
        let added = self.hooks.get(model.name).into_iter().flatten();
        groups.chain(added.map(|hook| {
            let hook: &dyn Hook = &**hook;
            (None, hook)
        }))
    }

    /// The rows of `model` that exist for `scope`, as records are judged.
    pub(super) fn allowed(&self, model: &'static ModelMeta, scope: &Scope) -> Condition {
        self.hooks_of(model)
            .fold(scope.rows(model), |rows, (_, hook)| rows.and(hook.rows(scope.actor())))
    }

    /// Lets every hook see a change before it is made.
    pub(super) fn before(
        &self,
        call: Before,
        scope: &Scope,
        record: &mut Record,
        old: Option<&Record>,
    ) -> Result<(), StoreError> {
        let mut violations = Violations::new();
        let now = self.clock.now();
        for (field, hook) in self.hooks_of(record.model()) {
            let mut change = Change::new(record, old, scope.actor(), now);
            change.field = field;
            if let Err(refused) = call(hook, &mut change) {
                violations.extend(refused);
            }
        }
        violations.into_result().map_err(StoreError::Invalid)
    }

    /// Lets every hook know of a change that is durable.
    pub(super) fn after(
        &self,
        what: EventKind,
        scope: &Scope,
        old: Option<&Record>,
        new: Option<&Record>,
    ) {
        let Some(model) = new.or(old).map(Record::model) else { return };
        let event =
            Event::new(what, old, new, scope.actor(), self.clock.now()).with_origin(scope.origin());
        for (_, hook) in self.hooks_of(model) {
            hook.after_commit(&event);
        }
    }
}
