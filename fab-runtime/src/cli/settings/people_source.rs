//! How do people get in who have no password yet? How long their links work, and whether an account is there for the
//! asking.

use std::time::Duration;

use crate::cli::settings::reader::Reader;
use crate::cli::settings::units;
use crate::security::ADMIN;

const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);

/// How people get in who have no password yet.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PeopleSource {
    /// How long a link to a first password works.
    pub invitation_life: Duration,
    /// How long a link to a new password works.
    pub reset_link_life: Duration,
    /// How long somebody who wants an account has to confirm their address.
    pub registration_life: Duration,
    /// Whether people make accounts for themselves; `None`: as the program says.
    pub registration: Option<Registration>,
}

/// Whether people make accounts for themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Registration {
    /// They do not, whatever the program says.
    Off,
    /// They do, and get this role.
    As(String),
}

impl PeopleSource {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let registration = reader.value("registration", registration);
        if matches!(registration, Some(Registration::As(_))) && !reader.is_given("smtp_url") {
            reader.missing(
                "smtp_url",
                "FAB_REGISTRATION lets people register, by a link in an e-mail",
            );
        }
        let mut life = |name, usual, longest| {
            reader.value(name, |text| units::at_most(text, longest)).unwrap_or(usual)
        };
        Self {
            invitation_life: life("invitation_life", 7 * DAY, 30 * DAY),
            reset_link_life: life("reset_link_life", HOUR, DAY),
            registration_life: life("registration_life", DAY, 7 * DAY),
            registration,
        }
    }
}

/// `off`, or the name of a role. Which roles there are, the database knows.
fn registration(text: &str) -> Result<Registration, String> {
    match text {
        "" => Err("is no role".to_owned()),
        "off" => Ok(Registration::Off),
        text if text.eq_ignore_ascii_case(ADMIN) => {
            Err("is given to nobody who only asks for an account".to_owned())
        }
        text => Ok(Registration::As(text.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::{DAY, HOUR, PeopleSource, Registration};
    use crate::cli::settings::{Environment, Layers, Settings};

    fn read(variables: &[(&str, &str)]) -> Result<PeopleSource, String> {
        let environment: Environment = variables.iter().copied().collect();
        Settings::read("Shop", &Layers::new().variables(&environment))
            .map(|settings| settings.people)
            .map_err(|problems| problems.to_string())
    }

    #[test]
    fn links_work_as_long_as_is_said_and_never_for_ever() {
        let usual = read(&[]).unwrap();
        let lives = [usual.invitation_life, usual.reset_link_life, usual.registration_life];
        assert_eq!(lives, [7 * DAY, HOUR, DAY]);
        let set =
            read(&[("FAB_INVITATION_LIFE", "2d 12h"), ("FAB_RESET_LINK_LIFE", "15m")]).unwrap();
        assert_eq!((set.invitation_life, set.reset_link_life), (60 * HOUR, HOUR / 4));
        for (name, long, most) in [
            ("FAB_INVITATION_LIFE", "31d", "30d"),
            ("FAB_RESET_LINK_LIFE", "25h", "1d"),
            ("FAB_REGISTRATION_LIFE", "8d", "7d"),
        ] {
            let said = read(&[(name, long)]).unwrap_err();
            let wanted = format!(
                "{name} is `{long}`, which is longer than {most}; write a time of at most {most}"
            );
            assert!(said.starts_with(&wanted), "{said}");
        }
    }

    #[test]
    fn people_register_in_a_role_that_is_named_and_is_not_that_of_administrators() {
        assert_eq!(read(&[]).unwrap().registration, None);
        let off = read(&[("FAB_REGISTRATION", "off")]).unwrap();
        assert_eq!(off.registration, Some(Registration::Off));
        let mail =
            [("FAB_SMTP_URL", "smtps://mail.example.com"), ("FAB_MAIL_FROM", "shop@example.com")];
        let with = |role| [[("FAB_REGISTRATION", role)].as_slice(), &mail].concat();
        let set = read(&with("Reader")).unwrap();
        assert_eq!(set.registration, Some(Registration::As("Reader".to_owned())));
        for admin in ["Admin", "admin"] {
            let said = read(&with(admin)).unwrap_err();
            assert!(
                said.contains("FAB_REGISTRATION") && said.contains("write off, or a role"),
                "{said}"
            );
        }
        let said = read(&[("FAB_REGISTRATION", "Reader")]).unwrap_err();
        assert!(said.contains("FAB_SMTP_URL is not set, and FAB_REGISTRATION"), "{said}");
    }
}
