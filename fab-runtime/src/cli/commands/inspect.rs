//! `inspect`: which models would fit tables that exist already?

use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::cli::context::Context;
use crate::db::inspect::{self, Options};
use crate::db::{Db, DbOptions, schema};
use crate::error::{Error, ErrorKind, Result};

pub(crate) fn command() -> Command {
    Command::new("inspect")
        .about("Reads a database and prints models for its tables, as Rust that compiles")
        .arg(
            Arg::new("url")
                .value_name("URL")
                .help("The database; that of the settings if not given"),
        )
        .arg(
            Arg::new("app")
                .long("app")
                .action(ArgAction::SetTrue)
                .help("Prints a whole main.rs that serves the models"),
        )
        .arg(
            Arg::new("table")
                .long("table")
                .value_name("NAME")
                .action(ArgAction::Append)
                .help("Only this table; may be given several times"),
        )
}

pub(crate) async fn run(context: &Context, matches: &ArgMatches) -> Result<()> {
    let url = matches.get_one::<String>("url").unwrap_or(&context.settings.database_url);
    // A name that is spelt wrongly must not become an empty file.
    let options = DbOptions { create: false, ..DbOptions::new(url) };
    let db = Db::connect(&options).await.map_err(|error| {
        let message = format!("cannot open {}", options.shown_url());
        Error::new(ErrorKind::Database, message).with_source(error)
    })?;
    let mut live = schema::live(&db).await?;
    let wanted: Vec<String> =
        matches.get_many::<String>("table").unwrap_or_default().cloned().collect();
    if live.tables.is_empty() {
        let message = format!("there are no tables in {}", options.shown_url());
        return Err(Error::new(ErrorKind::Command, message));
    }
    if let Some(missing) = wanted.iter().find(|name| live.table(name).is_none()) {
        let message = format!("there is no table {missing} in {}", options.shown_url());
        return Err(Error::new(ErrorKind::Command, message));
    }
    if !wanted.is_empty() {
        live.tables.retain(|table| wanted.contains(&table.name));
    }
    let options = Options { app: matches.get_flag("app"), title: String::new() };
    context.console.write(&inspect::render(&live, &options));
    Ok(())
}
