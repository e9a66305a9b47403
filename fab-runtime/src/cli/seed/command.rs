//! `seed`: plausible rows for every table, or for one.

use clap::{Arg, ArgMatches, Command, value_parser};

use crate::cli::context::Context;
use crate::cli::seed::filling::{Filled, Filling};
use crate::cli::seed::progress::Progress;
use crate::db::Store;
use crate::error::{Error, ErrorKind, Result};
use crate::models::{Condition, ModelMeta, Scope};

pub(crate) fn command() -> Command {
    Command::new("seed")
        .about("Adds plausible rows to every table, to have something to look at")
        .arg(
            Arg::new("rows")
                .value_name("N")
                .required(true)
                .value_parser(value_parser!(u64).range(1..=10_000_000))
                .help("How many rows for each table"),
        )
        .arg(
            Arg::new("model")
                .long("model")
                .value_name("NAME")
                .help("Only this model: order_line, or the last part of its address: order-lines"),
        )
        .arg(
            Arg::new("seed-number")
                .long("seed-number")
                .value_name("NUMBER")
                .value_parser(value_parser!(u64))
                .default_value("1")
                .help("The same number makes the same rows in the same tables"),
        )
}

pub(crate) async fn run(context: &Context, matches: &ArgMatches) -> Result<()> {
    let models = match matches.get_one::<String>("model") {
        Some(name) => vec![find(context, name)?],
        None => filled(context),
    };
    let security = context.security().await?;
    let filling = Filling {
        store: security.store(),
        rows: matches.get_one("rows").copied().unwrap_or(1),
        number: matches.get_one("seed-number").copied().unwrap_or(1),
        only_empty: false,
        progress: Progress::visible(),
    };
    let filled = filling.fill(&models).await?;
    for one in &filled {
        context.console.line(said(one));
    }
    security.store().db().close().await;
    if !filled.is_empty() && filled.iter().all(|one| one.rows == 0) {
        return Err(Error::new(ErrorKind::Command, "no row could be made up"));
    }
    Ok(())
}

fn find(context: &Context, name: &str) -> Result<&'static ModelMeta> {
    let models = context.app.own_models();
    let matches = |model: &&&'static ModelMeta| {
        [model.name, model.slug, model.table].contains(&name)
            || model.label.eq_ignore_ascii_case(name)
    };
    models.iter().find(matches).copied().ok_or_else(|| {
        let names: Vec<&str> = models.iter().map(|model| model.name).collect();
        let message = format!("there is no model {name}; there are {}", names.join(", "));
        Error::new(ErrorKind::Command, message)
    })
}

fn said(filled: &Filled) -> String {
    let rows = if filled.rows == 1 { "1 row".to_owned() } else { format!("{} rows", filled.rows) };
    match &filled.refused {
        None => format!("{}: {rows}", filled.model.plural),
        Some(why) => format!("{}: {rows}, no more: {why}", filled.model.plural),
    }
}

/// Fills the tables that are empty, as the application asks for in development.
pub(crate) async fn demo(context: &Context, store: &Store) -> Result<()> {
    let filling = Filling {
        store,
        rows: context.app.wanted_demo_rows(),
        number: 1,
        only_empty: true,
        progress: Progress::visible(),
    };
    for one in filling.fill(&filled(context)).await? {
        if one.rows > 0 || one.refused.is_some() {
            context.console.line(format!("made up for a first look: {}", said(&one)));
        }
    }
    Ok(())
}

/// The models of the program; nobody makes up rows of ours, such as rates by which money moves.
fn filled(context: &Context) -> Vec<&'static ModelMeta> {
    context.app.own_models().iter().copied().filter(|model| !is_ours(model)).collect()
}

fn is_ours(model: &ModelMeta) -> bool {
    model.table.starts_with("fab_")
}

/// Whether there is nothing to look at yet.
pub(crate) async fn is_all_empty(context: &Context, store: &Store) -> Result<bool> {
    for model in context.app.own_models() {
        if store.count(model, &Scope::system(), &Condition::Everything, 1).await? > 0 {
            return Ok(false);
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use fab_derive::AdminModel;

    use super::is_ours;
    use crate::models::Model as _;
    use crate::security::User;

    #[derive(AdminModel)]
    #[admin(crate = "crate")]
    struct Fabric {
        #[admin(key)]
        id: i64,
    }

    #[test]
    fn rows_are_made_up_for_models_of_the_program_only() {
        assert!(!is_ours(Fabric::meta()));
        assert!(is_ours(User::meta()));
    }
}
