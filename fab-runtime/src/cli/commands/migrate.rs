//! `migrate`: do the tables hold the models, and what would it take?

use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::cli::context::Context;
use crate::cli::keys;
use crate::db::schema;
use crate::error::{Error, ErrorKind, Result};

pub(crate) fn command() -> Command {
    Command::new("migrate")
        .about("Brings the tables up to date with the models, and makes the first keys; never drops or narrows anything")
        .arg(
            Arg::new("print")
                .long("print")
                .action(ArgAction::SetTrue)
                .help("Only prints the SQL, and changes nothing"),
        )
}

pub(crate) async fn run(context: &Context, matches: &ArgMatches) -> Result<()> {
    context.app.check()?;
    let db = context.connect().await?;
    if matches.get_flag("print") {
        context.console.write(&context.plan(&db).await?.to_string());
        return Ok(());
    }
    let done = schema::migrate(&db, &context.app.models()).await?;
    for step in &done.steps {
        context.console.line(format!("done: {}", step.summary));
    }
    let made = keys::first(context, &db).await?;
    if done.is_empty() && !made {
        context.console.line("nothing to do: the tables hold the models");
    }
    if done.refused.is_empty() {
        return Ok(());
    }
    for refusal in &done.refused {
        context.console.line(format!("left to you: {refusal}"));
        for sql in &refusal.sql {
            context.console.line(format!("  {sql};"));
        }
    }
    let count = done.refused.len();
    Err(Error::new(ErrorKind::Models, format!("{count} changes need a person's decision")))
}
