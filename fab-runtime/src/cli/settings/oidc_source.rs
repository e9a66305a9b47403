//! Which providers sign people in? Several settings for each, under a name of its own: `FAB_OIDC_<NAME>_ISSUER`, ..

use std::collections::BTreeMap;

use crate::cli::settings::kms_source::is_loopback;
use crate::cli::settings::known::Known;
use crate::cli::settings::mode::Mode;
use crate::cli::settings::reader::Reader;
use crate::secret::Secret;
use crate::security::{ADMIN, Linking, Provisioning};

/// A provider of sign-ins by OpenID Connect, as the settings say.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct OidcSource {
    /// Its name in addresses: small letters, digits and dashes.
    pub name: String,
    /// What stands on its button.
    pub label: String,
    /// Who it is, to the letter.
    pub issuer: String,
    /// Who we are to it.
    pub client_id: String,
    /// What proves that; none for a public client.
    pub client_secret: Option<Secret<String>>,
    /// What is asked for besides `openid`.
    pub scopes: Vec<String>,
    /// The claim that names groups.
    pub groups_claim: String,
    /// The role that comes with a group.
    pub roles: BTreeMap<String, String>,
    /// Whether newcomers get an account.
    pub provisioning: Provisioning,
    /// Whether newcomers may have an account already.
    pub linking: Linking,
    /// What counts as a second factor here.
    pub second_factor: Vec<String>,
    /// Hosts besides that of the issuer.
    pub hosts: Vec<String>,
    /// Whether its addresses may be private ones.
    pub private: bool,
}

macro_rules! parts {
    ($($name:literal, $write:literal, $default:literal, $help:literal;)*) => {
        /// What can be said of each provider; the name of a setting is `oidc_`, the name of the provider, and this.
        pub const OIDC: &[Known] =
            &[$(Known { name: $name, write: $write, default: $default, help: $help },)*];
    };
}

parts! {
    "issuer", "an address such as https://login.example.com; plain http:// for this machine in development only",
        "none", "Who the provider is, to the letter";
    "client_id", "the name that the provider has for this program",
        "none", "Who this program is to the provider";
    "client_secret", "what the provider gave this program to prove it",
        "none: a public client", "Proves that";
    "label", "a short text",
        "the name", "What stands on the button";
    "scopes", "words with spaces between them",
        "profile email", "What is asked for besides openid";
    "groups_claim", "the name of a claim",
        "groups", "Where the provider says which groups somebody belongs to";
    "roles", "pairs such as staff=Sales, leads=People",
        "none", "Which role comes with which group; roles that are not named are left alone";
    "admin", "yes or no",
        "no", "Whether the role Admin may stand among the roles";
    "provision", "yes or no",
        "no", "Whether newcomers get an account";
    "link", "never or verified-email",
        "never", "Whether newcomers get the account with their address, if the provider has verified it";
    "second_factor", "methods such as mfa, otp, hwk, or classes such as acr:gold",
        "none", "What counts as a second factor here";
    "hosts", "hosts with commas between them, such as keys.example.com",
        "none", "Where else its keys and tokens may be";
    "private", "yes or no",
        "no", "Whether its address may be one of the own network";
}

/// The provider and the part that the name of a setting speaks of, after `oidc_`.
pub(crate) fn split(name: &str) -> Option<(String, &'static str)> {
    let rest = name.strip_prefix("oidc_")?;
    let found = OIDC.iter().filter_map(|part| {
        let provider = rest.strip_suffix(part.name)?.strip_suffix('_')?;
        Some((provider, part.name))
    });
    let (provider, part) = found.min_by_key(|(provider, _)| provider.len())?;
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    let fits = (1..=40).contains(&provider.len()) && provider.bytes().all(plain);
    fits.then(|| (provider.replace('_', "-"), part))
}

impl OidcSource {
    /// All of them, by name.
    pub(super) fn read(reader: &mut Reader<'_>, mode: Mode) -> Vec<Self> {
        let names = reader.oidc_names();
        names.iter().filter_map(|name| Self::one(reader, name, mode)).collect()
    }

