//! With which keys does the program start? With those of its database, unwrapped as the settings say.

use std::path::Path;
use std::sync::Arc;

use crate::cli::context::Context;
use crate::cli::keys::kms;
use crate::cli::settings::KeySource;
use crate::clock::SystemClock;
use crate::crypto::keys::{CommandKey, KeyWrapper, LocalKey, LocalKeyError, Purpose};
use crate::db::keys::{KEYS, KeyVault, KeyVaultOptions};
use crate::db::{Db, Sealer, Store, has_sealed};
use crate::error::{Error, ErrorKind, Result};
use crate::models::{Condition, Scope};

/// The setting that says who wraps keys.
const SETTING: &str = "FAB_KEYS";
/// The setting that says who wrapped them before.
const SETTING_OLD: &str = "FAB_KEYS_OLD";

/// The file of the key that development makes for itself, in the current directory.
const DEVELOPMENT_FILE: &str = ".fab-development-keys";

/// What keys are made for.
pub(super) const PURPOSES: [Purpose; 2] = [Purpose::Fields, Purpose::BlindIndex];

/// The keys of sealed fields; none when no model has any. Development makes those that are missing.
pub(crate) async fn sealer(context: &Context, db: &Db) -> Result<Option<Arc<dyn Sealer>>> {
    if !has_sealed(&context.app.models()) {
        return Ok(None);
    }
    let vault = open(context, db).await?;
    for purpose in PURPOSES {
        if vault.active(purpose).is_some() {
            continue;
        }
        if !context.is_development() {
            let message = format!(
                "there is no key for {what} yet, and production makes none while it runs; run `{program} migrate` with \
                 the same {SETTING}, which makes the first keys",
                what = said(purpose),
                program = context.program
            );
            return Err(Error::new(ErrorKind::Settings, message));
        }
        if let Some(id) = vault.generate(purpose).await? {
            context.console.note(&format!("made key {id} for {}", said(purpose)));
        }
    }
    Ok(Some(Arc::new(vault)))
}

/// Makes the first keys of a database that was just brought up to date, and says so. Of several that try at the same
/// time, one makes them. Whether it was this one.
pub(crate) async fn first(context: &Context, db: &Db) -> Result<bool> {
    if !has_sealed(&context.app.models()) {
        return Ok(false);
    }
    if context.settings.keys.is_none() {
        // Development makes what wraps them when it serves, where it will look for it again.
        if !context.is_development() && !has_keys(db).await? {
            context.console.note(&format!(
                "no keys were made, for {SETTING} is not set; set it before `{} serve`, and run this again",
                context.program
            ));
        }
        return Ok(false);
    }
    let vault = open(context, db).await?;
    let mut made = false;
    for purpose in PURPOSES {
        if vault.active(purpose).is_some() {
            continue;
        }
        if let Some(id) = vault.generate(purpose).await? {
            context.console.line(format!("done: make key {id} for {}", said(purpose)));
            made = true;
        }
    }
    Ok(made)
}

/// Whether there is any key, whoever wraps it.
async fn has_keys(db: &Db) -> Result<bool> {
    let store = Store::new(db.clone(), Arc::new(SystemClock));
    let found = store.find(&KEYS, &Scope::system(), &Condition::Everything, &[], 1).await?;
    Ok(!found.is_empty())
}

/// The vault as it is.
pub(super) async fn open(context: &Context, db: &Db) -> Result<KeyVault> {
    let mut options = KeyVaultOptions::new(wrapper(context)?);
    if let Some(source) = &context.settings.keys_old {
        let old = wrapper_of(SETTING_OLD, source)?;
        if options.wrappers.iter().any(|wrapper| wrapper.name() == old.name()) {
            let message = format!(
                "{SETTING_OLD} and {SETTING} name the same key, `{}`, by which records name what wrapped them; a program \
                 that shall wrap by another key needs a file name of its own",
                old.name()
            );
            return Err(Error::new(ErrorKind::Settings, message));
        }
        options.wrappers.push(old);
    }
    options.mode = context.settings.sealing;
    Ok(KeyVault::open(db.clone(), Arc::new(SystemClock), options).await?)
}

fn wrong(error: LocalKeyError) -> Error {
    Error::new(ErrorKind::Settings, "the key of the keys").with_source(error)
}

fn wrapper_of(setting: &'static str, source: &KeySource) -> Result<Arc<dyn KeyWrapper>> {
    Ok(match source {
        KeySource::Text(secret) => Arc::new(LocalKey::new(secret)),
        KeySource::File(path) => Arc::new(LocalKey::of_file(setting, path).map_err(wrong)?),
        KeySource::Command { program, arguments } => {
            let name = Path::new(program).file_stem().unwrap_or_default().to_string_lossy();
            let command = CommandKey::new(&name, program);
            Arc::new(arguments.iter().fold(command, CommandKey::argument))
        }
        KeySource::Kms(source) => kms::wrapper(source)?,
    })
}

fn wrapper(context: &Context) -> Result<Arc<dyn KeyWrapper>> {
    if let Some(source) = &context.settings.keys {
        return wrapper_of(SETTING, source);
    }
    if context.is_development() {
        let path = Path::new(DEVELOPMENT_FILE);
        let (key, made) = LocalKey::of_development_file(SETTING, path).map_err(wrong)?;
        if made {
            context.console.note(&format!(
                "made a key for development in {DEVELOPMENT_FILE}; without it nothing that is sealed opens, so keep \
                 it, and keep it out of version control"
            ));
        }
        return Ok(Arc::new(key));
    }
    let message = format!(
        "{SETTING} is not set, and second factors and sealed fields need it; write 32 random bytes (`openssl rand -hex \
         32` prints them), file:/path of such a text, kms: and the id of a key of AWS KMS, or command:/path of a \
         program that wraps keys; then run `{program} migrate`, which makes the first keys",
        program = context.program
    );
    Err(Error::new(ErrorKind::Settings, message))
}

/// A purpose for people.
pub(super) fn said(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::BlindIndex => "blind indexes",
        _ => "fields",
    }
}
