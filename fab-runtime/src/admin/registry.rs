//! Which models does the site have, and do they get along?

use crate::admin::action::Action;
use crate::error::{Error, ErrorKind, Result};
use crate::models::{Model as _, ModelMeta, Permission, Verb};
use crate::security::User;

/// First path segments that mean a page of the site itself.
pub(crate) const RESERVED_SLUGS: &[&str] = &[
    "account",
    "add",
    "api",
    "export",
    "favicon.ico",
    "forgotten",
    "healthz",
    "import",
    "login",
    "logout",
    "metrics",
    "mfa",
    "readyz",
    "register",
    "robots.txt",
    "search",
    "security",
    "services",
    "setup",
    "static",
    "theme",
];

/// The models of a site, in the order in which they were registered.
#[derive(Debug, Clone, Default)]
pub(crate) struct Registry {
    models: Vec<&'static ModelMeta>,
    actions: Vec<(&'static ModelMeta, Action)>,
}

/// A foreign key that refers to a model, seen from that model.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Referrer {
    /// The model with the foreign key.
    pub(crate) model: &'static ModelMeta,
    /// The index of its column.
    pub(crate) column: usize,
    /// The name of its column.
    pub(crate) name: &'static str,
}

impl Registry {
    /// Checks that no two models share a name, an address or a table.
    pub(crate) fn new(models: Vec<&'static ModelMeta>) -> Result<Self> {
        let mut problems = Vec::new();
        for (place, model) in models.iter().enumerate() {
            if RESERVED_SLUGS.contains(&model.slug) {
                problems.push(format!(
                    "the model {} would live at /{}, which is a page of the site itself",
                    model.name, model.slug
                ));
            }
            for other in models.iter().take(place) {
                let shared = [
                    ("the name", model.name, other.name),
                    ("the address", model.slug, other.slug),
                    ("the table", model.table, other.table),
                ];
                if std::ptr::eq(*model, *other) {
                    problems.push(format!("the model {} is registered twice", model.name));
                } else if let Some((what, word, _)) = shared.iter().find(|(_, a, b)| a == b) {
                    problems.push(format!(
                        "the models {} ({}) and {} ({}) share {what} {word}",
                        model.label, model.table, other.label, other.table
                    ));
                }
            }
        }
        if problems.is_empty() {
            return Ok(Self { models, actions: Vec::new() });
        }
        Err(Error::new(ErrorKind::Models, problems.join("; ")))
    }

    /// Adds actions, and to every model whose rows can be deleted the one that deletes them.
    pub(crate) fn with_actions(mut self, added: Vec<(&'static ModelMeta, Action)>) -> Result<Self> {
        let mut problems = Vec::new();
        for (place, (model, action)) in added.iter().enumerate() {
            let name = action.permission(model);
            if !self.contains(model) {
                problems.push(format!("the action {name} is for a model that is not registered"));
            }
            problems.extend(action.problem().map(|problem| format!("the action {name} {problem}")));
            let mut before = added.iter().take(place);
            if before.any(|(other, same)| same.permission(other) == name) {
                problems.push(format!("the action {name} is added twice"));
            }
        }
        if !problems.is_empty() {
            return Err(Error::new(ErrorKind::Models, problems.join("; ")));
        }
        let deletable = self.models.iter().filter(|model| model.offers(Verb::Delete));
        let delete: Vec<_> = deletable.map(|model| (*model, Action::delete())).collect();
        self.actions = added.into_iter().chain(delete).collect();
        Ok(self)
    }

    /// What can be done with rows of `model`.
    pub(crate) fn actions(&self, model: &ModelMeta) -> impl Iterator<Item = &Action> {
        let name = model.name;
        self.actions.iter().filter(move |(of, _)| of.name == name).map(|(_, action)| action)
    }

    /// The action of that name.
    pub(crate) fn action(&self, model: &ModelMeta, name: &str) -> Option<&Action> {
        self.actions(model).find(|action| action.name() == name)
    }

    /// What a role can grant on `model`: its verbs, then its own actions with their labels.
    pub(crate) fn permissions(
        &self,
        model: &'static ModelMeta,
    ) -> Vec<(Permission, Option<&'static str>)> {
        let verbs = model.offered().map(|verb| (Permission::of(model.name, verb), None));
        let own = self.actions(model).filter(|action| action.problem().is_none());
        let own = own.map(|action| (action.permission(model), Some(action.label())));
        let of_people = (model.name == User::NAME)
            .then_some((User::RESET_MFA, Some("Take second factors away")));
        verbs.chain(own).chain(of_people).collect()
    }

    /// All models.
    pub(crate) fn all(&self) -> &[&'static ModelMeta] {
        &self.models
    }

    /// The model whose pages live at that first path segment.
    pub(crate) fn by_slug(&self, slug: &str) -> Option<&'static ModelMeta> {
        self.models.iter().find(|model| model.slug == slug).copied()
    }

    /// Whether pages about `model` exist.
    pub(crate) fn contains(&self, model: &ModelMeta) -> bool {
        self.models.iter().any(|found| found.name == model.name)
    }

    /// The foreign keys that refer to `target`.
    pub(crate) fn referrers(&self, target: &ModelMeta) -> Vec<Referrer> {
        let mut found = Vec::new();
        for model in &self.models {
            for (column, referred) in model.columns().relations() {
                if referred.name == target.name {
                    found.push(Referrer { model, column: column.index, name: column.name });
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use crate::admin::action::Done;

    use super::*;

    static CUSTOMER: ModelMeta = ModelMeta::new("customer", "customers", "customers", &[]);
    static CLIENT: ModelMeta = ModelMeta::new("client", "customers", "clients", &[]);
    static LOGIN: ModelMeta = ModelMeta::new("login", "logins", "login", &[]);

    fn problem(models: &[&'static ModelMeta]) -> String {
        Registry::new(models.to_vec()).unwrap_err().to_string()
    }

    #[test]
    fn models_that_get_along_are_found_by_their_address() {
        let registry = Registry::new(vec![&CUSTOMER]).unwrap();
        assert!(registry.by_slug("customers").is_some());
        assert!(registry.by_slug("customer").is_none());
    }

    #[test]
    fn actions_that_do_not_get_along_are_all_named_at_once() {
        let action = |name| Action::new(name, "x", async |_| Ok(Done::rows(0)));
        let registry = || Registry::new(vec![&CUSTOMER]).unwrap();
        let fine = registry().with_actions(vec![(&CUSTOMER, action("ship"))]).unwrap();
        assert!(fine.action(&CUSTOMER, "ship").is_some());
        assert!(fine.action(&CUSTOMER, "delete").is_some());
        let wrong: Vec<(&'static ModelMeta, Action)> = vec![
            (&CUSTOMER, action("ship")),
            (&CUSTOMER, action("ship")),
            (&CUSTOMER, action("Ship it")),
            (&CUSTOMER, action("delete")),
            (&CLIENT, action("ship")),
        ];
        assert_eq!(
            registry().with_actions(wrong).unwrap_err().to_string(),
            "the action customer.ship is added twice; \
             the action customer.Ship it is not written in small letters, digits and _; \
             the action customer.delete is the name of something that every model has; \
             the action client.ship is for a model that is not registered"
        );
    }

    #[test]
    fn models_that_do_not_get_along_are_all_named_at_once() {
        assert_eq!(problem(&[&CUSTOMER, &CUSTOMER]), "the model customer is registered twice");
        assert_eq!(
            problem(&[&CUSTOMER, &CLIENT, &LOGIN]),
            "the models client (customers) and customer (customers) share the table customers; \
             the model login would live at /login, which is a page of the site itself"
        );
    }
}
