//! Which key signs what the server hands out, and where does development keep the one it made?

use std::fmt;
use std::io::Write;
use std::path::Path;

/// The file of the key that development makes for itself, in the current directory.
pub const DEVELOPMENT_KEY_FILE: &str = ".fab-development-key";

/// 32 bytes that never print; `None` inside until one is given or made.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SecretKey(Option<[u8; 32]>);

impl SecretKey {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let key = from_hex(text).ok_or("is not 32 bytes in hexadecimal digits")?;
        if key.iter().all(|byte| Some(byte) == key.first()) {
            return Err("is the same byte over and over".to_owned());
        }
        Ok(Self(Some(key)))
    }

    /// The bytes, where there is a key.
    pub const fn bytes(&self) -> Option<&[u8; 32]> {
        self.0.as_ref()
    }

    /// The key in `path`; made and written there, readable by the owner alone, when there is no such file.
    ///
    /// The boolean says whether it was made just now.
    pub(crate) fn of_file(path: &Path) -> std::io::Result<(Self, bool)> {
        match std::fs::read_to_string(path) {
            Ok(text) => {
                let key = Self::parse(text.trim());
                let wrong = |what| std::io::Error::new(std::io::ErrorKind::InvalidData, what);
                Ok((key.map_err(wrong)?, false))
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let mut key = [0; 32];
                getrandom::fill(&mut key).map_err(std::io::Error::other)?;
                write_private(path, &to_hex(&key))?;
                Ok((Self(Some(key)), true))
            }
            Err(error) => Err(error),
        }
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "SecretKey(..)" } else { "SecretKey(none)" })
    }
}

fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    private_mode::set(&mut options);
    let mut file = options.open(path)?;
    writeln!(file, "{text}")
}

#[cfg(unix)]
mod private_mode {
    use std::os::unix::fs::OpenOptionsExt;

    /// Only the owner reads and writes the file.
    pub(super) fn set(options: &mut std::fs::OpenOptions) {
        options.mode(0o600);
    }
}

#[cfg(not(unix))]
mod private_mode {
    /// New files are readable by their owner alone in a user's own folders.
    pub(super) fn set(_: &mut std::fs::OpenOptions) {}
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hex(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let mut key = [0; 32];
    for (byte, digits) in key.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    }
    Some(key)
}
