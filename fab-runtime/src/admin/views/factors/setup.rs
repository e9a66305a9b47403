//! How does somebody get a second factor? A choice, a secret that is shown, a first code, and codes for a bad day.

use poem::Response;
use poem::http::StatusCode;

use crate::admin::answer;
use crate::admin::context::Context;
use crate::admin::fail::Fail;
use crate::admin::pages::href;
use crate::admin::pages::view::{
    BackupCodesView, BeginFactorView, ChooseFactorView, ConfirmFactorView, Flash, KindLine, Pending,
};
use crate::admin::views::factors::{icon, must, proof};
use crate::admin::views::outcome::success;
use crate::admin::views::sign_in::{enter, sentence};
use crate::models::{Tone, Violation, Violations};
use crate::secret::Secret;
use crate::security::{
    Confirmed, FactorKind, MfaLevel, PendingMessage, SecurityError, TotpEnrolment,
};

/// The word for passkeys in addresses and forms.
pub(crate) const PASSKEY: &str = "passkey";
/// The word for text messages in addresses and forms.
pub(crate) const SMS: &str = "sms";
/// The word for e-mail in addresses and forms.
pub(crate) const EMAIL: &str = "email";

/// The word of a kind in addresses and forms is that of the database; what is said of it is ours.
const fn kind(kind: FactorKind) -> KindLine {
    let (value, label, help) = match kind {
        FactorKind::Totp => (
            "totp",
            "Authenticator app",
            "An app on your phone shows a new code every half minute, also without a network.",
        ),
        FactorKind::Passkey => (
            PASSKEY,
            "Passkey",
            "Your device proves that it is you, by fingerprint, face or PIN. No imitation of this site can ask for it.",
        ),
        FactorKind::Sms => (
            SMS,
            "Text message",
            "A code is sent to your phone. Weaker than an app: somebody else can have your number moved to their phone.",
        ),
        FactorKind::Email => (
            EMAIL,
            "E-mail",
            "A code is sent to your mailbox. Weaker than an app: whoever reads your mail has the code.",
        ),
    };
    KindLine { value, label, help, icon: icon(kind) }
}

/// What can be set up here, by somebody of that level; the weaker ones last, and never without a stronger one beside.
pub(crate) fn kinds(context: &Context<'_>) -> Result<Vec<KindLine>, Fail> {
    let level = context.claimed()?.mfa_level();
    if level == MfaLevel::Off {
        return Ok(Vec::new());
    }
    let security = &context.site.security;
    let passkey = Some(FactorKind::Passkey).filter(|_| security.offers_passkeys());
    let sent =
        |kind: &FactorKind| level != MfaLevel::PhishingResistant && security.sends_codes(*kind);
    let messages = [FactorKind::Email, FactorKind::Sms].into_iter().filter(sent);
    let all = passkey.into_iter().chain([FactorKind::Totp]).chain(messages);
    Ok(all.map(kind).collect())
}

/// The choice of a kind; of one kind there is none. Whoever is signed in shows first who it is.
pub(crate) fn choose(context: &mut Context<'_>) -> Result<Response, Fail> {
    let must = must(context);
    if !must && !context.site.security.is_fresh(context.session()?) {
        return Err(Fail::StepUp);
    }
    let kinds = kinds(context)?;
    let asked = context.query.text("kind");
    let chosen = match kinds.as_slice() {
        [] => return Err(Fail::NotFound),
        [one] => Some(one.clone()),
        several => several.iter().find(|kind| kind.value == asked).cloned(),
    };
    if let Some(kind) = chosen {
        let name = kind.label;
        return begin_page(context, StatusCode::OK, &kind, name, &Violations::new());
    }
    answer::page(context, StatusCode::OK, |_, pages, frame| {
        let view = ChooseFactorView { kinds: &kinds, action: href::FACTOR_SETUP, must };
        pages.choose_factor(frame, &view)
    })
}

fn begin_page(
    context: &mut Context<'_>,
    status: StatusCode,
    kind: &KindLine,
    name: &str,
    violations: &Violations,
) -> Result<Response, Fail> {
    let must = must(context);
    let several = kinds(context)?.len() > 1;
    let back = if several || must { href::FACTOR_SETUP } else { href::SAFETY };
    let to = context.form.text("destination").to_owned();
    let destination = match kind.value {
        SMS => Some(("Phone number", "With the country, such as +49 170 1234567.")),
        EMAIL => Some(("E-mail address", "Another one than links to a new password go to.")),
        _ => None,
    };
    answer::page(context, status, |_, pages, frame| {
        let view = BeginFactorView {
            kind,
            destination,
            action: href::FACTOR_SETUP,
            back,
            name,
            to: &to,
            must,
            violations,
        };
        pages.begin_factor(frame, &view)
    })
}

