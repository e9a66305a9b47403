//! Which template makes a page? The application's own of that name, else the built-in one.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use minijinja::value::{Object, ObjectRepr};
use minijinja::{
    Environment, Output, State, TemplateSource, UndefinedBehavior, Value, escape_formatter,
    path_loader,
};

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
    "access.html" "factor.html" "invitations.html"
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
        environment.set_formatter(write);
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
        let within = context.get_attr("content").ok();
        let within = within.as_ref().and_then(Value::downcast_object_ref::<Markup>);
        let special = model.filter(|_| self.has_own).map(|model| format!("{model}/{name}"));
        let special = special.and_then(|name| self.environment.get_template(&name).ok());
        let template = match special {
            Some(template) => template,
            None => self.environment.get_template(name).map_err(|error| broken(name, error))?,
        };
        // The page is most of it, and a buffer that grows copies it several times.
        let room = within.map_or(0, |within| within.0.as_str().len()) + USUAL_FRAME;
        let mut page = Vec::with_capacity(room);
        template.render_captured_to(context, &mut page).map_err(|error| broken(name, error))?;
        match String::from_utf8(page) {
            Ok(page) => Ok(Html::of_template(page)),
            Err(error) => {
                Err(Error::new(ErrorKind::Server, format!("the template {name} cuts a letter"))
                    .with_source(error))
            }
        }
    }
}

/// Room for what stands around the content of a page.
const USUAL_FRAME: usize = 24 * 1024;

/// Markup that a template writes as it is: a page moves into it without being copied.
#[derive(Debug)]
struct Markup(Html);

impl Object for Markup {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn is_true(self: &Arc<Self>) -> bool {
        !self.0.is_empty()
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str())
    }
}

/// The value that a template writes as it is.
pub(super) fn markup(html: Html) -> Value {
    Value::from_object(Markup(html))
}

/// Writes a value: markup as it is, everything else escaped.
fn write(
    out: &mut Output<'_>,
    state: &mut State<'_, '_>,
    value: &Value,
) -> Result<(), minijinja::Error> {
    match value.downcast_object_ref::<Markup>() {
        Some(markup) => out.write_str(markup.0.as_str()).map_err(minijinja::Error::from),
        None => escape_formatter(out, state, value),
    }
}

fn built_in(name: &str) -> Option<TemplateSource> {
    BUILT_IN.iter().find(|(known, _)| *known == name).map(|(_, source)| (*source).into())
}

fn broken(name: &str, error: minijinja::Error) -> Error {
    Error::new(ErrorKind::Server, format!("the template {name} cannot be rendered"))
        .with_source(error)
}

#[cfg(test)]
mod tests {
    use minijinja::context;

    use super::*;

    #[test]
    fn markup_is_written_as_it_is_and_everything_else_is_escaped() {
        let mut templates = Templates::new(None).unwrap();
        let own = "{% if content %}{% set kept %}{{ content }}{% endset %}{{ kept }}{% endif %}{{ text }}";
        templates.environment.add_template("own.html", own).unwrap();
        let render = |content: Html| {
            let context = context! { content => markup(content), text => "<i>" };
            templates.render("own.html", None, context).unwrap().into_string()
        };
        assert_eq!(render(Html::of_template("<b>ü</b>".to_owned())), "<b>ü</b>&lt;i&gt;");
        assert_eq!(render(Html::default()), "&lt;i&gt;");
    }
}
