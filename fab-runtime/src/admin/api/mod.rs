//! What do programs find that sign in as people do? The twins of the pages about signing in, in JSON.
//!
//! A session is kept in the cookie that browsers have as well, and every change carries the token of the session in the
//! header `x-csrf-token`. Both change with each step: every answer that changes the session says the new token.
//! Bodies are flat JSON objects, but for what a device says of a passkey. A refusal is `{"code": .., "message": .., "field": ..}`; codes never change.

mod answers;
mod body;
mod devices;
mod openapi;
mod passkeys;

pub(crate) use self::answers::answer;
pub(crate) use self::body::read_json;
use crate::admin::api::body::CREDENTIAL;

/// What is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Api {
    Session,
    SignIn,
    Answer,
    SendCode,
    Factors,
    BeginFactor,
    ConfirmFactor,
    RenameFactor,
    RemoveFactor,
    BackupCodes,
    Confirm,
    SignOut,
    InvitePasskey,
    SignInByPasskey,
    AskPasskey,
    AddPasskey,
    Devices,
    Distrust,
    DistrustAll,
    Document,
}

/// A member of a body.
#[derive(Debug, Clone, Copy)]
struct Member {
    name: &'static str,
    help: &'static str,
    required: bool,
}

const fn must(name: &'static str, help: &'static str) -> Member {
    Member { name, help, required: true }
}

const fn may(name: &'static str, help: &'static str) -> Member {
    Member { name, help, required: false }
}

const WAY: Member = may(
    "way",
    "totp (unless said otherwise), backup, passkey, or the number of a factor that a code was sent to; as the session names them",
);

/// What a device says of a passkey.
const SAID: Member =
    may(CREDENTIAL, "Of a passkey: what toJSON() says of the credential that the device gave");

impl Api {
    /// What it does, in a sentence.
    const fn summary(self) -> &'static str {
        match self {
            Self::Session => "How far somebody is signed in, and the token for changes",
            Self::SignIn => {
                "Give name and password; half a session follows where a second factor is set up or asked for"
            }
            Self::Answer => "Give the second factor; the session becomes full",
            Self::SendCode => {
                "Send a code to a telephone or an e-mail address; the one before is void"
            }
            Self::Factors => "The second factors that are set up, and the kinds that can be",
            Self::BeginFactor => {
                "Begin to set up an authenticator app, whose secret is shown this once; a telephone or an e-mail address, to which a code is sent; or a passkey, which the device makes of the options"
            }
            Self::ConfirmFactor => "Give the first code; with the first factor come backup codes",
            Self::RenameFactor => "Call a factor by another name",
            Self::RemoveFactor => "Take a factor away; all other sessions end",
            Self::BackupCodes => "Make new backup codes; the old ones stop working",
            Self::Confirm => "Show once more who it is, for what asks for a fresh proof",
            Self::SignOut => "End the session",
            Self::InvitePasskey => {
                "Ask for any passkey of this site: what parseRequestOptionsFromJSON() reads; it names nobody"
            }
            Self::SignInByPasskey => {
                "Sign in by a passkey alone, without name and password; the session is full"
            }
            Self::AskPasskey => {
                "Ask for a passkey of whoever the session belongs to: what parseRequestOptionsFromJSON() reads"
            }
            Self::AddPasskey => {
                "Add the passkey that the device made; with the first factor come backup codes"
            }
            Self::Devices => "The devices that are not asked for a code at the sign-in",
            Self::Distrust => "Let a device be asked for a code again",
            Self::DistrustAll => "Let every device be asked for a code again",
            Self::Document => "This document",
        }
    }

    /// What the body holds.
    const fn members(self) -> &'static [Member] {
        const SIGN_IN: &[Member] =
            &[must("username", "The name"), must("password", "The password")];
        const ANSWER: &[Member] = &[
            WAY,
            may("code", "The code; spaces and dashes do not matter"),
            SAID,
            may("trust", "yes: no code here for the seconds that the session names, if it does"),
        ];
        const BEGIN: &[Member] = &[
            may(
                "kind",
                "totp (unless said otherwise), passkey, sms or email, as far as they are offered",
            ),
            may("name", "What to call it; the name of the kind unless said"),
            may("destination", "Of sms and email: the number with its country, or the address"),
        ];
        const FIRST: &[Member] = &[must("code", "The code that the app shows, or that was sent")];
        const SEND: &[Member] = &[must("factor", "The number of the factor")];
        const RENAME: &[Member] = &[must("name", "The new name")];
        const CONFIRM: &[Member] = &[
            may(
                "way",
                "totp, backup, passkey, the number of a factor, or password for people without one",
            ),
            may("code", "The code"),
            SAID,
            may("password", "The password"),
        ];
        const PASSKEY: &[Member] = &[Member { required: true, ..SAID }];
        match self {
            Self::SignIn => SIGN_IN,
            Self::Answer => ANSWER,
            Self::SendCode => SEND,
            Self::BeginFactor => BEGIN,
            Self::ConfirmFactor => FIRST,
            Self::RenameFactor => RENAME,
            Self::Confirm => CONFIRM,
            Self::SignInByPasskey | Self::AddPasskey => PASSKEY,
            Self::Session
            | Self::Factors
            | Self::InvitePasskey
            | Self::AskPasskey
            | Self::Devices
            | Self::Distrust
            | Self::DistrustAll
            | Self::RemoveFactor
            | Self::BackupCodes
            | Self::SignOut
            | Self::Document => &[],
        }
    }

    /// The schema of what is answered.
    const fn schema(self) -> &'static str {
        match self {
            Self::Factors => "Factors",
            Self::SendCode => "SentCode",
            Self::BeginFactor => "Enrolment",
            Self::ConfirmFactor | Self::AddPasskey | Self::BackupCodes => "BackupCodes",
            Self::InvitePasskey | Self::AskPasskey => "PasskeyOptions",
            Self::Devices | Self::Distrust | Self::DistrustAll => "Devices",
            Self::Document => "Document",
            _ => "Session",
        }
    }
}
