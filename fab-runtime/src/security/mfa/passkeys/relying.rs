//! For which site do passkeys work? For the one at the configured address; what a request calls it never counts.

use webauthn_rs::Webauthn;
use webauthn_rs::WebauthnBuilder;
use webauthn_rs::prelude::Url;

use crate::security::error::SecurityError;
use crate::security::mfa::passkeys::ceremony::LIFE;
use crate::security::options::SecurityOptions;

/// The site, as far as passkeys know it; none where browsers would not make passkeys for it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Relying(Option<Webauthn>);

impl Relying {
    /// The site of these settings.
    pub(crate) fn new(options: &SecurityOptions) -> Self {
        let built = options.post.base_url.as_deref().and_then(|url| build(url, &options.app_name));
        if let (None, Some(url)) = (&built, &options.post.base_url) {
            tracing::info!(
                target: "fab::security", url,
                "there are no passkeys: they need https and a name, or localhost",
            );
        }
        Self(built)
    }

    /// Whether there are passkeys at all.
    pub(crate) const fn is_there(&self) -> bool {
        self.0.is_some()
    }

    pub(crate) fn site(&self) -> Result<&Webauthn, SecurityError> {
        self.0.as_ref().ok_or(SecurityError::NoPasskeys)
    }
}

/// Browsers know passkeys where nobody listens on the way: <https://www.w3.org/TR/secure-contexts/>. An IP address
/// is no name that they could belong to.
fn build(url: &str, name: &str) -> Option<Webauthn> {
    let url = Url::parse(url).ok()?;
    let host = url.domain()?.to_owned();
    let local = host == "localhost" || host.ends_with(".localhost");
    if url.scheme() != "https" && !local {
        return None;
    }
    let name = if name.is_empty() { &host } else { name };
    let builder = WebauthnBuilder::new(&host, &url).ok()?;
    builder.rp_name(name).timeout(LIFE).build().ok()
}

#[cfg(test)]
mod tests {
    use super::build;

    #[test]
    fn m34_passkeys_need_a_name_that_nobody_can_take_over_on_the_way() {
        for (url, wanted) in [
            ("https://admin.example.com", true),
            ("https://admin.example.com:8443", true),
            ("http://localhost:8000", true),
            ("http://shop.localhost:8000", true),
            ("http://admin.example.com", false),
            ("http://127.0.0.1:8000", false),
            ("https://192.0.2.1", false),
            ("https://[::1]", false),
            ("admin.example.com", false),
        ] {
            assert_eq!(build(url, "Shop").is_some(), wanted, "{url}");
        }
    }
}