/// Makes a secret, which waits on the server for its first code, or sends that code.
pub(crate) async fn begin(context: &mut Context<'_>) -> Result<Response, Fail> {
    let kinds = kinds(context)?;
    let kind = kinds.iter().find(|kind| kind.value == context.form.text("kind"));
    let kind = kind.ok_or(Fail::Malformed)?.clone();
    let name = context.form.text("name").to_owned();
    if kind.value == PASSKEY {
        return begin_page(context, StatusCode::OK, &kind, &name, &Violations::new());
    }
    let (security, session) = (&context.site.security, context.claimed()?);
    let to = context.form.text("destination");
    let begun = match kind.value {
        SMS => security.begin_sms(session, &name, to).await.map(drop),
        EMAIL => security.begin_email(session, &name, to).await.map(drop),
        _ => security.begin_totp(session, &name).await.map(drop),
    };
    match begun {
        Ok(()) => Ok(answer::see_other(href::FACTOR_CONFIRM)),
        Err(SecurityError::Invalid(violations)) => {
            begin_page(context, StatusCode::UNPROCESSABLE_ENTITY, &kind, &name, &violations)
        }
        Err(SecurityError::NotFresh) if must(context) => Ok(by_link_only(context)),
        Err(error @ SecurityError::TooManyAttempts { .. }) => {
            let (status, wait, violation) = proof::not_sent(error)?;
            let violations = Violations::at("destination", violation);
            let mut response = begin_page(context, status, &kind, &name, &violations)?;
            proof::wait_for(&mut response, wait);
            Ok(response)
        }
        Err(error) => Err(error.into()),
    }
}

/// Adds the passkey that a device made.
pub(crate) async fn add_passkey(context: &mut Context<'_>) -> Result<Response, Fail> {
    let security = &context.site.security;
    let said = context.form.text("credential");
    let error = match security.confirm_passkey(context.claimed()?, said).await {
        Ok(confirmed) => return set_up(context, confirmed),
        Err(error) => error,
    };
    let violation = match error {
        SecurityError::NoPasskeys => return Err(Fail::NotFound),
        SecurityError::WrongPasskey => {
            Violation::new("refused", "The passkey was not accepted; try once more")
        }
        error => return Err(error.into()),
    };
    let kind = kind(FactorKind::Passkey);
    let name = context.form.text("name").to_owned();
    let violations = Violations::at("name", violation);
    begin_page(context, StatusCode::UNPROCESSABLE_ENTITY, &kind, &name, &violations)
}

/// Goes on after the factor was set up. With the first one come backup codes, which are on this very page and on no
/// other.
fn set_up(context: &mut Context<'_>, confirmed: Confirmed) -> Result<Response, Fail> {
    enter(context, &confirmed.opened);
    context.session = Some(confirmed.opened.session);
    let flash = success("Your second factor is set up.".to_owned());
    match confirmed.backup_codes {
        Some(codes) => codes_page(context, &codes),
        None => Ok(answer::see_other_saying(context, href::SAFETY, &flash)),
    }
}

/// An administrator took the factors away: the way to a new one is the link.
fn by_link_only(context: &mut Context<'_>) -> Response {
    let text = "Your second factors were taken away. Open the link that an administrator gave you, and sign in there.";
    let flash = Flash { tone: Tone::Warning, text: text.to_owned() };
    answer::see_other_saying(context, href::LOGIN, &flash)
}

/// What this session is setting up.
enum Begun {
    App(TotpEnrolment),
    Message(PendingMessage),
}

impl Begun {
    const fn factor(&self) -> i64 {
        match self {
            Self::App(app) => app.factor,
            Self::Message(message) => message.factor,
        }
    }
}

/// The secret, or where the code went, until the first code was right.
pub(crate) async fn show(context: &mut Context<'_>) -> Result<Response, Fail> {
    match pending(context).await? {
        Some(pending) => confirm_page(context, StatusCode::OK, &pending, &Violations::new()),
        None => Ok(answer::see_other(href::FACTOR_SETUP)),
    }
}

async fn pending(context: &Context<'_>) -> Result<Option<Begun>, Fail> {
    let (security, session) = (&context.site.security, context.claimed()?);
    Ok(match security.pending_totp(session).await? {
        Some(app) => Some(Begun::App(app)),
        None => security.pending_message(session).await?.map(Begun::Message),
    })
}

