//! Which commands are there? One file for each.

mod audit;
mod check;
mod inspect;
mod migrate;
mod role;
mod routes;
mod serve;
pub(crate) mod table;
mod user;

use clap::{ArgMatches, Command};

use crate::cli::context::Context;
use crate::cli::{keys, seed};
use crate::error::Result;

/// Every command, in the order of the help.
pub(crate) fn all() -> Vec<Command> {
    vec![
        serve::command(),
        migrate::command(),
        user::command(),
        role::command(),
        audit::command(),
        keys::command(),
        seed::command(),
        inspect::command(),
        check::command(),
        routes::command(),
    ]
}

/// Runs the command of that name.
pub(crate) async fn run(context: &Context, name: &str, matches: &ArgMatches) -> Result<()> {
    match name {
        "migrate" => migrate::run(context, matches).await,
        "user" => user::run(context, matches).await,
        "role" => role::run(context, matches).await,
        "audit" => audit::run(context, matches).await,
        "keys" => keys::run(context, matches).await,
        "seed" => seed::run(context, matches).await,
        "inspect" => inspect::run(context, matches).await,
        "check" => check::run(context, matches).await,
        "routes" => routes::run(context),
        _ => serve::run(context).await,
    }
}
