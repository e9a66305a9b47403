//! What stands in for `seed` where the feature is off? A word on how to switch it on.
#![expect(
    clippy::unused_async,
    reason = "the functions that these stand in for wait for the database"
)]

use clap::{Arg, ArgMatches, Command};

use crate::cli::context::Context;
use crate::db::Store;
use crate::error::{Error, ErrorKind, Result};

pub(crate) fn command() -> Command {
    Command::new("seed")
        .hide(true)
        .arg(Arg::new("anything").num_args(0..).allow_hyphen_values(true))
}

pub(crate) async fn run(_: &Context, _: &ArgMatches) -> Result<()> {
    Err(Error::new(
        ErrorKind::Command,
        "this program cannot make up rows; add the feature `seed` of the crate fab",
    ))
}

pub(crate) async fn demo(context: &Context, _: &Store) -> Result<()> {
    context.console.note("no rows are made up: add the feature `seed` of the crate fab");
    Ok(())
}

/// No command could fill the tables, so nobody has to know.
pub(crate) async fn is_all_empty(_: &Context, _: &Store) -> Result<bool> {
    Ok(false)
}
