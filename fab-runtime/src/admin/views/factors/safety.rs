//! What can somebody do for the safety of their account? Factors, backup codes, and a look at what happened.

use poem::Response;
use poem::http::StatusCode;

use crate::admin::answer;
use crate::admin::context::Context;
use crate::admin::cookie;
use crate::admin::device::device;
use crate::admin::fail::Fail;
use crate::admin::pages::href;
use crate::admin::pages::view::{DeviceLine, EventLine, SafetyView};
use crate::admin::views::factors::{self, devices, setup};
use crate::admin::views::outcome::success;
use crate::admin::views::sign_in::{enter, sentence};
use crate::models::{Choice as _, Condition, Model as _, OrderBy, Scope, Violation, Violations};
use crate::security::{
    AuditEntry, AuditEvent, MfaLevel, Outcome, SecurityError, Session, TrustedDevice,
};

/// Lines of what happened.
const EVENTS: u32 = 10;

/// What the list of events is about.
const TOLD: &[AuditEvent] = &[
    AuditEvent::SignInOk,
    AuditEvent::SignInFailed,
    AuditEvent::SignInLocked,
    AuditEvent::SessionEnded,
    AuditEvent::PasswordChanged,
    AuditEvent::PasswordReset,
    AuditEvent::LinkMade,
    AuditEvent::LinkUsed,
    AuditEvent::TokenMade,
    AuditEvent::TokenRevoked,
    AuditEvent::FactorAdded,
    AuditEvent::FactorRemoved,
    AuditEvent::FactorRenamed,
    AuditEvent::FactorRefused,
    AuditEvent::FactorLocked,
    AuditEvent::FactorUnlocked,
    AuditEvent::FactorsReset,
    AuditEvent::BackupCodesMade,
    AuditEvent::BackupCodeUsed,
    AuditEvent::StepUp,
    AuditEvent::DeviceTrusted,
    AuditEvent::DeviceDistrusted,
];

/// The page.
pub(crate) async fn show(context: &mut Context<'_>) -> Result<Response, Fail> {
    page(context, StatusCode::OK, &Violations::new()).await
}

/// Renames a factor, removes one, unlocks one, makes new backup codes, or trusts browsers no more.
pub(crate) async fn change(context: &mut Context<'_>) -> Result<Response, Fail> {
    let security = &context.site.security;
    let session = context.session()?;
    let id = || context.form.text("id").parse::<i64>().map_err(|_| Fail::Malformed);
    let outcome = match context.form.text("do") {
        "rename" => security.rename_factor(session, id()?, context.form.text("name")).await,
        "remove" => security.remove_factor(session, id()?).await,
        "unlock" => security.unlock_factor(session, id()?).await,
        "codes" => {
            let codes = security.new_backup_codes(session).await?;
            return setup::codes_page(context, &codes);
        }
        "distrust" => {
            let device = context.form.text("device").to_owned();
            devices::distrust(context, &device).await?;
            return Ok(said(context, "The device will be asked for a code again."));
        }
        "distrust_all" => {
            devices::distrust_all(context).await?;
            return Ok(said(context, "Every device will be asked for a code again."));
        }
        _ => return Err(Fail::Malformed),
    };
    let violations = match outcome {
        Ok(opened) => {
            let text = match context.form.text("do") {
                "rename" => "The name was saved.",
                "remove" => "The factor was removed, and all your other sessions ended.",
                _ => "The factor counts again.",
            };
            enter(context, &opened);
            context.session = Some(opened.session);
            return Ok(said(context, text));
        }
        Err(SecurityError::Invalid(violations)) => violations,
        Err(error @ (SecurityError::LastFactor | SecurityError::OneMailbox)) => {
            let text = sentence(&error).trim_end_matches('.').to_owned();
            Violations::of_row(Violation::new("last", text))
        }
        Err(error) => return Err(error.into()),
    };
    page(context, StatusCode::UNPROCESSABLE_ENTITY, &violations).await
}

fn said(context: &mut Context<'_>, text: &str) -> Response {
    answer::see_other_saying(context, href::SAFETY, &success(text.to_owned()))
}

async fn trusted(context: &Context<'_>) -> Result<Vec<DeviceLine>, Fail> {
    let token = context.cookie(cookie::DEVICE).unwrap_or_default();
    let line = |found: TrustedDevice| DeviceLine {
        current: found.keeps(token),
        device: device(found.client.user_agent.as_deref().unwrap_or_default()),
        address: found.client.address.map(|address| address.to_string()),
        used_at: found.used_at,
        until: found.expires_at,
        id: found.id,
    };
    Ok(devices::of(context).await?.into_iter().map(line).collect())
}

async fn page(
    context: &mut Context<'_>,
    status: StatusCode,
    violations: &Violations,
) -> Result<Response, Fail> {
    let session = context.session()?;
    let standing = context.site.security.mfa_standing(session).await?;
    let events = events(context, session).await?;
    let devices = trusted(context).await?;
    let factors = factors::lines(standing.factors);
    let renamed = context.form.text("id").parse().ok();
    answer::page(context, status, |_, pages, frame| {
        let view = SafetyView {
            action: href::SAFETY,
            factors: &factors,
            codes_left: standing.backup_codes_left,
            policy: factors::sentence(standing.level),
            required: standing.level >= MfaLevel::Required,
            grace_until: standing.grace_until,
            devices: &devices,
            events: &events,
            renamed,
            violations,
        };
        pages.safety(frame, &view)
    })
}

/// What happened of late to the account of the session, whoever did it.
async fn events(context: &Context<'_>, session: &Session) -> Result<Vec<EventLine>, Fail> {
    let Some(user) = session.user() else { return Ok(Vec::new()) };
    let told = TOLD.iter().map(|event| Condition::eq("event", event.as_str())).collect();
    let about = Condition::eq("subject_model", crate::security::User::NAME)
        .and(Condition::eq("subject_key", user.0.to_string()));
    let mine = Condition::Any(vec![Condition::eq("actor_id", user.0), about]);
    let wanted = mine.and(Condition::Any(told));
    let order = [OrderBy { column: "seq", descending: true }];
    let store = &context.site.store;
    let found = store.find(AuditEntry::meta(), &Scope::system(), &wanted, &order, EVENTS).await?;
    let line = |record| {
        let entry = AuditEntry::from_record(record).ok()?;
        Some(EventLine {
            at: entry.at,
            what: entry.event.label().to_owned(),
            failed: entry.outcome != Outcome::Ok,
            address: entry.address,
            device: device(entry.user_agent.as_deref().unwrap_or_default()),
        })
    };
    Ok(found.into_iter().filter_map(line).collect())
}
