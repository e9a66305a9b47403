//! Which commands change keys, and what do they print?

use std::ops::ControlFlow;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use crate::cli::commands::table;
use crate::cli::context::Context;
use crate::cli::keys::progress::Progress;
use crate::cli::keys::vault::{PURPOSES, open, said};
use crate::clock::{Clock as _, SystemClock};
use crate::crypto::keys::{KeyState, Purpose};
use crate::db::has_sealed;
use crate::db::keys::{Depth, KeyError, KeyVault, Reencryption, Survey, Unopened};
use crate::error::{Error, ErrorKind, Result};

/// Cells that are named one by one.
const NAMED: usize = 20;

pub(crate) fn command() -> Command {
    let flag = |name: &'static str, help: &'static str| {
        Arg::new(name).long(name).action(ArgAction::SetTrue).help(help)
    };
    Command::new("keys")
        .about("The keys of sealed fields: makes, shows, changes and destroys them")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(Command::new("generate").about("Makes the keys that are missing"))
        .subcommand(
            Command::new("status").about("Keys, how old they are, and how many cells each seals"),
        )
        .subcommand(
            Command::new("rotate")
                .about("Puts new keys in the place of the active ones, at once; then run reencrypt")
                .arg(
                    Arg::new("purpose")
                        .long("purpose")
                        .value_name("PURPOSE")
                        .value_parser(["fields", "blind_index"])
                        .help("Only these keys; both otherwise"),
                ),
        )
        .subcommand(
            Command::new("reencrypt")
                .about(
                    "Brings every sealed cell under the active keys; may be stopped and run again",
                )
                .arg(
                    Arg::new("rate")
                        .long("rate")
                        .value_name("N")
                        .value_parser(value_parser!(u32).range(1..))
                        .help("At most so many rows in a second"),
                )
                .arg(flag("dry-run", "Only says what would be done")),
        )
        .subcommand(
            Command::new("rewrap")
                .about("Wraps every key by what FAB_KEYS names now; FAB_KEYS_OLD says what it was"),
        )
        .subcommand(
            Command::new("verify")
                .about("Opens every sealed cell, and names those that do not open"),
        )
        .subcommand(
            Command::new("destroy")
                .about("Wipes a key that no cell needs; what only it opens, is lost")
                .arg(
                    Arg::new("key")
                        .value_name("NUMBER")
                        .required(true)
                        .value_parser(value_parser!(u32).range(1..)),
                ),
        )
}

pub(crate) async fn run(context: &Context, matches: &ArgMatches) -> Result<()> {
    if !has_sealed(&context.app.models()) {
        return Err(Error::new(ErrorKind::Command, "no model has sealed fields"));
    }
    let db = context.prepared().await?;
    let vault = open(context, &db).await?;
    let done = match matches.subcommand() {
        Some(("generate", _)) => generate(context, &vault).await,
        Some(("rotate", of)) => rotate(context, &vault, of).await,
        Some(("reencrypt", of)) => reencrypt(context, &vault, of).await,
        Some(("rewrap", _)) => rewrap(context, &vault).await,
        Some(("verify", _)) => verify(context, &vault).await,
        Some(("destroy", of)) => {
            let key = of.get_one("key").copied().unwrap_or(0);
            vault.destroy(key, &context.app.models()).await.map_err(|error| refused(&error))?;
            context.console.line(format!("key {key} is destroyed"));
            Ok(())
        }
        _ => status(context, &vault).await,
    };
    db.close().await;
    done
}

/// What was asked for cannot be done: a matter of the command, not of the database.
fn refused(error: &KeyError) -> Error {
    Error::new(ErrorKind::Command, error.to_string())
}

async fn generate(context: &Context, vault: &KeyVault) -> Result<()> {
    for purpose in PURPOSES {
        match vault.generate(purpose).await? {
            Some(id) => context.console.line(format!("made key {id} for {}", said(purpose))),
            None => context.console.line(format!("there is a key for {} already", said(purpose))),
        }
    }
    Ok(())
}

async fn rotate(context: &Context, vault: &KeyVault, matches: &ArgMatches) -> Result<()> {
    let only = matches.get_one::<String>("purpose").and_then(|name| Purpose::of_name(name));
    for purpose in PURPOSES.into_iter().filter(|purpose| only.is_none_or(|only| only == *purpose)) {
        let id = vault.rotate(purpose).await.map_err(|error| refused(&error))?;
        context.console.line(format!("key {id} is active for {} now", said(purpose)));
    }
    let program = &context.program;
    context.console.line(format!("run `{program} keys reencrypt` to bring what is there under it"));
    Ok(())
}

