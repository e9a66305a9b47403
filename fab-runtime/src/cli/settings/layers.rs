//! Who said what? The layers of settings as texts, each with where it came from.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

use crate::cli::settings::environment::{AMAZON, Environment};
use crate::cli::settings::known::{KNOWN, Known};
use crate::cli::settings::oidc_source;
use crate::cli::settings::problems::{Problem, Problems};
use crate::cli::settings::units::closest;
use crate::secret::Secret;

/// The file that is read when it exists and nothing else is asked for.
const DEFAULT_FILE: &str = "fab.toml";

/// Every setting that was given, as text, with where it came from.
#[derive(Clone, Default)]
pub struct Layers {
    given: BTreeMap<&'static str, Given>,
    amazon: BTreeMap<&'static str, Secret<String>>,
    /// By the name of the provider, and what is said of it.
    oidc: BTreeMap<String, BTreeMap<&'static str, Given>>,
    problems: Vec<Problem>,
}

/// One setting as it was written.
#[derive(Clone)]
pub(crate) struct Given {
    pub(crate) text: String,
    pub(crate) origin: Origin,
}

/// Where a setting was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    Builder,
    File { path: PathBuf, line: usize },
    Variable,
    Flag,
}

impl Origin {
    /// How the setting of that name is spelled in the same place.
    fn spelling(&self, setting: &str) -> String {
        match self {
            Self::Builder | Self::File { .. } => setting.to_owned(),
            Self::Variable | Self::Flag => self.name(setting),
        }
    }

    /// How a person finds the place again.
    pub(crate) fn name(&self, setting: &str) -> String {
        match self {
            Self::Builder => format!("setting {setting}"),
            Self::File { path, line } => format!("{}:{line} {setting}", path.display()),
            Self::Variable => format!("FAB_{}", setting.to_ascii_uppercase()),
            Self::Flag => format!("--{}", setting.replace('_', "-")),
        }
    }
}

impl fmt::Debug for Layers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.given.iter().map(|(name, given)| (name, &given.origin))).finish()
    }
}

impl Layers {
    /// Nothing given yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// What the program's own code says.
    #[must_use]
    pub fn builder(mut self, name: &str, value: impl Into<String>) -> Self {
        self.give(name, value.into(), Origin::Builder);
        self
    }

    /// The settings file: `flag`, else what `FAB_CONFIG` names, else `fab.toml` where that exists.
    #[must_use]
    pub fn file(mut self, flag: Option<&Path>, environment: &Environment) -> Self {
        let named = flag.map(Path::to_path_buf);
        let named = named.or_else(|| environment.get("FAB_CONFIG").map(PathBuf::from));
        let path = match named {
            Some(path) => path,
            None if Path::new(DEFAULT_FILE).exists() => PathBuf::from(DEFAULT_FILE),
            None => return self,
        };
        match std::fs::read_to_string(&path) {
            Ok(text) => self.toml(&path, &text),
            Err(error) => {
                let message = format!("cannot be read: {error}; name a file that exists");
                self.problems.push(Problem::new(path.display().to_string(), message));
                self
            }
        }
    }

    /// The contents of a settings file.
    #[must_use]
    pub fn toml(mut self, path: &Path, text: &str) -> Self {
        let table = match DeTable::parse(text) {
            Ok(table) => table.into_inner(),
            Err(error) => {
                let line = error.span().map_or(1, |span| line_of(text, span.start));
                let place = format!("{}:{line}", path.display());
                self.problems.push(Problem::new(place, error.message().to_owned()));
                return self;
            }
        };
        for (name, value) in table {
            let line = line_of(text, name.span().start);
            let origin = Origin::File { path: path.to_path_buf(), line };
            let name = name.into_inner();
            match scalar(value.get_ref()) {
                Some(text) => self.give(&name, text, origin),
                None => self.problems.push(Problem::new(
                    origin.name(&name),
                    "is no text, number, boolean or list of texts; sections are not used",
                )),
            }
        }
        self
    }

    /// `FAB_*` variables, and those of an account at Amazon. Those that begin with `FAB_TEST_` belong to test suites and are left alone.
    #[must_use]
    pub fn variables(mut self, environment: &Environment) -> Self {
        for variable in environment.names() {
            let Some(name) = variable.strip_prefix("FAB_") else { continue };
            if name == "CONFIG" || name.starts_with("TEST_") {
                continue;
            }
            if let Some(value) = environment.get(variable) {
                self.give(&name.to_ascii_lowercase(), value.to_owned(), Origin::Variable);
            }
        }
        for name in AMAZON {
            if let Some(value) = environment.get(name) {
                self.amazon.insert(name, Secret::new(value.trim().to_owned()));
            }
        }
        self
    }

    /// A flag, where it was given.
    #[must_use]
    pub fn flag(mut self, name: &str, value: Option<&str>) -> Self {
        if let Some(value) = value {
            self.give(name, value.to_owned(), Origin::Flag);
        }
        self
    }

    fn give(&mut self, name: &str, text: String, origin: Origin) {
        if let Some(known) = Known::by_name(name) {
            self.given.insert(known.name, Given { text, origin });
            return;
        }
        if let Some((provider, part)) = oidc_source::split(name) {
            self.oidc.entry(provider).or_default().insert(part, Given { text, origin });
            return;
        }
        let mut message = "is not a setting".to_owned();
        if let Some(near) = closest(name, KNOWN.iter().map(|known| known.name)) {
            message = format!("{message}; did you mean {}?", origin.spelling(near));
        }
        self.problems.push(Problem::new(origin.name(name), message));
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Given> {
        self.given.get(name)
    }

    /// A variable of the account at Amazon.
    pub(crate) fn amazon(&self, name: &str) -> Option<&Secret<String>> {
        self.amazon.get(name)
    }

    /// What is said of each provider of sign-ins.
    pub(crate) const fn oidc(&self) -> &BTreeMap<String, BTreeMap<&'static str, Given>> {
        &self.oidc
    }

    /// What was wrong with the layers themselves.
    pub(crate) fn problems(&self) -> Problems {
        Problems::of(self.problems.clone())
    }
}

fn scalar(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.clone().into_owned()),
        DeValue::Integer(number) => Some(number.to_string()),
        DeValue::Float(number) => Some(number.to_string()),
        DeValue::Boolean(answer) => Some(answer.to_string()),
        DeValue::Array(values) => {
            let texts: Option<Vec<String>> =
                values.iter().map(|value| scalar(value.get_ref())).collect();
            Some(texts?.join(", "))
        }
        DeValue::Datetime(_) | DeValue::Table(_) => None,
    }
}

fn line_of(text: &str, offset: usize) -> usize {
    1 + text.bytes().take(offset).filter(|byte| *byte == b'\n').count()
}
