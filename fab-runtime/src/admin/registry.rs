//! Which models does the site have, and do they get along?

use crate::error::{Error, ErrorKind, Result};
use crate::models::ModelMeta;

/// First path segments that mean a page of the site itself.
pub(crate) const RESERVED_SLUGS: &[&str] = &[
    "account",
    "add",
    "api",
    "export",
    "favicon.ico",
    "healthz",
    "import",
    "login",
    "logout",
    "metrics",
    "readyz",
    "robots.txt",
    "search",
    "setup",
    "static",
    "theme",
];

/// The models of a site, in the order in which they were registered.
#[derive(Debug, Clone, Default)]
pub(crate) struct Registry {
    models: Vec<&'static ModelMeta>,
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
            return Ok(Self { models });
        }
        Err(Error::new(ErrorKind::Models, problems.join("; ")))
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
    fn models_that_do_not_get_along_are_all_named_at_once() {
        assert_eq!(problem(&[&CUSTOMER, &CUSTOMER]), "the model customer is registered twice");
        assert_eq!(
            problem(&[&CUSTOMER, &CLIENT, &LOGIN]),
            "the models client (customers) and customer (customers) share the table customers; \
             the model login would live at /login, which is a page of the site itself"
        );
    }
}
