//! Who wraps the keys of sealed fields? A text of the settings, a file, a command, or a key management service.

use std::path::PathBuf;

use crate::cli::settings::kms_source::{self, KmsSource};
use crate::cli::settings::reader::Reader;
use crate::cli::settings::units;
use crate::crypto::AppSecret;

/// Where the key comes from that wraps the keys of sealed fields.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeySource {
    /// It is the setting itself.
    Text(AppSecret),
    /// It stands in a file that only its owner can read.
    File(PathBuf),
    /// A program wraps and unwraps; the key never gets here.
    Command {
        /// The program.
        program: String,
        /// What stands before the words of each call.
        arguments: Vec<String>,
    },
    /// A key management service wraps and unwraps; the key never gets here.
    Kms(KmsSource),
}

/// What the setting itself says.
enum Written {
    /// Everything.
    Whole(KeySource),
    /// The name of a key; other settings say the rest.
    KmsKey(String),
}

impl KeySource {
    /// What the setting says, such as `keys`; `None` where it says nothing, or something wrong.
    pub(super) fn read(reader: &mut Reader<'_>, setting: &str) -> Option<Self> {
        let written = reader.value(setting, |text| match text.strip_prefix("kms:") {
            Some(key) => kms_source::key(key).map(Written::KmsKey),
            None => Self::parse(text).map(Written::Whole),
        });
        match written? {
            Written::Whole(source) => Some(source),
            Written::KmsKey(key) => KmsSource::read(reader, setting, key).map(Self::Kms),
        }
    }

    fn parse(text: &str) -> Result<Self, String> {
        if let Some(path) = text.strip_prefix("file:") {
            let path = path.trim();
            return match path {
                "" => Err("names no file".to_owned()),
                path => Ok(Self::File(PathBuf::from(path))),
            };
        }
        if let Some(call) = text.strip_prefix("command:") {
            let mut words = call.split_whitespace().map(str::to_owned);
            let program = words.next().ok_or("names no program")?;
            return Ok(Self::Command { program, arguments: words.collect() });
        }
        units::secret_key(text).map(Self::Text)
    }
}

#[cfg(test)]
mod tests {
    use super::KeySource;

    #[test]
    fn a_source_is_a_key_a_file_or_a_command() {
        let key = "c1c4f0a9be2d7e05334b2a1986f7d3501e6b9a427c8055dd3ef10bb6a95f2c84";
        assert!(matches!(KeySource::parse(key), Ok(KeySource::Text(_))));
        assert_eq!(KeySource::parse("file:/etc/k"), Ok(KeySource::File("/etc/k".into())));
        let command = KeySource::parse("command:/bin/vault --key fab");
        let arguments = vec!["--key".to_owned(), "fab".to_owned()];
        let program = "/bin/vault".to_owned();
        assert_eq!(command, Ok(KeySource::Command { program, arguments }));
        for wrong in ["", "file:", "command:", "changeme"] {
            assert!(KeySource::parse(wrong).is_err(), "{wrong}");
        }
        assert!(!format!("{:?}", KeySource::parse(key)).contains("c1c4"));
    }
}
