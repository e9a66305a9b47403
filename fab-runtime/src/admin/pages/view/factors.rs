//! What do pages about second factors need to know? The question for a code, the way to a factor, who has which.

use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::models::Violations;

/// A way to prove who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof<'a> {
    /// The code that an app shows.
    App,
    /// A code that is sent; `until` it works, once it was sent.
    Sent {
        /// Where to, as far as it is shown.
        to: &'a str,
        /// Until when the code works, and from when on another one can be sent.
        sent: Option<(DateTime<Utc>, DateTime<Utc>)>,
    },
    /// A code that would be sent, were somebody there to take it.
    Unsendable {
        /// Where to, as far as it is shown.
        to: &'a str,
    },
    /// A passkey. Sends `credential` instead of `code`.
    Passkey,
    /// One of the codes that were kept.
    Backup,
    /// The password, of people without a factor.
    Password,
    /// Nothing, for who has neither a factor nor a password here: another sign-in where they signed in.
    Elsewhere,
    /// Nothing, because no factor is open.
    Closed,
}

/// Another way than the one that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WayLine {
    /// What the form sends as `other`.
    pub value: String,
    /// The text.
    pub label: String,
    /// The name of an icon.
    pub icon: &'static str,
}

/// The question for a proof, at the sign-in or within a session. Sends `way`, `code` or `password`, `next`, `typed`;
/// `other` instead of a code asks for another way.
#[derive(Debug, Clone)]
pub struct ProofView<'a> {
    /// Whether somebody is signed in and shows once more who it is.
    pub again: bool,
    /// Whether the first step was a password, and not the word of somebody else.
    pub by_password: bool,
    /// Where the form is sent.
    pub action: &'a str,
    /// Where a code is asked for.
    pub send: &'a str,
    /// What is asked for.
    pub proof: Proof<'a>,
    /// The name of what is asked for, as the form sends it.
    pub way: &'a str,
    /// What people call the factor; empty for none.
    pub name: &'a str,
    /// Other ways.
    pub others: &'a [WayLine],
    /// Whether there is a way that counts.
    pub open: bool,
    /// What people call their factors that are locked.
    pub locked: &'a [&'a str],
    /// What people call their factors whose codes would go where links to a new password go.
    pub own_mailbox: &'a [&'a str],
    /// For how long the browser may be trusted; `None` where it may not. Sends `trust`.
    pub trust: Option<Duration>,
    /// The path to go to afterwards; empty for the first page.
    pub next: &'a str,
    /// What was typed into the form at `next`; empty for nothing.
    pub typed: &'a str,
    /// What is wrong, by the name of the control.
    pub violations: &'a Violations,
}

/// A kind of factor that can be set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindLine {
    /// The word in addresses and forms.
    pub value: &'static str,
    /// Its name.
    pub label: &'static str,
    /// What it is good for.
    pub help: &'static str,
    /// The name of an icon.
    pub icon: &'static str,
}

/// The choice of a factor to set up.
#[derive(Debug, Clone)]
pub struct ChooseFactorView<'a> {
    /// The kinds.
    pub kinds: &'a [KindLine],
    /// Where the choice leads; it is given `?kind=`.
    pub action: &'a str,
    /// Whether nothing else can be done before.
    pub must: bool,
}

/// What is asked before a factor is set up. Sends `kind`, `name` and perhaps `destination`.
#[derive(Debug, Clone)]
pub struct BeginFactorView<'a> {
    /// The kind.
    pub kind: &'a KindLine,
    /// The question for where codes are sent, with an example; `None` where none are sent.
    pub destination: Option<(&'static str, &'static str)>,
    /// Where the form is sent.
    pub action: &'a str,
    /// Where to go without it.
    pub back: &'a str,
    /// The name as typed.
    pub name: &'a str,
    /// Where codes are sent, as typed.
    pub to: &'a str,
    /// Whether nothing else can be done before.
    pub must: bool,
    /// What is wrong, by the name of the control.
    pub violations: &'a Violations,
}

/// What proves that a factor works.
#[derive(Clone, Copy)]
pub enum Pending<'a> {
    /// An app that is given a secret.
    App {
        /// The address that the picture holds.
        uri: &'a str,
        /// The secret for people who type it.
        secret: &'a str,
    },
    /// A code that was sent there, as far as that is shown.
    Sent {
        /// Where to, as far as it is shown.
        to: &'a str,
        /// Until when the code works, and from when on another one can be sent; `None` when it works no more.
        sent: Option<(DateTime<Utc>, DateTime<Utc>)>,
    },
}

/// Without the secret.
impl std::fmt::Debug for Pending<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::App { .. } => "App(..)",
            Self::Sent { .. } => "Sent(..)",
        })
    }
}

/// The last step before a factor counts: a code of it. Sends `factor` and `code`.
#[derive(Debug, Clone)]
pub struct ConfirmFactorView<'a> {
    /// The factor.
    pub pending: Pending<'a>,
    /// Its key.
    pub factor: i64,
    /// Where the form is sent.
    pub action: &'a str,
    /// Where a code is asked for once more.
    pub send: &'a str,
    /// Where to begin anew.
    pub back: &'a str,
    /// Whether nothing else can be done before.
    pub must: bool,
    /// What is wrong, by the name of the control.
    pub violations: &'a Violations,
}

