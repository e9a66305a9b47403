//! Is it really them? The question for a code at the sign-in, and once more within a session.

use poem::Response;
use poem::http::{HeaderValue, StatusCode, header};

use crate::admin::answer;
use crate::admin::context::Context;
use crate::admin::cookie::{self, Keep};
use crate::admin::fail::Fail;
use crate::admin::pages::href;
use crate::admin::pages::view::{Proof, ProofView, WayLine};
use crate::admin::routes::{self, Found};
use crate::admin::typed;
use crate::admin::views::factors::icon;
use crate::admin::views::sign_in::{come_in, next, sentence};
use crate::models::{Choice as _, Violation, Violations, percent_encode};
use crate::security::{
    Answer, FactorInfo, FactorKind, MfaLevel, MfaStanding, Opened, Password, SecurityError, Session,
};

/// The word for an app in forms.
const APP: &str = "totp";
/// The word for backup codes in forms.
const BACKUP: &str = "backup";
/// The word for a passkey in forms.
const PASSKEY: &str = "passkey";
/// The word for the password in forms.
const PASSWORD: &str = "password";

/// What is sent by message, as its form names it: the number of the factor.
fn message(way: &str) -> Option<i64> {
    way.parse().ok()
}

/// What a page carries along.
struct Along<'a> {
    /// Whether somebody is signed in and shows once more who it is.
    again: bool,
    next: &'a str,
    typed: &'a str,
}

/// The question at the sign-in; whoever is in goes on.
pub(crate) async fn ask(context: &mut Context<'_>) -> Result<Response, Fail> {
    let (next, way) = (next(context.query.text("next")), context.query.text("way").to_owned());
    if context.session().is_ok() {
        return Ok(answer::see_other(&next));
    }
    let along = Along { again: false, next: &next, typed: "" };
    page(context, StatusCode::OK, &along, &way, &Violations::new()).await
}

/// The same, for somebody whose form waits.
pub(crate) async fn ask_keeping(
    context: &mut Context<'_>,
    next: &str,
    typed: &str,
) -> Result<Response, Fail> {
    let along = Along { again: false, next, typed };
    page(context, StatusCode::OK, &along, "", &Violations::new()).await
}

/// The question within a session.
pub(crate) async fn ask_again(context: &mut Context<'_>) -> Result<Response, Fail> {
    let (next, way) = (next(context.query.text("next")), context.query.text("way").to_owned());
    let along = Along { again: true, next: &next, typed: "" };
    page(context, StatusCode::OK, &along, &way, &Violations::new()).await
}

/// The question before something that was posted; the form waits on the page, as far as it can.
pub(crate) async fn confirm_first(context: &mut Context<'_>) -> Result<Response, Fail> {
    let path = context.uri.path().to_owned();
    let typed = typed::encode_waiting(context);
    // Where nothing can wait, the page with the form is where it goes on.
    let has_page = matches!(routes::find(&poem::http::Method::GET, &path), Found::Route(..));
    let next = if typed.is_empty() && !has_page { href::INDEX } else { &path };
    let along = Along { again: true, next, typed: &typed };
    page(context, StatusCode::FORBIDDEN, &along, "", &Violations::new()).await
}

/// Takes an answer at the sign-in.
pub(crate) async fn answer(context: &mut Context<'_>) -> Result<Response, Fail> {
    if context.session().is_ok() {
        return Ok(answer::see_other(&next(context.form.text("next"))));
    }
    take(context, false).await
}

/// Takes an answer within a session.
pub(crate) async fn prove(context: &mut Context<'_>) -> Result<Response, Fail> {
    take(context, true).await
}

