//! Which rows does a role see?

use crate::models::{Actor, Condition, Model, Scope};
use crate::security::session::Session;

/// Which rows of a model a role sees, as a function of who asks.
pub type Policy = fn(&Actor) -> Condition;

/// The row policies of an application.
///
/// Somebody sees the rows that any of their roles sees. A role with a grant on a model and without a policy for
/// it sees all of its rows; so does `Admin`.
///
/// ```ignore
/// Policies::new().rows::<Customer>("Sales", |actor| Condition::eq("manager", actor.id.map(|id| id.0)))
/// ```
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct Policies(Vec<Rule>);

#[derive(Debug, Clone, Copy)]
struct Rule {
    role: &'static str,
    model: &'static str,
    policy: Policy,
}

impl Policies {
    /// No policy: every role sees all rows of the models that it may touch.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Lets `role` see only the rows of `M` that meet the condition; called twice, either is enough.
    pub fn rows<M: Model>(mut self, role: &'static str, policy: Policy) -> Self {
        self.0.push(Rule { role, model: M::NAME, policy });
        self
    }

    /// The scope of a session: who asks, and which rows exist for them.
    pub(crate) fn scope(&self, session: &Session) -> Scope {
        let mut scope = Scope::of(session.actor().clone()).with_origin(session.origin());
        if session.is_admin() {
            return scope;
        }
        let mut done: Vec<&str> = Vec::new();
        for Rule { model, .. } in &self.0 {
            if !done.contains(model) {
                done.push(model);
                scope = scope.restrict(model, self.condition(session, model));
            }
        }
        scope
    }

    /// The union over the roles that may touch the model; no row when none may.
    fn condition(&self, session: &Session, model: &str) -> Condition {
        let held = session.roles().iter().filter(|role| role.grants.touch(model));
        held.fold(Condition::Nothing, |rows, role| {
            let mut rules = self
                .0
                .iter()
                .filter(|rule| rule.model == model && rule.role == role.name)
                .peekable();
            if rules.peek().is_none() {
                return Condition::Everything;
            }
            rules.fold(rows, |rows, rule| rows.or((rule.policy)(session.actor())))
        })
    }
}
