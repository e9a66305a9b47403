//! Which files do pages refer to, and what is in them?

use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::OnceLock;

use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest as _, Sha256};

use crate::admin::pages::href;

/// A file that pages refer to: embedded, compressed ahead, immutable under its address.
#[derive(Debug, Clone, Copy)]
pub struct Asset {
    /// The content type.
    pub content_type: &'static str,
    /// The file.
    pub bytes: &'static [u8],
    /// The file in gzip, where that is smaller.
    pub gzip: Option<&'static [u8]>,
    /// A strong entity tag, with its quotes.
    pub etag: &'static str,
}

const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml";

const FILES: &[(&str, &str, &[u8])] = &[
    (
        "bootstrap.min.css",
        CSS,
        include_bytes!("../../assets/vendor/bootstrap/5.3.9/bootstrap.min.css"),
    ),
    ("fab.css", CSS, include_bytes!("../../assets/fab.css")),
    ("fab.js", JS, include_bytes!("../../assets/fab.js")),
    ("passkey.js", JS, include_bytes!("../../assets/passkey.js")),
    ("icon.svg", SVG, include_bytes!("../../assets/icon.svg")),
];

struct Ready {
    name: &'static str,
    href: String,
    content_type: &'static str,
    bytes: &'static [u8],
    gzip: Vec<u8>,
    etag: String,
}

/// The asset at that path (the whole path of its address), if there is one.
pub fn find(path: &str) -> Option<Asset> {
    let ready = all().iter().find(|ready| ready.href == path)?;
    let smaller = ready.gzip.len() < ready.bytes.len() && !ready.gzip.is_empty();
    Some(Asset {
        content_type: ready.content_type,
        bytes: ready.bytes,
        gzip: smaller.then_some(ready.gzip.as_slice()),
        etag: &ready.etag,
    })
}

/// The address of the asset of that name; changes when its content does.
pub fn href(name: &str) -> &'static str {
    all().iter().find(|ready| ready.name == name).map_or("", |ready| &ready.href)
}

/// Hashes and compresses on the first call.
fn all() -> &'static [Ready] {
    static ALL: OnceLock<Vec<Ready>> = OnceLock::new();
    ALL.get_or_init(|| FILES.iter().map(|file| ready(*file)).collect())
}

fn ready((name, content_type, bytes): (&'static str, &'static str, &'static [u8])) -> Ready {
    let mut hash = String::with_capacity(12);
    for byte in Sha256::digest(bytes).iter().take(6) {
        // Writing into a string does not fail.
        let _ = write!(hash, "{byte:02x}");
    }
    Ready {
        name,
        href: format!("{}{hash}/{name}", href::ASSETS),
        content_type,
        bytes,
        // Writing into memory does not fail; if it did, the file would be served as it is.
        gzip: compress(bytes).unwrap_or_default(),
        etag: format!("\"{hash}\""),
    }
}

fn compress(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_asset_is_found_under_its_address_and_nothing_else_is() {
        for (name, _, bytes) in FILES {
            let asset = find(href(name)).unwrap();
            assert_eq!(asset.bytes, *bytes);
            assert!(asset.etag.starts_with('"') && asset.etag.ends_with('"'));
        }
        assert!(find("/static/fab/fab.css").is_none());
        assert!(find("/static/fab/../../etc/passwd").is_none());
    }

    #[test]
    fn what_a_page_refers_to_weighs_at_most_55_kilobytes() {
        let weight = |name: &str| {
            let asset = find(href(name)).unwrap();
            asset.gzip.unwrap_or(asset.bytes).len()
        };
        let total: usize = FILES.iter().map(|(name, _, _)| weight(name)).sum();
        assert!(total <= 55 * 1024, "{total}");
        assert!(weight("fab.js") <= 4 * 1024);
    }
}
