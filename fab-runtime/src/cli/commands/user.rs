//! `user`: who can sign in, also when nobody can yet?

use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::cli::commands::table;
use crate::cli::context::Context;
use crate::crypto::Token;
use crate::error::{Error, ErrorKind, Result};
use crate::models::{ActorId, Condition, Scope};
use crate::security::{By, HandOver, NewUser, Security, SecurityError, User};

pub(crate) fn command() -> Command {
    let name =
        || Arg::new("name").value_name("NAME").required(true).help("The name to sign in with");
    let password_stdin = || {
        Arg::new("password-stdin")
            .long("password-stdin")
            .action(ArgAction::SetTrue)
            .help("Reads the password from the input instead of asking for it")
    };
    Command::new("user")
        .about("Adds people, lists them, gives them new passwords, shuts them out")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(
            Command::new("add")
                .about("Adds somebody")
                .arg(name())
                .arg(Arg::new("email").long("email").value_name("ADDRESS").help("An e-mail address"))
                .arg(Arg::new("display-name").long("display-name").value_name("NAME").help("The name that others see"))
                .arg(
                    Arg::new("role")
                        .long("role")
                        .value_name("ROLE")
                        .action(ArgAction::Append)
                        .help("A role to hold, such as Admin; may be given several times"),
                )
                .arg(password_stdin())
                .after_help("Example:\n  echo \"$PASSWORD\" | app user add ada --role Admin --password-stdin"),
        )
        .subcommand(Command::new("list").about("Lists everybody, with roles and last sign-in"))
        .subcommand(
            Command::new("reset-password")
                .about("Prints a link that works once, for somebody who forgot the password; or gives them one at once")
                .arg(name())
                .arg(password_stdin())
                .arg(
                    Arg::new("password")
                        .long("password")
                        .action(ArgAction::SetTrue)
                        .conflicts_with("password-stdin")
                        .help("Asks for the new password instead of making a link"),
                ),
        )
        .subcommand(
            Command::new("reset-mfa")
                .about("Takes somebody's second factors away and prints a link to set up new ones, which works once")
                .arg(name())
                .arg(
                    Arg::new("reason")
                        .long("reason")
                        .value_name("TEXT")
                        .required(true)
                        .help("Why; it stands in the audit log"),
                ),
        )
        .subcommand(
            Command::new("deactivate").about("Ends somebody's sessions and lets them in no more").arg(name()),
        )
}

pub(crate) async fn run(context: &Context, matches: &ArgMatches) -> Result<()> {
    let security = context.security().await?;
    match matches.subcommand() {
        Some(("add", matches)) => add(context, &security, matches).await,
        Some(("reset-password", matches)) => reset_password(context, &security, matches).await,
        Some(("reset-mfa", matches)) => reset_mfa(context, &security, matches).await,
        Some(("deactivate", matches)) => deactivate(context, &security, matches).await,
        _ => list(context, &security).await,
    }
}

async fn add(context: &Context, security: &Security, matches: &ArgMatches) -> Result<()> {
    let name = matches.get_one::<String>("name").map(String::as_str).unwrap_or_default();
    let wanted: Vec<&String> = matches.get_many("role").unwrap_or_default().collect();
    let roles = role_keys(security, &wanted).await?;
    let password = context.console.password(matches.get_flag("password-stdin"))?;
    let new = NewUser {
        username: name.to_owned(),
        display_name: matches.get_one("display-name").cloned().unwrap_or_default(),
        email: matches.get_one("email").cloned(),
    };
    let user = security.create_user(new, Some(password), &roles, By::Program).await?;
    let roles = if wanted.is_empty() {
        "no role: add one, or nothing can be seen".to_owned()
    } else {
        wanted.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(", ")
    };
    context.console.line(format!("added {} ({roles})", user.username));
    Ok(())
}