/// Backup codes, the one time that they are shown. Sends each as `kept`, and `saved` when the box is ticked.
#[derive(Clone)]
pub struct BackupCodesView<'a> {
    /// The codes.
    pub codes: &'a [&'a str],
    /// Where the form is sent.
    pub action: &'a str,
    /// What is wrong, by the name of the control.
    pub violations: &'a Violations,
}

/// Without the codes.
impl std::fmt::Debug for BackupCodesView<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BackupCodesView").field("codes", &self.codes.len()).finish_non_exhaustive()
    }
}

/// A factor of somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactorLine {
    /// What the form sends.
    pub id: i64,
    /// Its kind in words.
    pub kind: &'static str,
    /// The name of an icon.
    pub icon: &'static str,
    /// What people call it.
    pub name: String,
    /// Where codes are sent, as far as it is shown.
    pub destination: Option<String>,
    /// When it was set up.
    pub created_at: DateTime<Utc>,
    /// When it was last used.
    pub last_used_at: Option<DateTime<Utc>>,
    /// Whether it was tried wrongly so often that it does not count.
    pub locked: bool,
    /// Whether codes go where links to a new password go, so that it does not count.
    pub own_mailbox: bool,
}

/// Something about somebody's account that was written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventLine {
    /// When.
    pub at: DateTime<Utc>,
    /// What, in words.
    pub what: String,
    /// Whether it went well.
    pub failed: bool,
    /// From which address.
    pub address: Option<String>,
    /// "Firefox on Linux".
    pub device: String,
}

/// What somebody can do for the safety of their account. Sends `do` (`rename`, `remove`, `codes`), `id`, `name`.
#[derive(Debug, Clone)]
pub struct SafetyView<'a> {
    /// Where the forms are sent.
    pub action: &'a str,
    /// The factors.
    pub factors: &'a [FactorLine],
    /// Backup codes that were not used.
    pub codes_left: u32,
    /// What the roles ask for, as a sentence; empty for nothing.
    pub policy: &'a str,
    /// Whether a factor must stay.
    pub required: bool,
    /// Until when somebody may go on without a factor.
    pub grace_until: Option<DateTime<Utc>>,
    /// Browsers that are not asked for a code.
    pub devices: &'a [DeviceLine],
    /// What happened of late, the newest first.
    pub events: &'a [EventLine],
    /// The factor whose new name was refused.
    pub renamed: Option<i64>,
    /// What is wrong, by the name of the control.
    pub violations: &'a Violations,
}

/// A browser that is not asked for a code. Sends `device`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceLine {
    /// Its name in forms.
    pub id: String,
    /// What it is, as far as it says.
    pub device: String,
    /// Where it was when it was trusted.
    pub address: Option<String>,
    /// When it last signed in.
    pub used_at: DateTime<Utc>,
    /// Until when it is trusted.
    pub until: DateTime<Utc>,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// The factors of somebody else, for administrators. Sends `reason`.
#[derive(Debug, Clone)]
pub struct UserFactorsView<'a> {
    /// The name of the user.
    pub user: &'a str,
    /// The page of the user.
    pub back: &'a str,
    /// Where the form is sent.
    pub action: &'a str,
    /// The factors.
    pub factors: &'a [FactorLine],
    /// Backup codes that were not used; `None` where that is not told.
    pub codes_left: Option<u32>,
    /// What the roles ask for, as a sentence.
    pub policy: &'a str,
    /// Whether somebody took the factors away, so that only a link leads to new ones.
    pub taken_away: bool,
    /// Whether this person may take the factors away, or make such a link. Sends `do` for the latter.
    pub may_reset: bool,
    /// The reason as typed.
    pub reason: &'a str,
    /// The link that was made, and until when it works; shown this once.
    pub made: Option<(&'a str, &'a str)>,
    /// What is wrong, by the name of the control.
    pub violations: &'a Violations,
}

/// What a role asks of those who hold it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RolePolicyLine {
    /// Its name.
    pub name: String,
    /// Its form, where this person may open it.
    pub href: Option<String>,
    /// What it asks for.
    pub level: &'static str,
    /// Days to set one up.
    pub grace_days: i64,
    /// People who hold it.
    pub people: usize,
    /// Those among them with a factor.
    pub with_factor: usize,
}

/// Somebody, and how they prove who they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonFactorsLine {
    /// The name.
    pub name: String,
    /// The page of the factors, where this person may open it.
    pub href: Option<String>,
    /// The names of the roles.
    pub roles: String,
    /// The kinds of the factors; empty for none.
    pub factors: String,
    /// Whether a role asks for a factor that is not there.
    pub missing: bool,
}

/// Who proves who they are by more than a password, and who should.
#[derive(Debug, Clone)]
pub struct EnrolmentView<'a> {
    /// The roles.
    pub roles: &'a [RolePolicyLine],
    /// The people, those first who should have a factor and have none.
    pub people: &'a [PersonFactorsLine],
    /// All active people.
    pub count: usize,
    /// Those with a factor.
    pub with_factor: usize,
    /// Those who should have one and have none.
    pub missing: usize,
    /// Whether more people are there than are shown.
    pub more: bool,
}
