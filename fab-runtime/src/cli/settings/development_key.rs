//! Which key does development use when nobody gave one? One that it made itself and keeps in a file.

/// The file of the key that development makes for itself, in the current directory.
pub const DEVELOPMENT_KEY_FILE: &str = ".fab-development-key";
