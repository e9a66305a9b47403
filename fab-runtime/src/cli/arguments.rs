//! Which commands and flags are there? The command line, on one screen.

use std::fmt::Write as _;

use clap::{Arg, ArgAction, Command, value_parser};

use crate::cli::commands;

/// Settings that are also flags of every command.
const FLAGS: &[(&str, &str, &str, &str)] = &[
    ("mode", "mode", "MODE", "development or production"),
    (
        "database_url",
        "database-url",
        "URL",
        "Which database: sqlite:shop.db, postgres://.., mysql://..",
    ),
    ("bind", "bind", "ADDRESS", "Where the server listens: 127.0.0.1:8000"),
    ("base_url", "base-url", "URL", "How browsers reach the server: https://admin.example.com"),
    (
        "log",
        "log",
        "LEVEL",
        "Which events are logged: error, warn, info, debug, trace, or by module",
    ),
    ("log_format", "log-format", "FORMAT", "How events are written: text or json"),
];

/// What one would type, and what for.
const EXAMPLES: &[(&str, &str)] = &[
    ("", "create tables, print a set-up link, serve"),
    ("seed 100", "100 plausible rows in every table"),
    ("user add ada --role Admin", "a person, without the link"),
    ("migrate --print", "the SQL that would bring the tables up to date"),
    ("inspect mysql://localhost/shop", "models for tables that exist"),
];

fn after_help(program: &str) -> String {
    let mut text = "Examples:\n".to_owned();
    for (arguments, what) in EXAMPLES {
        let _ = writeln!(
            text,
            "  {:width$}  {what}",
            format!("{program} {arguments}"),
            width = program.len() + 31
        );
    }
    let _ = write!(
        text,
        "\nEvery setting is also a FAB_* variable and a name in fab.toml; `{program} check` says what is in \
         force.\nExit codes: 0 done, 1 failed, 2 used or set up wrongly."
    );
    text
}

/// The command line of the application of that name.
pub(crate) fn command(app: &str, program: &str) -> Command {
    let mut root = Command::new("fab")
        .bin_name(program)
        .about(format!("{app}: the admin site, its database and its people"))
        .after_help(after_help(program))
        .subcommand_value_name("COMMAND")
        .infer_long_args(true)
        .arg(
            Arg::new("config")
                .long("config")
                .value_name("FILE")
                .global(true)
                .help_heading("Settings")
                .value_parser(value_parser!(std::path::PathBuf))
                .help("The settings file; fab.toml where that exists"),
        );
    for (name, flag, value, help) in FLAGS {
        root = root.arg(setting(name, flag, value, help));
    }
    root.subcommands(commands::all())
}

fn setting(name: &'static str, flag: &'static str, value: &'static str, help: &'static str) -> Arg {
    Arg::new(name)
        .long(flag)
        .value_name(value)
        .global(true)
        .help_heading("Settings")
        .help(help)
        .action(ArgAction::Set)
}

/// The names of the settings that are flags.
pub(crate) fn setting_flags() -> impl Iterator<Item = &'static str> {
    FLAGS.iter().map(|(name, ..)| *name)
}