async fn take(context: &mut Context<'_>, again: bool) -> Result<Response, Fail> {
    let (next, typed) = (next(context.form.text("next")), context.form.text("typed").to_owned());
    let along = Along { again, next: &next, typed: &typed };
    if let Some(other) = context.form.get("other").map(str::to_owned) {
        // An address of its own, so that going back in the browser works; what was typed stands in none.
        if typed.is_empty() {
            let mut target =
                href::with_next(if again { href::CONFIRM } else { href::FACTOR }, &next);
            target.push_str(if target.contains('?') { "&way=" } else { "?way=" });
            percent_encode(&other, &mut target);
            return Ok(answer::see_other(&target));
        }
        return page(context, StatusCode::OK, &along, &other, &Violations::new()).await;
    }
    let way = context.form.text("way").to_owned();
    match check(context, &way).await {
        Ok(opened) => {
            if !again {
                trust(context, &opened.session).await?;
            }
            come_in(context, opened, &next, &typed, again).await
        }
        Err(error) => {
            let control = if way == PASSWORD { PASSWORD } else { "code" };
            let (status, wait, violation) = refusal(error)?;
            let violations = Violations::at(control, violation);
            let mut response = page(context, status, &along, &way, &violations).await?;
            wait_for(&mut response, wait);
            Ok(response)
        }
    }
}

/// Sends a code to the telephone or the address that was chosen, and says so; never to another one.
pub(crate) async fn send(context: &mut Context<'_>, again: bool) -> Result<Response, Fail> {
    let (next, typed) = (next(context.form.text("next")), context.form.text("typed").to_owned());
    if !again && context.session().is_ok() {
        return Ok(answer::see_other(&next));
    }
    let along = Along { again, next: &next, typed: &typed };
    let way = context.form.text("way").to_owned();
    let factor = message(&way).ok_or(Fail::Malformed)?;
    let refused = match context.site.security.send_code(context.claimed()?, factor).await {
        Ok(_) => {
            return page(context, StatusCode::OK, &along, &way, &Violations::new()).await;
        }
        Err(SecurityError::FactorOff) => {
            let status = StatusCode::SERVICE_UNAVAILABLE;
            return page(context, status, &along, &way, &Violations::new()).await;
        }
        Err(error) => error,
    };
    let (status, wait, violation) = not_sent(refused)?;
    let violations = Violations::at("code", violation);
    let mut response = page(context, status, &along, &way, &violations).await?;
    wait_for(&mut response, wait);
    Ok(response)
}

/// Why no code was sent, for what a person can do something about.
pub(crate) fn not_sent(error: SecurityError) -> Result<(StatusCode, Option<u64>, Violation), Fail> {
    match error {
        SecurityError::TooManyAttempts { retry_after } => {
            let wait = retry_after.as_secs().max(1);
            let text = match wait {
                1 => "Another code can be sent in a second".to_owned(),
                2..120 => format!("Another code can be sent in {wait} seconds"),
                _ => format!("Another code can be sent in {} minutes", wait.div_ceil(60)),
            };
            Ok((StatusCode::TOO_MANY_REQUESTS, Some(wait), Violation::new("wait", text)))
        }
        SecurityError::FactorOff => {
            let violation =
                Violation::new("unsendable", "No codes can be sent there at the moment");
            Ok((StatusCode::SERVICE_UNAVAILABLE, None, violation))
        }
        error => refusal(error),
    }
}

/// Says in the headers how many seconds to wait.
pub(crate) fn wait_for(response: &mut Response, wait: Option<u64>) {
    if let Some(wait) = wait {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait));
    }
}

/// Trusts the browser of somebody who answered at the sign-in, if they want that and it is allowed.
pub(crate) async fn trust(context: &mut Context<'_>, session: &Session) -> Result<(), Fail> {
    let security = &context.site.security;
    let wanted = matches!(context.form.text("trust"), "yes" | "true");
    let Some(life) = security.offers_trust(session).filter(|_| wanted) else { return Ok(()) };
    let token = security.trust_device(session).await?;
    let seconds = u32::try_from(life.as_secs()).unwrap_or(u32::MAX);
    context.set_cookie(cookie::DEVICE, token.expose(), Keep::Seconds(seconds));
    Ok(())
}