    fn one(reader: &mut Reader<'_>, name: &str, mode: Mode) -> Option<Self> {
        let issuer = reader.of_oidc(name, "issuer", |text| issuer(text, mode));
        let client_id = reader.of_oidc(name, "client_id", word);
        for (part, value) in [("issuer", &issuer), ("client_id", &client_id)] {
            if value.is_none() && !reader.is_oidc_given(name, part) {
                reader.missing_of_oidc(name, part);
            }
        }
        let secret = reader.of_oidc(name, "client_secret", |text| Ok(Secret::new(word(text)?)));
        let roles = reader.of_oidc(name, "roles", pairs).unwrap_or_default();
        let admin = reader.of_oidc(name, "admin", yes_or_no).unwrap_or_default();
        if !admin && roles.values().any(|role| role == ADMIN) {
            let why = "gives the role Admin, which may do everything; if that is meant, set its _ADMIN to yes";
            reader.refuse_of_oidc(name, "roles", why);
        }
        let provision = reader.of_oidc(name, "provision", yes_or_no).unwrap_or_default();
        Some(Self {
            label: reader.of_oidc(name, "label", label).unwrap_or_else(|| name.to_owned()),
            client_secret: secret,
            scopes: reader
                .of_oidc(name, "scopes", words)
                .unwrap_or_else(|| vec!["profile".to_owned(), "email".to_owned()]),
            groups_claim: reader
                .of_oidc(name, "groups_claim", word)
                .unwrap_or_else(|| "groups".to_owned()),
            roles,
            provisioning: if provision { Provisioning::Made } else { Provisioning::Refused },
            linking: reader.of_oidc(name, "link", linking).unwrap_or_default(),
            second_factor: reader.of_oidc(name, "second_factor", words).unwrap_or_default(),
            hosts: reader.of_oidc(name, "hosts", words).unwrap_or_default(),
            private: reader.of_oidc(name, "private", yes_or_no).unwrap_or_default(),
            name: name.to_owned(),
            issuer: issuer?,
            client_id: client_id?,
        })
    }
}

fn issuer(text: &str, mode: Mode) -> Result<String, String> {
    let plain = !text.contains([' ', '?', '#', '@', '\\']);
    let rest = text.strip_prefix("https://").map(|rest| (true, rest));
    let rest = rest.or_else(|| text.strip_prefix("http://").map(|rest| (false, rest)));
    let Some((secure, rest)) = rest.filter(|(_, rest)| plain && !rest.is_empty()) else {
        return Err("is no address".to_owned());
    };
    let authority = rest.split('/').next().unwrap_or_default();
    if secure || (mode == Mode::Development && is_loopback(authority)) {
        Ok(text.to_owned())
    } else {
        Err("is plain HTTP, where anybody on the way can say who signs in".to_owned())
    }
}

fn word(text: &str) -> Result<String, String> {
    let fits = !text.is_empty() && !text.chars().any(|c| c.is_control() || c.is_whitespace());
    if fits { Ok(text.to_owned()) } else { Err("is no word".to_owned()) }
}

fn label(text: &str) -> Result<String, String> {
    let fits = (1..=40).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    if fits { Ok(text.to_owned()) } else { Err("is no short text".to_owned()) }
}

fn words(text: &str) -> Result<Vec<String>, String> {
    let words: Vec<String> =
        text.split([',', ' ']).filter(|word| !word.is_empty()).map(str::to_owned).collect();
    if words.is_empty() { Err("names nothing".to_owned()) } else { Ok(words) }
}

pub(super) fn yes_or_no(text: &str) -> Result<bool, String> {
    match text {
        "yes" | "true" => Ok(true),
        "no" | "false" => Ok(false),
        _ => Err("is neither yes nor no".to_owned()),
    }
}

fn linking(text: &str) -> Result<Linking, String> {
    match text {
        "never" => Ok(Linking::Never),
        "verified-email" => Ok(Linking::VerifiedEmail),
        _ => Err("is no way of linking".to_owned()),
    }
}

