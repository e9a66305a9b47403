//! `check`: would it start, and what is in force?

use clap::Command;

use crate::cli::context::Context;
use crate::error::{Error, ErrorKind, Result};

pub(crate) fn command() -> Command {
    Command::new("check").about("Checks settings, database and models, and says what is in force")
}

pub(crate) async fn run(context: &Context) -> Result<()> {
    let say = |good: bool, what: &str, found: String| {
        context.console.line(format!("{:5} {what:9} {found}", if good { "ok" } else { "WRONG" }));
    };
    let settings = &context.settings;
    say(true, "settings", format!("{} mode", settings.mode.name()));
    say(
        true,
        "address",
        format!("listens on {}, reached at {}", settings.bind, settings.local_url()),
    );
    let mut wrong = 0;
    match context.app.check() {
        Ok(()) => {
            let names: Vec<&str> =
                context.app.own_models().iter().map(|model| model.name).collect();
            say(true, "models", names.join(", "));
        }
        Err(error) => {
            wrong += 1;
            say(false, "models", error.to_string());
        }
    }
    match context.connect().await {
        Err(error) => {
            wrong += 1;
            say(false, "database", error.to_string());
        }
        Ok(db) => {
            say(true, "database", settings.shown_database_url());
            let plan = context.plan(&db).await?;
            if plan.is_empty() {
                say(true, "tables", "hold the models".to_owned());
            }
            // Development makes the changes itself when the site starts.
            let by_itself = context.is_development();
            for step in &plan.steps {
                say(by_itself, "tables", format!("to do: {}", step.summary));
            }
            for refusal in &plan.refused {
                say(false, "tables", format!("to decide: {refusal}"));
            }
            wrong += plan.refused.len() + if by_itself { 0 } else { plan.steps.len() };
        }
    }
    match wrong {
        0 => Ok(()),
        1 => Err(Error::new(ErrorKind::Models, "one thing is not as it should be")),
        _ => {
            Err(Error::new(ErrorKind::Models, format!("{wrong} things are not as they should be")))
        }
    }
}
