//! How does a text become a typed setting, and its mistake a message?

use std::time::Duration;

use crate::cli::settings::known::Known;
use crate::cli::settings::layers::{Given, Layers, Origin};
use crate::cli::settings::oidc_source::OIDC;
use crate::cli::settings::problems::{Problem, Problems};
use crate::cli::settings::units;
use crate::secret::Secret;

/// Settings whose value may not be repeated in a message.
const SECRET: &[&str] = &[
    "secret_key",
    "database_url",
    "keys",
    "keys_old",
    "metrics_token",
    "smtp_url",
    "smtp_fallback_url",
    "twilio_token",
];

pub(crate) struct Reader<'a> {
    layers: &'a Layers,
    problems: Problems,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(layers: &'a Layers) -> Self {
        Self { layers, problems: layers.problems() }
    }

    /// The setting as `parse` reads it; `None` where it is not given or wrong.
    pub(crate) fn value<T>(
        &mut self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let given = self.layers.get(name)?;
        match parse(given.text.trim()) {
            Ok(value) => Some(value),
            Err(wrong) => {
                let what = if SECRET.contains(&name) {
                    wrong
                } else {
                    format!("is `{}`, which {wrong}", given.text)
                };
                let write = Known::by_name(name).map_or("", |known| known.write);
                let place = given.origin.name(name);
                self.problems.push(Problem::new(place, format!("{what}; write {write}")));
                None
            }
        }
    }

    /// A time; `default` seconds where it is not given.
    pub(crate) fn duration(&mut self, name: &str, default: u64) -> Duration {
        self.value(name, units::duration).unwrap_or(Duration::from_secs(default))
    }

    pub(crate) fn is_given(&self, name: &str) -> bool {
        self.layers.get(name).is_some()
    }

    /// The setting must be given here.
    pub(crate) fn missing(&mut self, name: &str, why: &str) {
        let write = Known::by_name(name).map_or("", |known| known.write);
        let message = format!("is not set, and {why}; write {write}");
        self.problems.push(Problem::new(Origin::Variable.name(name), message));
    }

    /// A variable of the account at Amazon.
    pub(crate) fn of_amazon(&self, name: &str) -> Option<Secret<String>> {
        self.layers.amazon(name).cloned()
    }

    /// A variable of the account at Amazon that must be set.
    pub(crate) fn needed_of_amazon(&mut self, name: &str, why: &str) -> Option<Secret<String>> {
        let value = self.of_amazon(name);
        if value.is_none() {
            let message =
                format!("is not set, and {why}; write that of an account that may use it");
            self.problems.push(Problem::new(name, message));
        }
        value
    }

    /// The setting is readable and yet not allowed.
    pub(crate) fn refuse(&mut self, name: &str, message: &str) {
        let origin = self.layers.get(name).map_or(Origin::Variable, |given| given.origin.clone());
        self.problems.push(Problem::new(origin.name(name), message));
    }

    /// The names of the providers of sign-ins.
    pub(crate) fn oidc_names(&self) -> Vec<String> {
        self.layers.oidc().keys().cloned().collect()
    }

    pub(crate) fn is_oidc_given(&self, provider: &str, part: &str) -> bool {
        self.of_provider(provider, part).is_some()
    }

    fn of_provider(&self, provider: &str, part: &str) -> Option<&'a Given> {
        self.layers.oidc().get(provider)?.get(part)
    }

    /// What is said of a provider; what was written is not repeated, for it may be a secret.
    pub(crate) fn of_oidc<T>(
        &mut self,
        provider: &str,
        part: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let given = self.of_provider(provider, part)?;
        match parse(given.text.trim()) {
            Ok(value) => Some(value),
            Err(wrong) => {
                let write = OIDC.iter().find(|known| known.name == part);
                let write = write.map_or("", |known| known.write);
                let place = given.origin.name(&of_oidc(provider, part));
                self.problems.push(Problem::new(place, format!("{wrong}; write {write}")));
                None
            }
        }
    }

    /// This must be said of the provider.
    pub(crate) fn missing_of_oidc(&mut self, provider: &str, part: &str) {
        let write = OIDC.iter().find(|known| known.name == part).map_or("", |known| known.write);
        let place = Origin::Variable.name(&of_oidc(provider, part));
        self.problems.push(Problem::new(place, format!("is not set; write {write}")));
    }

    /// What is said of the provider is readable and yet not allowed.
    pub(crate) fn refuse_of_oidc(&mut self, provider: &str, part: &str, message: &str) {
        let given = self.of_provider(provider, part);
        let origin = given.map_or(Origin::Variable, |given| given.origin.clone());
        self.problems.push(Problem::new(origin.name(&of_oidc(provider, part)), message));
    }

    pub(crate) fn finish(self) -> Result<(), Problems> {
        self.problems.into_result()
    }
}

/// The name of a setting that speaks of a provider.
fn of_oidc(provider: &str, part: &str) -> String {
    format!("oidc_{}_{part}", provider.replace('-', "_"))
}