/// `group=Role, other=Role`; a group stands once.
fn pairs(text: &str) -> Result<BTreeMap<String, String>, String> {
    let mut found = BTreeMap::new();
    for pair in text.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
        let (group, role) = pair.split_once('=').ok_or("holds no pair of group and role")?;
        let (group, role) = (group.trim().to_owned(), role.trim().to_owned());
        if group.is_empty() || role.is_empty() || found.insert(group, role).is_some() {
            return Err("names a group twice, or nothing".to_owned());
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use crate::cli::settings::{Environment, Layers, OIDC, OidcSource, Settings};
    use crate::security::{Linking, Provisioning};

    const ISSUER: (&str, &str) = ("FAB_OIDC_ACME_ISSUER", "https://login.example.com/realm");
    const CLIENT: (&str, &str) = ("FAB_OIDC_ACME_CLIENT_ID", "fab");

    fn read(variables: &[(&str, &str)]) -> Result<Vec<OidcSource>, String> {
        let environment: Environment = variables.iter().copied().collect();
        Settings::read("Shop", &Layers::new().variables(&environment))
            .map(|settings| settings.oidc)
            .map_err(|problems| problems.to_string())
    }

    #[test]
    fn a_provider_is_told_by_several_settings_under_its_name() {
        let all = read(&[
            ISSUER,
            CLIENT,
            ("FAB_OIDC_ACME_CLIENT_SECRET", "hunter2"),
            ("FAB_OIDC_ACME_ROLES", "staff=Sales, it-leads = People"),
            ("FAB_OIDC_ACME_PROVISION", "yes"),
            ("FAB_OIDC_MY_IDP_ISSUER", "https://other.example"),
            ("FAB_OIDC_MY_IDP_CLIENT_ID", "fab"),
            ("FAB_OIDC_MY_IDP_LINK", "verified-email"),
            ("FAB_OIDC_MY_IDP_LABEL", "My IdP"),
        ]);
        let all = all.unwrap();
        let [acme, other] = all.as_slice() else { panic!("{all:?}") };
        assert_eq!((acme.name.as_str(), acme.label.as_str()), ("acme", "acme"));
        assert_eq!(acme.roles["it-leads"], "People");
        assert_eq!(acme.provisioning, Provisioning::Made);
        assert_eq!(acme.scopes, ["profile", "email"]);
        assert_eq!((other.name.as_str(), other.label.as_str()), ("my-idp", "My IdP"));
        assert_eq!(other.linking, Linking::VerifiedEmail);
        assert!(!format!("{all:?}").contains("hunter2"));
    }

    #[test]
    fn at26_the_role_admin_comes_with_a_group_only_if_that_is_said_twice() {
        let roles = ("FAB_OIDC_ACME_ROLES", "it=Admin");
        let said = read(&[ISSUER, CLIENT, roles]).unwrap_err();
        assert!(said.contains("FAB_OIDC_ACME_ROLES") && said.contains("_ADMIN"), "{said}");
        assert!(read(&[ISSUER, CLIENT, roles, ("FAB_OIDC_ACME_ADMIN", "yes")]).is_ok());
    }

    #[test]
    fn what_is_missing_or_wrong_is_named_and_secrets_are_not_repeated() {
        let said = read(&[("FAB_OIDC_ACME_CLIENT_SECRET", "hunter 2")]).unwrap_err();
        for name in ["ISSUER is not set", "CLIENT_ID is not set", "CLIENT_SECRET is no word"] {
            assert!(said.contains(&format!("FAB_OIDC_ACME_{name}")), "{said}");
        }
        assert!(!said.contains("hunter"), "{said}");
        let said = read(&[ISSUER, CLIENT, ("FAB_OIDC_ACME_ISSUR", "x")]).unwrap_err();
        assert!(said.contains("FAB_OIDC_ACME_ISSUR is not a setting"), "{said}");
    }

    #[test]
    fn at52_an_issuer_is_asked_over_tls_or_on_this_machine_in_development() {
        let issuer = |text, mode| {
            let mut all = vec![("FAB_OIDC_ACME_ISSUER", text), CLIENT, ("FAB_MODE", mode)];
            let production = [
                (
                    "FAB_SECRET_KEY",
                    "c1c4f0a9be2d7e05334b2a1986f7d3501e6b9a427c8055dd3ef10bb6a95f2c84",
                ),
                ("FAB_DATABASE_URL", "sqlite:x.db"),
                ("FAB_BASE_URL", "https://shop.example.com"),
            ];
            all.extend(if mode == "production" { &production[..] } else { &[] });
            read(&all).map_err(|said| said.contains("plain HTTP"))
        };
        assert!(issuer("http://127.0.0.1:9400", "development").is_ok());
        assert_eq!(issuer("http://127.0.0.1:9400", "production"), Err(true));
        assert_eq!(issuer("http://login.example.com", "development"), Err(true));
        assert!(issuer("https://login.example.com", "production").is_ok());
        for text in ["login.example.com", "ftp://x", "https://", "https://u@x", "https://x?y"] {
            assert_eq!(issuer(text, "development"), Err(false), "{text}");
        }
    }

    #[test]
    fn every_part_stands_in_the_guide() {
        let guide = include_str!("../../../../fab/src/guide/sign_in_elsewhere.md");
        for part in OIDC {
            let name = format!("`_{}`", part.name.to_ascii_uppercase());
            assert!(guide.contains(&name), "{name} is missing");
        }
    }
}
