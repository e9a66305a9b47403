//! What is good enough for development and never for production?

use crate::admin::BaseUrl;
use crate::cli::settings::mode::Mode;
use crate::cli::settings::reader::Reader;

/// Refuses, by name, everything that production must be told and development makes up.
pub(crate) fn check(
    reader: &mut Reader<'_>,
    mode: Mode,
    base_url: Option<&BaseUrl>,
    database_url: Option<&str>,
) {
    if mode != Mode::Production {
        return;
    }
    if !reader.is_given("secret_key") {
        reader.missing("secret_key", "a generated key is for development only");
    }
    if !reader.is_given("database_url") {
        reader.missing("database_url", "the default database is for development only");
    }
    if database_url.is_some_and(|url| url.contains(":memory:")) {
        reader.refuse("database_url", "keeps nothing: an in-memory database is for development");
    }
    match base_url {
        Some(url) if !url.is_https() => {
            reader.refuse(
                "base_url",
                "is plain HTTP, where passwords can be read on the way; write an https:// address",
            );
        }
        None if !reader.is_given("base_url") => {
            reader.missing("base_url", "links and form checks need the public address");
        }
        _ => {}
    }
}
