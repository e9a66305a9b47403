//! What stands in for `keys` where the feature is off? A word on how to switch it on.
#![expect(
    clippy::unused_async,
    reason = "the functions that these stand in for wait for the database"
)]

use std::sync::Arc;

use clap::{Arg, ArgMatches, Command};

use crate::cli::context::Context;
use crate::db::{Db, Sealer, has_sealed};
use crate::error::{Error, ErrorKind, Result};

pub(crate) fn command() -> Command {
    Command::new("keys")
        .hide(true)
        .arg(Arg::new("anything").num_args(0..).allow_hyphen_values(true))
}

pub(crate) async fn run(_: &Context, _: &ArgMatches) -> Result<()> {
    Err(missing(ErrorKind::Command))
}

/// Models with sealed fields need what this program was built without.
pub(crate) async fn sealer(context: &Context, _: &Db) -> Result<Option<Arc<dyn Sealer>>> {
    if has_sealed(&context.app.models()) { Err(missing(ErrorKind::Models)) } else { Ok(None) }
}

fn missing(kind: ErrorKind) -> Error {
    Error::new(
        kind,
        "this program cannot seal fields; add the feature `encryption` of the crate fab",
    )
}