/// What was begun is void by now.
fn begin_anew(context: &mut Context<'_>) -> Response {
    let text = sentence(&SecurityError::EnrolmentExpired);
    let flash = Flash { tone: Tone::Warning, text };
    answer::see_other_saying(context, href::FACTOR_SETUP, &flash)
}

/// Sends another first code to where the one before went.
pub(crate) async fn send(context: &mut Context<'_>) -> Result<Response, Fail> {
    let factor: i64 = context.form.text("factor").parse().map_err(|_| Fail::Malformed)?;
    let Some(begun) = pending(context).await?.filter(|begun| begun.factor() == factor) else {
        return Ok(begin_anew(context));
    };
    let Err(error) = context.site.security.send_code(context.claimed()?, factor).await else {
        return Ok(answer::see_other(href::FACTOR_CONFIRM));
    };
    let (status, wait, violation) = proof::not_sent(error)?;
    let violations = Violations::at("code", violation);
    let mut response = confirm_page(context, status, &begun, &violations)?;
    proof::wait_for(&mut response, wait);
    Ok(response)
}

fn confirm_page(
    context: &mut Context<'_>,
    status: StatusCode,
    begun: &Begun,
    violations: &Violations,
) -> Result<Response, Fail> {
    let must = must(context);
    let pending = match begun {
        Begun::App(app) => Pending::App { uri: app.uri.expose(), secret: app.secret.expose() },
        Begun::Message(message) => {
            let sent = message.sent.as_ref().map(|sent| (sent.expires_at, sent.resend_at));
            Pending::Sent { to: &message.destination, sent }
        }
    };
    answer::page(context, status, |_, pages, frame| {
        let view = ConfirmFactorView {
            pending,
            factor: begun.factor(),
            action: href::FACTOR_CONFIRM,
            send: href::FACTOR_RESEND,
            back: href::FACTOR_SETUP,
            must,
            violations,
        };
        pages.confirm_factor(frame, &view)
    })
}

/// Takes the first code. With the first factor come backup codes, which are on this very page and on no other.
pub(crate) async fn confirm(context: &mut Context<'_>) -> Result<Response, Fail> {
    let factor = context.form.text("factor").parse().map_err(|_| Fail::Malformed)?;
    let code = context.form.text("code").to_owned();
    let security = &context.site.security;
    let error = match security.confirm_factor(context.claimed()?, factor, &code).await {
        Ok(confirmed) => return set_up(context, confirmed),
        Err(SecurityError::EnrolmentExpired) => {
            return Ok(begin_anew(context));
        }
        Err(error) => error,
    };
    let (status, wait, violation) = proof::refusal(error)?;
    let Some(pending) = pending(context).await? else {
        return Ok(answer::see_other(href::FACTOR_SETUP));
    };
    let violations = Violations::at("code", violation);
    let mut response = confirm_page(context, status, &pending, &violations)?;
    proof::wait_for(&mut response, wait);
    Ok(response)
}

/// Backup codes, this once.
pub(crate) fn codes_page(
    context: &mut Context<'_>,
    codes: &[Secret<String>],
) -> Result<Response, Fail> {
    let codes: Vec<&str> = codes.iter().map(|code| code.expose().as_str()).collect();
    codes_again(context, StatusCode::OK, &codes, &Violations::new())
}

fn codes_again(
    context: &mut Context<'_>,
    status: StatusCode,
    codes: &[&str],
    violations: &Violations,
) -> Result<Response, Fail> {
    answer::page(context, status, |_, pages, frame| {
        let view = BackupCodesView { codes, action: href::FACTOR_KEPT, violations };
        pages.backup_codes(frame, &view)
    })
}

/// The most codes that a page brings back.
const MOST_CODES: usize = 20;

/// Whoever did not say that the codes are kept sees them once more: the page brings them back, the server has none.
pub(crate) fn kept(context: &mut Context<'_>) -> Result<Response, Fail> {
    if !context.form.text("saved").is_empty() {
        let flash = success("Your second factor and your backup codes are ready.".to_owned());
        return Ok(answer::see_other_saying(context, href::SAFETY, &flash));
    }
    let form = std::mem::take(&mut context.form);
    let codes: Vec<&str> = form.all("kept").take(MOST_CODES).collect();
    let violation = Violation::new("required", "Tick this when you have kept them");
    let violations = Violations::at("saved", violation);
    codes_again(context, StatusCode::UNPROCESSABLE_ENTITY, &codes, &violations)
}
