//! How does an application become a program? Arguments are read, settings decided, one command runs.

use clap::ArgMatches;
use clap::error::ErrorKind as Usage;

use crate::admin::App;
use crate::cli::call::Call;
use crate::cli::context::Context;
use crate::cli::settings::{Layers, Settings};
use crate::cli::{arguments, commands, logging, people, rates};
use crate::error::{Error, ErrorKind, Result};

impl App {
    /// Runs the command that the process was called with: `serve` when it names none.
    ///
    /// An error is printed as one readable message, and the process ends: with 2 when it was called or set up
    /// wrongly, else with 1.
    ///
    /// # Errors
    ///
    /// None that are returned; the type lets `main` end with it.
    pub async fn run(self) -> Result<()> {
        let call = Call::of_process();
        let console = call.console.clone();
        if let Err(error) = self.run_from(call).await {
            console.note(&format!("error: {error}"));
            let code = match error.kind() {
                ErrorKind::Settings | ErrorKind::Command => 2,
                _ => 1,
            };
            std::process::exit(code);
        }
        Ok(())
    }

    /// Runs the command of `call`; for tests, and for programs that have more to do themselves.
    ///
    /// # Errors
    ///
    /// Whatever the command reports, readable by a person.
    pub async fn run_from(self, call: Call) -> Result<()> {
        let program = call.program();
        let command = arguments::command(self.name(), &program);
        let matches = match command.try_get_matches_from(&call.arguments) {
            Ok(matches) => matches,
            Err(error) => return answer(&call, &error),
        };
        let settings = settings(&self, &call, &matches)?;
        let (name, of_command) = matches.subcommand().unwrap_or(("serve", &matches));
        let usual = if name == "serve" { logging::WHILE_SERVING } else { "warn" };
        logging::begin(settings.log.as_deref().unwrap_or(usual), settings.log_format);
        let app = rates::kept(self, settings.exchange.as_ref())?;
        let app = people::registering(app, settings.people.registration.as_ref());
        let context = Context { app, settings, console: call.console, program };
        commands::run(&context, name, of_command).await
    }
}

/// Help is printed; anything else is an error with clap's words.
fn answer(call: &Call, error: &clap::Error) -> Result<()> {
    let text = error.render().to_string();
    if matches!(error.kind(), Usage::DisplayHelp | Usage::DisplayVersion) {
        call.console.write(&text);
        return Ok(());
    }
    let text = text.trim_end();
    if error.kind() == Usage::DisplayHelpOnMissingArgumentOrSubcommand {
        call.console.note(&format!("{text}\n"));
        return Err(Error::new(ErrorKind::Command, "one of these commands is needed"));
    }
    Err(Error::new(ErrorKind::Command, text.strip_prefix("error: ").unwrap_or(text)))
}

fn settings(app: &App, call: &Call, matches: &ArgMatches) -> Result<Settings> {
    // Global flags arrive in the innermost command's matches.
    let matches = matches.subcommand().map_or(matches, |(_, of_command)| of_command);
    let matches = matches.subcommand().map_or(matches, |(_, of_command)| of_command);
    let mut layers = Layers::new();
    for (name, value) in app.settings() {
        layers = layers.builder(name, value.as_str());
    }
    let file = matches.get_one::<std::path::PathBuf>("config").map(std::path::PathBuf::as_path);
    layers = layers.file(file, &call.environment).variables(&call.environment);
    for name in arguments::setting_flags() {
        layers = layers.flag(name, matches.get_one::<String>(name).map(String::as_str));
    }
    Settings::read(app.name(), &layers)
        .map_err(|problems| Error::new(ErrorKind::Settings, problems.to_string()))
}
