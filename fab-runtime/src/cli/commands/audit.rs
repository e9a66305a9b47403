//! `audit`: is the log of what happened whole, and what stands in it?

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command, value_parser};
use serde_json::{Map, Value as Json};

use crate::cli::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::models::{Record, Value, plain_text};
use crate::security::{AuditAnchor, Security};

pub(crate) fn command() -> Command {
    let anchor = |name: &'static str, help: &'static str| {
        Arg::new(name)
            .long(name)
            .value_name("ANCHOR")
            .value_parser(value_parser!(AuditAnchor))
            .help(help)
    };
    Command::new("audit")
        .about("Proves that the audit log is whole, and writes it out")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(
            Command::new("verify")
                .about("Walks the whole log; fails where it was altered first")
                .arg(anchor("anchor", "What an earlier run printed: is that entry still there?"))
                .arg(anchor("after", "Begins behind this entry, which is taken for good"))
                .after_help(
                    "An entry that was changed, taken out, moved or added by other hands is found, and a tail that \
                     was cut off.\nWhoever puts the whole database back to an older state is found only with an \
                     anchor: keep the one that a\nrun prints somewhere else, and give it to the next run.",
                ),
        )
        .subcommand(
            Command::new("export")
                .about("Writes every entry as a line of JSON")
                .arg(Arg::new("file").value_name("FILE").value_parser(value_parser!(PathBuf))
                    .help("Where to; otherwise to the output")),
        )
}

pub(crate) async fn run(context: &Context, matches: &ArgMatches) -> Result<()> {
    let security = context.security().await?;
    match matches.subcommand() {
        Some(("export", matches)) => export(context, &security, matches).await,
        Some((_, matches)) => verify(context, &security, matches).await,
        None => Ok(()),
    }
}

async fn verify(context: &Context, security: &Security, matches: &ArgMatches) -> Result<()> {
    let (anchor, after) = (matches.get_one("anchor"), matches.get_one("after"));
    let report = security.verify_audit(anchor, after).await?;
    let entries = report.entries;
    let whole =
        format!("{entries} {} whole", if entries == 1 { "entry is" } else { "entries are" });
    context.console.line(whole);
    if let Some(anchor) = report.anchor {
        context.console.line(format!("anchor {anchor}"));
    }
    match report.broken {
        None => Ok(()),
        Some(broken) => {
            Err(Error::new(ErrorKind::Models, format!("the audit log is broken: {broken}")))
        }
    }
}

async fn export(context: &Context, security: &Security, matches: &ArgMatches) -> Result<()> {
    let path = matches.get_one::<PathBuf>("file");
    let mut file = match path {
        Some(path) => Some(BufWriter::new(File::create(path).map_err(|e| cannot(path, e))?)),
        None => None,
    };
    let mut last = 0;
    loop {
        let entries = security.audit_after(last).await?;
        let Some(end) = entries.last().and_then(|entry| entry.get("seq").as_int()) else { break };
        last = end;
        let mut lines = String::new();
        for entry in &entries {
            lines.push_str(&json(entry).to_string());
            lines.push('\n');
        }
        match (&mut file, path) {
            (Some(file), Some(path)) => {
                file.write_all(lines.as_bytes()).map_err(|error| cannot(path, error))?;
            }
            _ => context.console.write(&lines),
        }
    }
    match (file, path) {
        (Some(mut file), Some(path)) => file.flush().map_err(|error| cannot(path, error)),
        _ => Ok(()),
    }
}

fn cannot(path: &Path, error: std::io::Error) -> Error {
    let message = format!("cannot write {}", path.display());
    Error::new(ErrorKind::Command, message).with_source(error)
}

/// An entry with its columns by name; the facts as what they are.
fn json(entry: &Record) -> Json {
    let columns = entry.model().columns().all().iter();
    let object: Map<String, Json> = columns
        .map(|column| {
            let value = match entry.at(column.index) {
                Value::Null => Json::Null,
                Value::Int(int) => (*int).into(),
                Value::Text(text) if column.name == "facts" => {
                    serde_json::from_str(text).unwrap_or_else(|_| text.as_str().into())
                }
                value => plain_text(value).into(),
            };
            (column.name.to_owned(), value)
        })
        .collect();
    Json::Object(object)
}
