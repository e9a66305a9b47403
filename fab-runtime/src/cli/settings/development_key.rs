//! Which key does development use when nobody gave one? One that it made itself and keeps in a file.

use std::io::{Error, ErrorKind, Result, Write};
use std::path::Path;

use crate::crypto::AppSecret;

/// The file of the key that development makes for itself, in the current directory.
pub const DEVELOPMENT_KEY_FILE: &str = ".fab-development-key";

/// The key in `path`; made and written there, readable by the owner alone, when there is no such file.
///
/// The boolean says whether it was made just now.
///
/// # Errors
///
/// When the file cannot be read or written, or holds no key.
pub(crate) fn development_key(path: &Path) -> Result<(AppSecret, bool)> {
    match std::fs::read_to_string(path) {
        Ok(text) => {
            let key = text.parse().map_err(|wrong| Error::new(ErrorKind::InvalidData, wrong));
            Ok((key?, false))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let key = AppSecret::generate().map_err(Error::other)?;
            let mut options = std::fs::OpenOptions::new();
            options.write(true).create_new(true);
            owner_only::set(&mut options);
            writeln!(options.open(path)?, "{}", key.to_text().expose())?;
            Ok((key, true))
        }
        Err(error) => Err(error),
    }
}

#[cfg(unix)]
mod owner_only {
    use std::os::unix::fs::OpenOptionsExt;

    /// Only the owner reads and writes the file.
    pub(super) fn set(options: &mut std::fs::OpenOptions) {
        options.mode(0o600);
    }
}

#[cfg(not(unix))]
mod owner_only {
    /// New files are readable by their owner alone in a user's own folders.
    pub(super) fn set(_: &mut std::fs::OpenOptions) {}
}
