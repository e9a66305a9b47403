//! Which addresses has a site? The table of routes, once for each model, in words.

use std::fmt;

use crate::admin::registry::Registry;
use crate::admin::routes::{Needs, Page, TABLE};
use crate::models::{ModelMeta, Permission, Verb};

/// One address of a site: what the `routes` command prints.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RouteInfo {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The path; what varies stands in braces.
    pub path: String,
    /// What it needs, in words.
    pub needs: String,
    /// Whether someone who is not signed in gets an answer.
    pub public: bool,
}

impl fmt::Display for RouteInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:<5} {:<40} {}", self.method, self.path, self.needs)
    }
}

/// Every address with what it needs, for these models; addresses of models once for each model.
pub(crate) fn listed(registry: &Registry) -> Vec<RouteInfo> {
    let models: &[&'static ModelMeta] = registry.all();
    let mut found = Vec::new();
    for route in TABLE {
        let mut add = |path: String, needs: String| {
            let public = route.needs.is_open();
            let method = route.method_name();
            found.push(RouteInfo { method, path, needs, public });
        };
        match route.needs {
            Needs::Nothing | Needs::Anyone => add(route.path.to_owned(), "nothing".to_owned()),
            Needs::Figures(model, action) => {
                let permission = Permission::action(model, action);
                add(route.path.to_owned(), format!("FAB_METRICS_TOKEN or {permission}"));
            }
            Needs::Session => add(route.path.to_owned(), "a session".to_owned()),
            Needs::Known => add(route.path.to_owned(), "a session, or half of one".to_owned()),
            Needs::Half => add(route.path.to_owned(), "half a session".to_owned()),
            Needs::Enrol => {
                let needs = "a session, or one that needs a second factor";
                add(route.path.to_owned(), needs.to_owned());
            }
            Needs::MayDo(model, action) => {
                add(route.path.to_owned(), Permission::action(model, action).to_string());
            }
            Needs::MayOn(model, verb) => {
                add(route.path.to_owned(), Permission::of(model, verb).to_string());
            }
            Needs::MayEither(model, one, other) => {
                let one = Permission::of(model, one);
                let other = Permission::of(model, other);
                add(route.path.to_owned(), format!("{one} or {other}"));
            }
            Needs::May(verb) => {
                let hidden = route.page == Page::Hide;
                let listed = |model: &'static ModelMeta| !hidden || model.offers(Verb::Reveal);
                for model in models.iter().filter(|model| model.offers(verb) && listed(model)) {
                    let needs = Permission::of(model.name, verb).to_string();
                    add(route.path.replace("{slug}", model.slug), needs);
                }
            }
            Needs::MayBoth(one, other) => {
                let both = |model: &&&'static ModelMeta| model.offers(one) && model.offers(other);
                for model in models.iter().filter(both) {
                    let one = Permission::of(model.name, one);
                    let other = Permission::of(model.name, other);
                    add(route.path.replace("{slug}", model.slug), format!("{one} and {other}"));
                }
            }
            Needs::Act => {
                for model in models {
                    for action in registry.actions(model) {
                        let path = route.path.replace("{slug}", model.slug);
                        let path = path.replace("{action}", action.name());
                        add(path, action.permission(model).to_string());
                    }
                }
            }
            Needs::Lookup => {
                for model in models {
                    let list = Permission::of(model.name, Verb::List);
                    let needs = format!("{list}, or to edit what refers to it");
                    add(route.path.replace("{slug}", model.slug), needs);
                }
            }
        }
    }
    found
}
