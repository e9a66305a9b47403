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
use crate::security::{Confirmed, FactorKind, MfaLevel, SecurityError, TotpEnrolment};

/// The word for passkeys in addresses and forms.
pub(crate) const PASSKEY: &str = "passkey";

/// The word of a kind in addresses and forms is that of the database; what is said of it is ours.
const fn kind(kind: FactorKind) -> Option<KindLine> {
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
        _ => return None,
    };
    Some(KindLine { value, label, help, icon: icon(kind) })
}

/// What can be set up here, by somebody of that level.
fn kinds(context: &Context<'_>) -> Result<Vec<KindLine>, Fail> {
    if context.claimed()?.mfa_level() == MfaLevel::Off {
        return Ok(Vec::new());
    }
    let passkey = Some(FactorKind::Passkey).filter(|_| context.site.security.offers_passkeys());
    Ok(passkey.into_iter().chain([FactorKind::Totp]).filter_map(kind).collect())
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
    answer::page(context, status, |_, pages, frame| {
        let view = BeginFactorView {
            kind,
            destination: None,
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

/// Makes a secret, which waits on the server for its first code.
pub(crate) async fn begin(context: &mut Context<'_>) -> Result<Response, Fail> {
    let kinds = kinds(context)?;
    let kind = kinds.iter().find(|kind| kind.value == context.form.text("kind"));
    let kind = kind.ok_or(Fail::Malformed)?.clone();
    let name = context.form.text("name").to_owned();
    if kind.value == PASSKEY {
        return begin_page(context, StatusCode::OK, &kind, &name, &Violations::new());
    }
    let security = &context.site.security;
    match security.begin_totp(context.claimed()?, &name).await {
        Ok(_) => Ok(answer::see_other(href::FACTOR_CONFIRM)),
        Err(SecurityError::Invalid(violations)) => {
            begin_page(context, StatusCode::UNPROCESSABLE_ENTITY, &kind, &name, &violations)
        }
        Err(SecurityError::NotFresh) if must(context) => Ok(by_link_only(context)),
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
    let kind = kind(FactorKind::Passkey).ok_or(Fail::NotFound)?;
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

/// The secret, until the first code was right.
pub(crate) async fn show(context: &mut Context<'_>) -> Result<Response, Fail> {
    match pending(context).await? {
        Some(pending) => confirm_page(context, StatusCode::OK, &pending, &Violations::new()),
        None => Ok(answer::see_other(href::FACTOR_SETUP)),
    }
}

async fn pending(context: &mut Context<'_>) -> Result<Option<TotpEnrolment>, Fail> {
    Ok(context.site.security.pending_totp(context.claimed()?).await?)
}

fn confirm_page(
    context: &mut Context<'_>,
    status: StatusCode,
    pending: &TotpEnrolment,
    violations: &Violations,
) -> Result<Response, Fail> {
    let must = must(context);
    answer::page(context, status, |_, pages, frame| {
        let view = ConfirmFactorView {
            pending: Pending::App { uri: pending.uri.expose(), secret: pending.secret.expose() },
            factor: pending.factor,
            action: href::FACTOR_CONFIRM,
            send: "",
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
            let text = sentence(&SecurityError::EnrolmentExpired);
            let flash = Flash { tone: Tone::Warning, text };
            return Ok(answer::see_other_saying(context, href::FACTOR_SETUP, &flash));
        }
        Err(error) => error,
    };
    let (status, _, violation) = proof::refusal(error)?;
    match pending(context).await? {
        Some(pending) => {
            confirm_page(context, status, &pending, &Violations::at("code", violation))
        }
        None => Ok(answer::see_other(href::FACTOR_SETUP)),
    }
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