/// Hands the answer on. Whose it is says the session and never the form.
pub(crate) async fn check(context: &Context<'_>, way: &str) -> Result<Opened, SecurityError> {
    let security = &context.site.security;
    let session = context.claimed().map_err(|_| SecurityError::SessionEnded)?;
    let code = context.form.text("code");
    match way {
        PASSWORD => {
            let password = Password::new(context.form.text(PASSWORD).to_owned());
            security.step_up_by_password(session, password).await
        }
        BACKUP => security.answer(session, Answer::Backup(code), &context.client).await,
        PASSKEY => {
            let said = context.form.text("credential");
            security.answer(session, Answer::Passkey(said), &context.client).await
        }
        _ => match message(way) {
            Some(factor) => {
                security.answer(session, Answer::Code { factor, code }, &context.client).await
            }
            None => security.answer(session, Answer::Totp(code), &context.client).await,
        },
    }
}

/// Status, seconds to wait, and what is wrong, for what a person can do something about.
pub(crate) fn refusal(error: SecurityError) -> Result<(StatusCode, Option<u64>, Violation), Fail> {
    let text = sentence(&error).trim_end_matches('.').to_owned();
    match error {
        SecurityError::WrongCode | SecurityError::WrongPasskey | SecurityError::PasskeyOnly => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, None, Violation::new("wrong", text)))
        }
        SecurityError::OneMailbox => {
            Ok((StatusCode::CONFLICT, None, Violation::new("one_mailbox", text)))
        }
        SecurityError::WrongCredentials => {
            let violation = Violation::new("wrong", "This is not your password");
            Ok((StatusCode::UNPROCESSABLE_ENTITY, None, violation))
        }
        SecurityError::FactorLocked => {
            Ok((StatusCode::TOO_MANY_REQUESTS, None, Violation::new("locked", text)))
        }
        SecurityError::TooManyAttempts { retry_after } => {
            let wait = retry_after.as_secs().max(1);
            let text = match wait {
                1 => "Wait a second before the next attempt".to_owned(),
                2..120 => format!("Wait {wait} seconds before the next attempt"),
                _ => text,
            };
            Ok((StatusCode::TOO_MANY_REQUESTS, Some(wait), Violation::new("wait", text)))
        }
        error => Err(error.into()),
    }
}

async fn page(
    context: &mut Context<'_>,
    status: StatusCode,
    along: &Along<'_>,
    way: &str,
    violations: &Violations,
) -> Result<Response, Fail> {
    let claimed = context.claimed()?;
    let trust = context.site.security.offers_trust(claimed).filter(|_| !along.again);
    let by_password = claimed.methods().any(|method| method == PASSWORD);
    let standing = context.site.security.mfa_standing(claimed).await?;
    let passkeys = context.site.security.offers_passkeys();
    let password = along.again && may_type_password(context, &standing).await?;
    let ways = ways(&standing, password, passkeys);
    let wanted = ways.iter().find(|line| line.value == way);
    let locked = standing.factors.iter().filter(|factor| factor.locked);
    let locked: Vec<&str> = locked.map(|factor| factor.name.as_str()).collect();
    let own_mailbox = standing.factors.iter().filter(|factor| factor.own_mailbox);
    let own_mailbox: Vec<&str> = own_mailbox.map(|factor| factor.name.as_str()).collect();
    let none = Violations::new();
    // What was wrong about a way that is locked since is no mistake in the next one.
    let is_over = wanted.is_none() && !ways.is_empty() && !locked.is_empty();
    let violations = if is_over { &none } else { violations };
    let chosen = wanted.or(ways.first());
    let chosen = chosen.map_or(APP, |line| line.value.as_str());
    let others: Vec<WayLine> = ways.iter().filter(|line| line.value != chosen).cloned().collect();
    let apps = || standing.factors.iter().filter(|factor| factor.kind == FactorKind::Totp);
    let name = match (chosen, apps().count()) {
        (APP, 1) => apps().next().map_or("", |factor| factor.name.as_str()),
        _ => "",
    };
    let to = message(chosen).and_then(|id| standing.factors.iter().find(|one| one.id == id));
    let times = match to {
        Some(to) => context.site.security.sent_code(context.claimed()?, to.id).await?,
        None => None,
    };
    let times = times.map(|code| (code.expires_at, code.resend_at));
    let to = to.map(|to| (to.kind, to.destination.as_deref().unwrap_or_default()));
    let proof = match chosen {
        _ if ways.is_empty() && standing.factors.is_empty() => Proof::Elsewhere,
        _ if ways.is_empty() => Proof::Closed,
        BACKUP => Proof::Backup,
        PASSKEY => Proof::Passkey,
        PASSWORD => Proof::Password,
        _ => match to {
            Some((kind, to)) if times.is_none() && !context.site.security.sends_codes(kind) => {
                Proof::Unsendable { to }
            }
            Some((_, to)) => Proof::Sent { to, sent: times },
            None => Proof::App,
        },
    };
    let (action, send) = if along.again {
        (href::CONFIRM, href::CONFIRM_SEND)
    } else {
        (href::FACTOR, href::FACTOR_SEND)
    };
    answer::page(context, status, |_, pages, frame| {
        let view = ProofView {
            again: along.again,
            by_password,
            action,
            send,
            proof,
            way: chosen,
            name,
            others: &others,
            open: !ways.is_empty(),
            locked: &locked,
            own_mailbox: &own_mailbox,
            trust,
            next: if along.next == href::INDEX { "" } else { along.next },
            typed: along.typed,
            violations,
        };
        pages.proof(frame, &view)
    })
}