async fn role_keys(security: &Security, wanted: &[&String]) -> Result<Vec<i64>> {
    let known = security.roles().await?;
    let find = |name: &&String| {
        known
            .iter()
            .find(|role| role.name.eq_ignore_ascii_case(name))
            .map(|role| role.id)
            .ok_or_else(|| {
                let names: Vec<&str> = known.iter().map(|role| role.name.as_str()).collect();
                let message = format!("there is no role {name}; there are {}", names.join(", "));
                Error::new(ErrorKind::Command, message)
            })
    };
    wanted.iter().map(find).collect()
}

async fn list(context: &Context, security: &Security) -> Result<()> {
    let mut users: Vec<User> =
        security.store().all(&Scope::system(), &Condition::Everything).await?;
    users.sort_by(|a, b| a.username.cmp(&b.username));
    let mut rows = vec![["NAME", "E-MAIL", "ACTIVE", "LAST SIGN-IN", "ROLES"].map(str::to_owned)];
    for user in users {
        let roles = security.roles_of(ActorId(user.id)).await?;
        let roles: Vec<&str> = roles.iter().map(|role| role.name.as_str()).collect();
        let last = user.last_login_at.map(|at| at.format("%Y-%m-%d %H:%M").to_string());
        rows.push([
            user.username,
            user.email.unwrap_or_default(),
            if user.active { "yes" } else { "no" }.to_owned(),
            last.unwrap_or_else(|| "never".to_owned()),
            roles.join(", "),
        ]);
    }
    for line in table::lines(&rows) {
        context.console.line(line);
    }
    Ok(())
}

async fn reset_password(
    context: &Context,
    security: &Security,
    matches: &ArgMatches,
) -> Result<()> {
    let user = find(security, matches).await?;
    let from_input = matches.get_flag("password-stdin");
    if !from_input && !matches.get_flag("password") {
        return reset_link(context, security, &user).await;
    }
    let password = context.console.password(from_input)?;
    security.set_password(ActorId(user.id), password, By::Program).await?;
    context.console.line(format!("{} has a new password; old sessions have ended", user.username));
    Ok(())
}

/// The link goes to the console and nowhere else.
async fn reset_link(context: &Context, security: &Security, user: &User) -> Result<()> {
    let id = ActorId(user.id);
    let which = if security.awaits_password(id).await? { "first" } else { "new" };
    let made = security.make_link(id, HandOver::Show, By::Program).await?;
    let url = context.settings.local_url();
    let until = made.expires_at.format("%Y-%m-%d %H:%M UTC");
    let token = made.token.as_ref().map(Token::expose).unwrap_or_default();
    context.console.line(format!(
        "{} chooses a {which} password there, once, until {until}:\n{url}/setup/{token}",
        user.username
    ));
    Ok(())
}

/// The link goes to the console and nowhere else.
async fn reset_mfa(context: &Context, security: &Security, matches: &ArgMatches) -> Result<()> {
    let user = find(security, matches).await?;
    let reason = matches.get_one::<String>("reason").map(String::as_str).unwrap_or_default();
    let until = security.store().clock().now() + security.enrolment_link_life();
    let token = match security.reset_factors(ActorId(user.id), reason, By::Program).await {
        // They are gone already, and the link may be lost.
        Err(SecurityError::NoFactors) => {
            security.renew_enrolment_link(ActorId(user.id), reason, By::Program).await?
        }
        made => made?,
    };
    let url = context.settings.local_url();
    let until = until.format("%Y-%m-%d %H:%M UTC");
    context.console.line(format!(
        "{} has no second factors any more, and old sessions have ended\nWho knows the password sets up new ones there, \
         once, until {until}:\n{url}/mfa/enrol/{}",
        user.username,
        token.expose()
    ));
    Ok(())
}

async fn deactivate(context: &Context, security: &Security, matches: &ArgMatches) -> Result<()> {
    let user = find(security, matches).await?;
    security.deactivate(ActorId(user.id), By::Program).await?;
    context.console.line(format!("{} can no longer sign in", user.username));
    Ok(())
}

async fn find(security: &Security, matches: &ArgMatches) -> Result<User> {
    let name = matches.get_one::<String>("name").map(String::as_str).unwrap_or_default();
    security
        .find_user(name)
        .await?
        .ok_or_else(|| Error::new(ErrorKind::Command, format!("there is nobody called {name}")))
}
