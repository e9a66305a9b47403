//! Which files do pages refer to, and what is in them?

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

/// The asset at that path (the whole path of its address), if there is one.
pub fn find(path: &str) -> Option<Asset> {
    let _ = path;
    None
}