/// Whether the password is proof enough of who somebody is that is signed in: nobody who has a factor, and nobody who
/// has no password here.
pub(crate) async fn may_type_password(
    context: &Context<'_>,
    standing: &MfaStanding,
) -> Result<bool, Fail> {
    let Some(user) = context.claimed()?.claimed_user() else { return Ok(false) };
    Ok(standing.factors.is_empty() && !context.site.security.awaits_password(user).await?)
}

/// The ways that are open to somebody, the best first. Nobody without a password learns them.
pub(crate) fn ways(standing: &MfaStanding, password: bool, passkeys: bool) -> Vec<WayLine> {
    let line = |value: &str, label: String, icon| WayLine { value: value.to_owned(), label, icon };
    let open = |factor: &&FactorInfo| !factor.locked;
    let mut ways = Vec::new();
    let passkey = |factor: &FactorInfo| factor.kind == FactorKind::Passkey;
    if passkeys && standing.factors.iter().filter(open).any(passkey) {
        ways.push(line(PASSKEY, FactorKind::Passkey.label().to_owned(), icon(FactorKind::Passkey)));
    }
    if standing.level == MfaLevel::PhishingResistant && standing.factors.iter().any(passkey) {
        return ways;
    }
    let app = standing.factors.iter().filter(open).any(|factor| factor.kind == FactorKind::Totp);
    if app {
        ways.push(line(APP, FactorKind::Totp.label().to_owned(), icon(FactorKind::Totp)));
    }
    for factor in messages(standing) {
        let alike = messages(standing).filter(|other| other.kind == factor.kind).count();
        let to = factor.destination.as_deref().unwrap_or_default();
        let label = match alike {
            1 => format!("{} to {to}", factor.kind.label()),
            _ => format!("{} to {to} ({})", factor.kind.label(), factor.name),
        };
        ways.push(line(&factor.id.to_string(), label, icon(factor.kind)));
    }
    if standing.backup_codes_left > 0 {
        ways.push(line(BACKUP, "Backup code".to_owned(), "ticket-perforated"));
    }
    if password {
        ways.push(line(PASSWORD, "Password".to_owned(), "key"));
    }
    ways
}

/// The telephones and e-mail addresses that are open to somebody.
pub(crate) fn messages(standing: &MfaStanding) -> impl Iterator<Item = &FactorInfo> {
    let message = |kind| matches!(kind, FactorKind::Sms | FactorKind::Email);
    standing.factors.iter().filter(move |factor| message(factor.kind) && factor.is_open())
}
