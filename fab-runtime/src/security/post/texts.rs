//! What do letters say? All of their words stand here; what people typed is cleaned before it stands among them.

use chrono::{DateTime, TimeDelta, Utc};

use crate::security::post::letter::{CodePurpose, ConfirmPurpose, Letter, Notice};

/// What the words of a letter are made of.
#[derive(Debug, Clone, Copy)]
pub(super) struct About<'a> {
    /// The name of the site.
    pub(super) site: &'a str,
    /// The name that the person is called by; may be empty.
    pub(super) name: &'a str,
    /// Where the link of the letter leads; empty without one.
    pub(super) link: &'a str,
    pub(super) now: DateTime<Utc>,
}

/// The subject of an e-mail. It shows on locked screens, and holds nothing secret.
pub(super) fn subject(letter: &Letter<'_>, about: &About<'_>) -> String {
    let site = line(about.site);
    match letter {
        Letter::Reset { .. } => format!("{site}: choose a new password"),
        Letter::Invitation { .. } => format!("{site}: you are invited"),
        Letter::Confirm { .. } => format!("{site}: confirm your address"),
        Letter::Known => format!("{site}: you have an account already"),
        Letter::NoPassword { .. } => format!("{site}: how you sign in"),
        Letter::Code { .. } => format!("{site}: your code"),
        Letter::Notice(notice) => format!("{site}: {}", headline(notice)),
        Letter::Test { .. } => format!("{site}: a test message"),
    }
}