async fn rewrap(context: &Context, vault: &KeyVault) -> Result<()> {
    let done = vault.rewrap().await?;
    for key in &done {
        context.console.line(format!("key {key} is wrapped anew"));
    }
    context.console.line(if done.is_empty() {
        "every key is wrapped by FAB_KEYS already; FAB_KEYS_OLD is not needed".to_owned()
    } else {
        "every key is wrapped by FAB_KEYS now; take FAB_KEYS_OLD out of the settings of all processes".to_owned()
    });
    Ok(())
}

async fn reencrypt(context: &Context, vault: &KeyVault, matches: &ArgMatches) -> Result<()> {
    let rate = matches.get_one("rate").copied();
    let mut how =
        Reencryption { rate, dry_run: matches.get_flag("dry-run"), ..Reencryption::default() };
    if let Some(rate) = how.rate {
        how.batch = how.batch.min(u16::try_from(rate).unwrap_or(u16::MAX));
    }
    let models = context.app.models();
    let mut progress = Progress::new(vault.rows(&models).await?);
    let done = vault.reencrypt(&models, how, |model, done| {
        progress.at(model.plural, done.rows);
        ControlFlow::Continue(())
    });
    let done = done.await?;
    let speed = progress.end(done.rows);
    let would = if how.dry_run { "would be " } else { "" };
    let say = |text: String| context.console.line(text);
    say(format!("{} rows looked at, {speed} in a second", done.rows));
    say(format!("{} cells {would}sealed, {} of them stood in the clear", done.sealed, done.plain));
    say(format!("{} blind indexes {would}written", done.hashed));
    if done.overtaken > 0 {
        say(format!("{} rows were changed by others meanwhile", done.overtaken));
    }
    failed(context, &done.failed)
}

async fn verify(context: &Context, vault: &KeyVault) -> Result<()> {
    let (survey, speed) = survey(context, vault, Depth::Opened).await?;
    let say = |text: String| context.console.line(text);
    say(format!("{} rows looked at, {speed} in a second", survey.rows));
    for (key, cells) in &survey.cells {
        say(format!("key {key}: {cells} cells"));
    }
    say(format!("in the clear: {} cells", survey.plain));
    say(format!(
        "blind indexes: {} of the active key, {} others",
        survey.indexed, survey.unindexed
    ));
    failed(context, &survey.failed)
}

async fn survey(context: &Context, vault: &KeyVault, depth: Depth) -> Result<(Survey, u64)> {
    let models = context.app.models();
    let mut progress = Progress::new(vault.rows(&models).await?);
    let mut rows = 0;
    let found = vault.survey(&models, depth, |model, more| {
        rows += more;
        progress.at(model.plural, rows);
    });
    let found = found.await?;
    let speed = progress.end(found.rows);
    Ok((found, speed))
}

async fn status(context: &Context, vault: &KeyVault) -> Result<()> {
    let (survey, _) = survey(context, vault, Depth::Names).await?;
    let now = SystemClock.now();
    let mut rows = vec![["KEY", "FOR", "STATE", "AGE", "CELLS", "WRAPPED BY"].map(str::to_owned)];
    for key in vault.records().await? {
        let cells = match key.purpose {
            Purpose::Fields => survey.cells.get(&key.id).copied().unwrap_or(0).to_string(),
            _ => "-".to_owned(),
        };
        let late = key.not_after.is_some_and(|end| end < now) && key.state == KeyState::Active;
        rows.push([
            key.id.to_string(),
            said(key.purpose).to_owned(),
            format!("{}{}", key.state.name(), if late { ", to be rotated" } else { "" }),
            format!("{} days", (now - key.created).num_days()),
            cells,
            key.wrapped_by,
        ]);
    }
    for line in table::lines(&rows) {
        context.console.line(line);
    }
    context.console.line(format!("in the clear: {} cells", survey.plain));
    Ok(())
}

fn failed(context: &Context, cells: &[Unopened]) -> Result<()> {
    for cell in cells.iter().take(NAMED) {
        context.console.line(format!("does not open: {cell}"));
    }
    match cells.len() {
        0 => Ok(()),
        1 => Err(Error::new(ErrorKind::Database, "one cell does not open")),
        count => Err(Error::new(ErrorKind::Database, format!("{count} cells do not open"))),
    }
}
