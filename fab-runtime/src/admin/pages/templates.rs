//! Which template makes a page? The application's own of that name, else the built-in one.

use std::fmt;
use std::path::Path;

use minijinja::{Environment, TemplateSource, UndefinedBehavior, Value, path_loader};

use crate::error::{Error, ErrorKind, Result};
use crate::widgets::Html;

macro_rules! built_in {
    ($($name:literal)*) => {
        /// The built-in templates by name; `!` before a name means this one, whatever the application has.
        const BUILT_IN: &[(&str, &str)] = &[$(($name, include_str!(concat!("../templates/", $name)))),*];
    };
}

built_in! {
    "base.html" "page.html" "bare.html" "index.html" "list.html" "form.html" "show.html" "delete.html"
    "export.html" "action.html"
    "conflict.html" "pick.html" "login.html" "setup.html" "password.html" "roles.html" "grants.html"
    "message.html"
}

/// The templates, each read once (those of a folder again when they change).
pub(super) struct Templates {
    environment: Environment<'static>,
    has_own: bool,
}

impl fmt::Debug for Templates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Templates").field("has_own", &self.has_own).finish_non_exhaustive()
    }
}

impl Templates {
    pub(super) fn new(folder: Option<&Path>) -> Result<Self> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        let own = folder.map(path_loader);
        let has_own = own.is_some();
        environment.set_loader(move |name| {
            if let Some(name) = name.strip_prefix('!') {
                return Ok(built_in(name));
            }
            if let Some(own) = &own
                && let Some(source) = own(name)?
            {
                return Ok(Some(source));
            }
            Ok(built_in(name))
        });
        let templates = Self { environment, has_own };
        for (name, _) in BUILT_IN {
            templates.environment.get_template(name).map_err(|error| broken(name, error))?;
        }
        Ok(templates)
    }

    /// Renders `name`: the application's template for that model, for all models, or the built-in one.
    pub(super) fn render(&self, name: &str, model: Option<&str>, context: Value) -> Result<Html> {
        let special = model.filter(|_| self.has_own).map(|model| format!("{model}/{name}"));
        let special = special.and_then(|name| self.environment.get_template(&name).ok());
        let template = match special {
            Some(template) => template,
            None => self.environment.get_template(name).map_err(|error| broken(name, error))?,
        };
        template.render(context).map(Html::of_template).map_err(|error| broken(name, error))
    }
}

fn built_in(name: &str) -> Option<TemplateSource> {
    BUILT_IN.iter().find(|(known, _)| *known == name).map(|(_, source)| (*source).into())
}

fn broken(name: &str, error: minijinja::Error) -> Error {
    Error::new(ErrorKind::Server, format!("the template {name} cannot be rendered"))
        .with_source(error)
}