fn headline(notice: &Notice<'_>) -> &'static str {
    match notice {
        Notice::PasswordChanged | Notice::PasswordReset => "your password was changed",
        Notice::EmailChangeAsked { .. } => "your address is to be changed",
        Notice::EmailChanged { .. } => "your address was changed",
        Notice::Locked => "your account is locked for a while",
        Notice::SignedInAfterFailures { .. } => "a sign-in after failed ones",
        Notice::NewDevice { .. } => "a sign-in with a new browser",
        Notice::FactorAdded { .. } => "a second factor was added",
        Notice::FactorRemoved { .. } => "a second factor was removed",
        Notice::FactorLocked { .. } => "a second factor is locked",
        Notice::TokenMade { .. } => "a token for programs was made",
        Notice::FactorsReset => "your second factors were reset",
        Notice::BackupCodeUsed { .. } => "a backup code was used",
        Notice::BackupCodesMade => "new backup codes were made",
        Notice::KeyCloned { .. } => "one of your security keys may have been copied",
    }
}

/// The text of an e-mail.
pub(super) fn mail(letter: &Letter<'_>, about: &About<'_>) -> String {
    let greeting = match line(about.name) {
        name if name.is_empty() => "Hello,".to_owned(),
        name => format!("Hello {name},"),
    };
    let site = line(about.site);
    let link = about.link;
    let body = match letter {
        Letter::Reset { expires_at, .. } => format!(
            "Somebody asked for a new password for your account at {site}. If it was you, choose one here:\n\n  \
             {link}\n\nThe link works once, {}. It changes nothing until you use it, and your second factor is asked \
             for as ever.\n\nIf it was not you, nothing needs to be done.",
            within(about.now, *expires_at)
        ),
        Letter::Invitation { expires_at, by, .. } => {
            let invites = match by.map(line).filter(|by| !by.is_empty()) {
                Some(by) => format!("{by} invites you to {site}, and there is an account for you"),
                None => format!("You are invited to {site}, and there is an account for you"),
            };
            format!(
                "{invites}. Choose a password for it here:\n\n  {link}\n\nThe link works once, {}.\n\nIf you know nothing \
                 of it, nothing needs to be done.",
                within(about.now, *expires_at)
            )
        }
        Letter::Confirm { expires_at, purpose, .. } => {
            let asked = match purpose {
                ConfirmPurpose::Registration => "for an account with this address",
                ConfirmPurpose::Change => "for this to become the address of an account",
            };
            format!(
                "Somebody asked at {site} {asked}. If it was you, confirm it here:\n\n  {link}\n\nThe link works \
                 once, {}.\n\nIf it was not you, nothing needs to be done.",
                within(about.now, *expires_at)
            )
        }
        Letter::Known => format!(
            "Somebody asked at {site} for an account with this address, which has one already. If it was you, sign \
             in, or ask there for a new password.\n\nIf it was not you, nothing needs to be done."
        ),
        Letter::NoPassword { invited } => {
            let way = if *invited {
                "An invitation waits for you: choose your first password by the link in it. If you do not find it any \
                 more, ask whoever invited you to send it again."
            } else {
                "You sign in with the account that you have elsewhere, by its button on the page for signing in or the \
                 way that led you to the site before. If none does, ask an administrator."
            };
            format!(
                "Somebody asked for a new password for your account at {site}, which has no password there. {way}\n\n\
                 If it was not you, nothing needs to be done."
            )
        }
        Letter::Code { code, purpose, expires_at, .. } => format!(
            "{} is your code {} at {site}. It works {}.\n\nNobody who works for {site} asks for it. {}",
            code.expose(),
            purpose_words(*purpose),
            within(about.now, *expires_at),
            uninvited(*purpose)
        ),
        Letter::Notice(notice) => {
            let at = about.now.format("%Y-%m-%d %H:%M UTC");
            format!("{}\n\nThis was on {at}. {NOT_YOU}", happened(notice, &site))
        }
        Letter::Test { .. } => {
            let at = about.now.format("%Y-%m-%d %H:%M:%S UTC");
            format!(
                "Somebody who looks after {site} wanted to see whether its messages arrive. This one did; it was \
                 written on {at}.\n\nNothing needs to be done."
            )
        }
    };
    format!("{greeting}\n\n{body}\n")
}

const NOT_YOU: &str = "If it was not you, tell an administrator at once; they can end all of your sessions and withdraw your \
     tokens.";

fn happened(notice: &Notice<'_>, site: &str) -> String {
    match notice {
        Notice::PasswordChanged => {
            format!(
                "The password of your account at {site} was changed, and its other sessions ended."
            )
        }
        Notice::PasswordReset => format!(
            "The password of your account at {site} was set anew, by a link or by an administrator. Its sessions ended, \
             and its tokens for programs work no more."
        ),
        Notice::EmailChangeAsked { to } => format!(
            "Somebody asked for your account at {site} to have another address, {}. It is changed when that address is \
             confirmed.",
            line(to)
        ),
        Notice::EmailChanged { to } => format!(
            "The address of your account at {site} was changed to {}. For a while nobody can ask for a new password by \
             e-mail.",
            line(to)
        ),
        Notice::Locked => format!(
            "Somebody tried many wrong passwords for your account at {site}. It is locked for a while, also for the \
             right one."
        ),
        Notice::SignedInAfterFailures { failures, half } => {
            format!("Somebody {} {site} after {failures} failed attempts.", came_in(*half))
        }
        Notice::NewDevice { device, half } => format!(
            "Somebody {} {site} with a browser that was not seen there before: {}.",
            came_in(*half),
            line(device)
        ),
        Notice::FactorAdded { kind, name } => {
            format!("A second factor was added to your account at {site}: {}.", factor(name, kind))
        }
        Notice::FactorRemoved { kind, name } => {
            format!(
                "A second factor was removed from your account at {site}: {}.",
                factor(name, kind)
            )
        }
        Notice::FactorLocked { kind, name } => format!(
            "A second factor of your account at {site} got too many wrong codes and works no more: {}. Whoever \
             tried them knew your password; change it.",
            factor(name, kind)
        ),
        Notice::TokenMade { name, scopes, until } => format!(
            "A token for programs was made for your account at {site}: {}. It may do {}, and works until {}. Whoever has \
             it needs neither your password nor a second factor.",
            line(name),
            allowed(scopes),
            until.format("%Y-%m-%d %H:%M UTC")
        ),
        Notice::FactorsReset => {
            format!(
                "An administrator took all second factors from your account at {site}. Its sessions ended, and its \
                 tokens for programs work no more."
            )
        }
        Notice::BackupCodeUsed { left } => {
            format!("A backup code of your account at {site} was used. {}.", left_over(*left))
        }
        Notice::BackupCodesMade => {
            format!("New backup codes were made for your account at {site}. The old ones are void.")
        }
        Notice::KeyCloned { name } => format!(
            "The security key {} of your account at {site} counted backwards, as a copy of it would. Remove it.",
            line(name)
        ),
    }
}

/// What a second factor is called, and of what kind it is where its name does not say that.
fn factor(name: &str, kind: &str) -> String {
    let (name, kind) = (line(name), line(kind));
    if name == kind { name } else { format!("{name} ({kind})") }
}

/// How many backup codes are left.
fn left_over(left: u32) -> String {
    match left {
        0 => "None is left: make new ones".to_owned(),
        1 => "One is left: make new ones soon".to_owned(),
        left => format!("{left} are left"),
    }
}

/// What a token may do: by name, unless they are too many for a line.
fn allowed(scopes: &str) -> String {
    match scopes.split_whitespace().count() {
        0 => "whatever you may do".to_owned(),
        many if scopes.len() > LONGEST_LINE => format!("{many} different things"),
        _ => line(scopes),
    }
}

/// A text message. Only codes go that way.
pub(super) fn text(letter: &Letter<'_>, about: &About<'_>) -> Option<String> {
    let site: String = line(about.site).chars().take(40).collect();
    match letter {
        Letter::Code { code, purpose, expires_at, .. } => Some(format!(
            "{} is your code {} at {site}. It works {}. Tell it to nobody.",
            code.expose(),
            purpose_words(*purpose),
            within(about.now, *expires_at)
        )),
        Letter::Test { .. } => {
            let at = about.now.format("%H:%M:%S UTC");
            Some(format!("A test message of {site}, written at {at}. Nothing needs to be done."))
        }
        _ => None,
    }
}

const fn purpose_words(purpose: CodePurpose) -> &'static str {
    match purpose {
        CodePurpose::SignIn => "to sign in",
        CodePurpose::Enrol => "to set up the second factor",
        CodePurpose::StepUp => "to go on",
    }
}

