//! `role`: what may each role do, and how do roles travel from one database to another?

use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command, value_parser};

use crate::cli::commands::table;
use crate::cli::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::security::{By, RoleChange, Security};

pub(crate) fn command() -> Command {
    let file =
        |help| Arg::new("file").value_name("FILE").value_parser(value_parser!(PathBuf)).help(help);
    Command::new("role")
        .about("Lists roles, and carries them from one database to another as JSON")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(Command::new("list").about("Lists every role with what it may do"))
        .subcommand(
            Command::new("export")
                .about("Writes the roles and what the database grants them")
                .arg(file("Where to; the output if not given")),
        )
        .subcommand(
            Command::new("diff")
                .about("Says what an import would change; exits with 1 when that is anything")
                .arg(file("A file that export wrote").required(true)),
        )
        .subcommand(
            Command::new("import")
                .about("Makes the roles those of a file; roles that are not in it are left alone")
                .arg(file("A file that export wrote").required(true)),
        )
}

pub(crate) async fn run(context: &Context, matches: &ArgMatches) -> Result<()> {
    let security = context.security().await?;
    match matches.subcommand() {
        Some(("export", matches)) => export(context, &security, matches).await,
        Some(("diff", matches)) => diff(context, &security, matches).await,
        Some(("import", matches)) => {
            let changes = security.import_roles(&read(matches)?, By::Program).await?;
            say(context, &changes);
            Ok(())
        }
        _ => list(context, &security).await,
    }
}

async fn list(context: &Context, security: &Security) -> Result<()> {
    let mut rows = vec![["ROLE", "BY THE PROGRAM", "BY THE DATABASE"].map(str::to_owned)];
    for role in security.roles().await? {
        let grants = security.grants_of(role.id).await?;
        let shown = |grants: &crate::security::Grants| {
            let all: Vec<String> = grants.iter().map(ToString::to_string).collect();
            if all.is_empty() { "-".to_owned() } else { all.join(" ") }
        };
        rows.push([role.name, shown(&grants.fixed), shown(&grants.granted)]);
    }
    for line in table::lines(&rows) {
        context.console.line(line);
    }
    Ok(())
}

async fn export(context: &Context, security: &Security, matches: &ArgMatches) -> Result<()> {
    let json = security.export_roles().await?;
    let text = format!("{json:#}\n");
    let Some(path) = matches.get_one::<PathBuf>("file") else {
        context.console.write(&text);
        return Ok(());
    };
    std::fs::write(path, text).map_err(|error| {
        let message = format!("cannot write {}", path.display());
        Error::new(ErrorKind::Command, message).with_source(error)
    })
}

async fn diff(context: &Context, security: &Security, matches: &ArgMatches) -> Result<()> {
    let changes = security.diff_roles(&read(matches)?).await?;
    say(context, &changes);
    match changes.iter().filter(|change| !matches!(change, RoleChange::Keep { .. })).count() {
        0 => Ok(()),
        1 => Err(Error::new(ErrorKind::Models, "one difference")),
        count => Err(Error::new(ErrorKind::Models, format!("{count} differences"))),
    }
}

fn say(context: &Context, changes: &[RoleChange]) {
    for change in changes {
        context.console.line(change.to_string());
    }
    if changes.is_empty() {
        context.console.line("no difference");
    }
}

fn read(matches: &ArgMatches) -> Result<serde_json::Value> {
    let path = matches.get_one::<PathBuf>("file").cloned().unwrap_or_default();
    let wrong = |what: &str| Error::new(ErrorKind::Command, format!("{} {what}", path.display()));
    let text = std::fs::read_to_string(&path)
        .map_err(|error| wrong("cannot be read").with_source(error))?;
    serde_json::from_str(&text).map_err(|error| wrong("is no JSON").with_source(error))
}
