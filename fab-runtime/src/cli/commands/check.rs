//! `check`: would it start, and what is in force?

use std::sync::Arc;

use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::cli::context::Context;
use crate::cli::people;
use crate::cli::settings::changed_budgets;
use crate::clock::SystemClock;
use crate::db::analysis::{Answer, FieldAnalyzer, Support};
use crate::db::{Db, Store};
use crate::error::{Error, ErrorKind, Result};
use crate::models::{Column, ModelMeta, Permission, Verb};

pub(crate) fn command() -> Command {
    Command::new("check")
        .about("Checks settings, database and models, and says what is in force")
        .arg(
            Arg::new("fields")
                .long("fields")
                .action(ArgAction::SetTrue)
                .help("Says of each field what cannot be done with it on this database, and why"),
        )
}

pub(crate) async fn run(context: &Context, matches: &ArgMatches) -> Result<()> {
    let say = |good: bool, what: &str, found: String| say(context, good, what, &found);
    let settings = &context.settings;
    say(true, "settings", format!("{} mode", settings.mode.name()));
    say(
        true,
        "address",
        format!("listens on {}, reached at {}", settings.bind, settings.local_url()),
    );
    say(true, "people", people::in_force(context));
    for (variable, budget, usual) in changed_budgets(&settings.rates) {
        say(true, "budgets", format!("{variable} is {budget}, and usually {usual}"));
    }
    let mut wrong = 0;
    match context.app.check() {
        Ok(()) => {
            let names: Vec<&str> =
                context.app.own_models().iter().map(|model| model.name).collect();
            say(true, "models", names.join(", "));
            let actions: Vec<String> =
                context.app.actions().map(|action| action.to_string()).collect();
            if !actions.is_empty() {
                say(true, "actions", actions.join(", "));
            }
            for (permission, columns) in reveals(context) {
                say(true, "sealed", format!("{permission} shows {}", columns.join(", ")));
            }
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
                let store = Store::new(db.clone(), Arc::new(SystemClock));
                if let Err(error) = people::check_role(context, &store).await {
                    wrong += 1;
                    say(false, "people", error.to_string());
                }
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
            wrong += fields(context, db, matches.get_flag("fields")).await?;
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

/// What is sealed and may be revealed, by the permission that it takes.
fn reveals(context: &Context) -> Vec<(Permission, Vec<&'static str>)> {
    let models = context.app.own_models().iter().filter(|model| model.offers(Verb::Reveal));
    let shown = |model: &&'static ModelMeta| {
        let columns = model.columns().show().filter(|column| column.sealed.is_some());
        let columns = columns.map(|column| column.name).collect();
        (Permission::of(model.name, Verb::Reveal), columns)
    };
    models.map(shown).collect()
}

fn say(context: &Context, good: bool, what: &str, found: &str) {
    context.console.line(format!("{:5} {what:9} {found}", if good { "ok" } else { "WRONG" }));
}

/// Compares what the fields were asked to do with what the database lets them; the number of contradictions.
async fn fields(context: &Context, db: Db, all: bool) -> Result<usize> {
    let models = context.app.own_models();
    let analyzer = FieldAnalyzer::new(db, models.len());
    let mut wrong = 0;
    for model in models {
        let report = analyzer.report(model).await?;
        for (column, support) in model.columns().all().iter().zip(&report.columns) {
            for (use_, wanted, answer) in uses(column, support) {
                let Answer::No(reason) = answer else { continue };
                if wanted || all {
                    say(context, !wanted, "fields", &verdict(model, column, use_, reason));
                }
                wrong += usize::from(wanted);
            }
        }
    }
    Ok(wrong)
}

/// Each use, whether an attribute asks for it, and whether it can be had.
fn uses<'a>(column: &Column, support: &'a Support) -> [(&'static str, bool, &'a Answer); 4] {
    [
        ("cannot be kept", true, &support.storable),
        ("is not sorted", false, &support.sortable),
        ("is not searched", column.search, &support.searchable),
        ("is not edited", false, &support.editable),
    ]
}

fn verdict(model: &ModelMeta, column: &Column, use_: &str, reason: &str) -> String {
    format!("{}.{} {use_}: {reason}", model.name, column.name)
}