const fn uninvited(purpose: CodePurpose) -> &'static str {
    match purpose {
        CodePurpose::SignIn | CodePurpose::StepUp => {
            "If you did not ask for it, somebody knows your password: change it."
        }
        CodePurpose::Enrol => "If you did not ask for it, nothing needs to be done.",
    }
}

/// How long something works, for people: `within 5 minutes`, `within 7 days`.
fn within(now: DateTime<Utc>, until: DateTime<Utc>) -> String {
    let left = until.signed_duration_since(now).max(TimeDelta::minutes(1));
    let minutes = left.num_seconds().saturating_add(59).div_euclid(60);
    let (number, unit) = match minutes {
        0..=119 if minutes % 60 != 0 || minutes == 0 => (minutes, "minute"),
        0..=2_879 => (minutes.div_euclid(60), "hour"),
        _ => (minutes.div_euclid(24 * 60), "day"),
    };
    format!("within {number} {unit}{}", if number == 1 { "" } else { "s" })
}

/// The most characters of what somebody typed.
const LONGEST_LINE: usize = 120;

/// What somebody typed, as a part of a line: nothing of it gives orders to a screen, and none of it is an address that a
/// program would make a link of.
pub(super) fn line(typed: &str) -> String {
    let plain: String =
        typed.chars().map(|letter| if commands(letter) { ' ' } else { letter }).collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    let line: String = words.join(" ").chars().take(LONGEST_LINE).collect();
    line.replace("://", ": //").replace("www.", "www .")
}

/// Control characters, and those that change how others are read.
fn commands(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{200b}'..='\u{200f}' | '\u{61c}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        )
}

/// What somebody did who may have to answer a second factor still.
const fn came_in(half: bool) -> &'static str {
    if half {
        "knows the password of your account, and was asked for your second factor, at"
    } else {
        "signed in to your account at"
    }
}

#[cfg(test)]
mod tests {
    use super::{About, mail};
    use crate::security::post::letter::{Letter, Notice};

    fn written(notice: Notice<'_>) -> String {
        let now = chrono::DateTime::UNIX_EPOCH;
        mail(&Letter::Notice(notice), &About { site: "Crown", name: "Ann", link: "", now })
    }

    #[test]
    fn a_letter_begins_like_a_sentence_and_says_nothing_twice() {
        let added = |name, kind| written(Notice::FactorAdded { kind, name });
        let text = added("Authenticator app", "Authenticator app");
        assert!(text.starts_with("Hello Ann,\n\nA second factor was added"), "{text}");
        assert!(text.contains("Crown: Authenticator app.\n"), "{text}");
        assert!(added("Phone", "Authenticator app").contains(": Phone (Authenticator app)."));
    }

    #[test]
    fn the_last_backup_codes_are_told_apart_from_many() {
        for (left, text) in
            [(0, "None is left: make new ones."), (1, "One is left"), (9, "9 are left.")]
        {
            let said = written(Notice::BackupCodeUsed { left });
            assert!(said.contains(text), "{said}");
        }
    }
}
