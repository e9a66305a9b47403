//! Which file holds a key? One that its owner alone can read; made whole or not at all.

use std::fs::{File, OpenOptions, hard_link, remove_file};
use std::io::{Error, ErrorKind, Read, Result, Write};
use std::path::{Path, PathBuf};

use crate::crypto::app_secret::AppSecret;
use crate::crypto::secret::Secret;
use crate::crypto::token::Token;

/// More than any notation of a key takes.
const LONGEST: u64 = 1024;

impl AppSecret {
    /// Reads the secret that `path` holds.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, can be read by others than its owner, or holds no secret.
    pub fn read_file(path: &Path) -> Result<Self> {
        let file = File::open(path)?;
        if owner::is_shared(&file.metadata()?) {
            let message =
                "others than its owner can read the file; take their rights away (chmod 600)";
            return Err(Error::new(ErrorKind::PermissionDenied, message));
        }
        let mut text = String::new();
        let read = file.take(LONGEST).read_to_string(&mut text);
        let text = Secret::new(text);
        read?;
        text.expose().parse().map_err(|wrong| Error::new(ErrorKind::InvalidData, wrong))
    }

    /// Reads the secret that `path` holds; makes a file with a new one when there is none, readable by its owner
    /// alone. The boolean says whether it was made just now.
    ///
    /// Of several processes that start at once, all get the same secret.
    ///
    /// # Errors
    ///
    /// As [`AppSecret::read_file`], and when the file cannot be written.
    pub fn read_or_make_file(path: &Path) -> Result<(Self, bool)> {
        match Self::read_file(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            read => return read.map(|secret| (secret, false)),
        }
        let secret = Self::generate().map_err(Error::other)?;
        match make(path, &secret) {
            Ok(()) => Ok((secret, true)),
            // Another process was faster.
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                Ok((Self::read_file(path)?, false))
            }
            Err(error) => Err(error),
        }
    }
}

/// Writes the file under another name and gives it its own when it is whole: nobody ever reads half of it, and one that
/// is there already stays.
fn make(path: &Path, secret: &AppSecret) -> Result<()> {
    let draft = Draft::new(path)?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    owner::only(&mut options);
    let mut file = options.open(&draft.0)?;
    writeln!(file, "{}", secret.to_text().expose())?;
    file.sync_all()?;
    hard_link(&draft.0, path)
}

/// The other name, which goes when the work is done, well or not.
struct Draft(PathBuf);

impl Draft {
    fn new(path: &Path) -> Result<Self> {
        let mut name = path.as_os_str().to_owned();
        name.push(".");
        name.push(Token::generate().map_err(Error::other)?.expose());
        Ok(Self(name.into()))
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // It may not have come so far that there is a file.
        let _ = remove_file(&self.0);
    }
}

#[cfg(unix)]
mod owner {
    use std::fs::{Metadata, OpenOptions};
    use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};

    /// Only the owner reads and writes the file.
    pub(super) fn only(options: &mut OpenOptions) {
        options.mode(0o600);
    }

    /// Whether its group or anybody has any right to it.
    pub(super) fn is_shared(metadata: &Metadata) -> bool {
        metadata.permissions().mode() & 0o077 != 0
    }
}

#[cfg(not(unix))]
mod owner {
    use std::fs::{Metadata, OpenOptions};

    /// New files are readable by their owner alone in a user's own folders.
    pub(super) fn only(_: &mut OpenOptions) {}

    /// The rights of a file are not of this kind.
    pub(super) fn is_shared(_: &Metadata) -> bool {
        false
    }
}
