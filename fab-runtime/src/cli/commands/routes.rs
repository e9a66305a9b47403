//! `routes`: which addresses are there, and what does each need?

use clap::Command;

use crate::cli::commands::table;
use crate::cli::context::Context;
use crate::error::Result;

pub(crate) fn command() -> Command {
    Command::new("routes").about("Lists every address and the permission that it needs")
}

pub(crate) fn run(context: &Context) -> Result<()> {
    let rows: Vec<[String; 3]> = context
        .app
        .routes()?
        .into_iter()
        .map(|route| [route.method.to_owned(), route.path, route.needs])
        .collect();
    for line in table::lines(&rows) {
        context.console.line(line);
    }
    Ok(())
}
