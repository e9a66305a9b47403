//! With which keys does the program start? With those of its database, unwrapped as the settings say.

use std::path::Path;
use std::sync::Arc;

use crate::cli::context::Context;
use crate::cli::keys::kms;
use crate::cli::settings::KeySource;
use crate::clock::SystemClock;
use crate::crypto::keys::{CommandKey, KeyWrapper, LocalKey, LocalKeyError, Purpose};
use crate::db::keys::{KeyError, KeyVault, KeyVaultOptions};
use crate::db::{Db, Sealer, has_sealed};
use crate::error::{Error, ErrorKind, Result};

/// The setting that says who wraps keys.
const SETTING: &str = "FAB_KEYS";

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
            let program = &context.program;
            let missing = KeyError::Missing { purpose };
            let message = format!("run `{program} keys generate` once");
            return Err(Error::new(ErrorKind::Settings, message).with_source(missing));
        }
        if let Some(id) = vault.generate(purpose).await? {
            context.console.note(&format!("made key {id} for {}", said(purpose)));
        }
    }
    Ok(Some(Arc::new(vault)))
}

/// The vault as it is.
pub(super) async fn open(context: &Context, db: &Db) -> Result<KeyVault> {
    let mut options = KeyVaultOptions::new(wrapper(context)?);
    options.mode = context.settings.sealing;
    Ok(KeyVault::open(db.clone(), Arc::new(SystemClock), options).await?)
}

fn wrapper(context: &Context) -> Result<Arc<dyn KeyWrapper>> {
    let wrong = |error: LocalKeyError| {
        Error::new(ErrorKind::Settings, "the key of the keys").with_source(error)
    };
    Ok(match &context.settings.keys {
        Some(KeySource::Text(secret)) => Arc::new(LocalKey::new(secret)),
        Some(KeySource::File(path)) => Arc::new(LocalKey::of_file(SETTING, path).map_err(wrong)?),
        Some(KeySource::Command { program, arguments }) => {
            let name = Path::new(program).file_stem().unwrap_or_default().to_string_lossy();
            let command = CommandKey::new(&name, program);
            Arc::new(arguments.iter().fold(command, CommandKey::argument))
        }
        Some(KeySource::Kms(source)) => kms::wrapper(source)?,
        None if context.is_development() => {
            let path = Path::new(DEVELOPMENT_FILE);
            let (key, made) = LocalKey::of_development_file(SETTING, path).map_err(wrong)?;
            if made {
                context.console.note(&format!(
                    "made a key for development in {DEVELOPMENT_FILE}; without it nothing that is sealed opens, so \
                     keep it, and keep it out of version control"
                ));
            }
            Arc::new(key)
        }
        None => {
            let message = format!(
                "{SETTING} is not set, and second factors and sealed fields need it; write 32 random bytes (`openssl \
                 rand -hex 32` prints them), file:/path of such a text, kms: and the id of a key of AWS KMS, or \
                 command:/path of a program that wraps keys; then run `{program} keys generate` once",
                program = context.program
            );
            return Err(Error::new(ErrorKind::Settings, message));
        }
    })
}

/// A purpose for people.
pub(super) fn said(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::BlindIndex => "blind indexes",
        _ => "fields",
    }
}
