//! Who may make an account for themselves, and how do people get in who have none yet, as the settings say?

use crate::admin::App;
use crate::cli::context::Context;
use crate::cli::settings::{Registration, written_time};
use crate::db::Store;
use crate::error::{Error, ErrorKind, Result};
use crate::models::{Condition, Scope};
use crate::security::{ADMIN, Role};

/// The application with the last word of the settings.
pub(crate) fn registering(app: App, setting: Option<&Registration>) -> App {
    match setting {
        None => app,
        Some(Registration::Off) => app.without_registration(),
        Some(Registration::As(role)) => app.registration(role),
    }
}

/// Whether the role exists that people get who make an account for themselves.
///
/// Those of the program are in the database once it was served; before that they stand in the program alone.
pub(crate) async fn check_role(context: &Context, store: &Store) -> Result<()> {
    let Some(wanted) = context.app.registers_as() else { return Ok(()) };
    let kept: Vec<Role> = store.all(&Scope::system(), &Condition::Everything).await?;
    let mut names: Vec<&str> = kept.iter().map(|role| role.name.as_str()).collect();
    for role in context.app.roles() {
        names.push(role.name());
    }
    if names.contains(&wanted) {
        return Ok(());
    }
    names.retain(|name| *name != ADMIN);
    names.sort_unstable();
    names.dedup();
    let there = if names.is_empty() { "none besides Admin".to_owned() } else { names.join(", ") };
    let who = match context.settings.people.registration {
        Some(_) => "FAB_REGISTRATION",
        None => "the program",
    };
    let message = format!(
        "{who} lets people register as {wanted}, and there is no such role; there are {there}; write \
         FAB_REGISTRATION=off, or one of these, or make the role first"
    );
    Err(Error::new(ErrorKind::Settings, message))
}

/// What is in force, for people.
pub(crate) fn in_force(context: &Context) -> String {
    let people = &context.settings.people;
    let registration = match context.app.registers_as() {
        Some(_) if context.settings.post.mail_servers.is_empty() => {
            "nobody can register, for no mail server is set".to_owned()
        }
        Some(role) => {
            let life = written_time(people.registration_life);
            format!("who registers is {role}, with {life} to confirm the address")
        }
        None => "nobody can register".to_owned(),
    };
    let list = context.settings.breached_passwords.as_deref();
    let list = list.map(|list| format!("; new passwords are looked up at {list}"));
    format!(
        "invitations work for {}, links to a new password for {}; {registration}{}",
        written_time(people.invitation_life),
        written_time(people.reset_link_life),
        list.unwrap_or_default()
    )
}
