//! How do the services outside fare, and what does an operator do about it? Figures, and a few switches, each on record.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use poem::Response;
use poem::http::StatusCode;
use uuid::Uuid;

use crate::admin::answer;
use crate::admin::context::Context;
use crate::admin::fail::Fail;
use crate::admin::pages::view::{BreakerLine, MessageLine, OutboxLine, RateRow, ServicesView};
use crate::admin::pages::{href, lower};
use crate::admin::views::outcome::success;
use crate::admin::views::trial;
use crate::models::{Choice as _, Permission, Tone, Violations};
use crate::security::{
    AuditEvent, AuditNote, By, KeptMessage, MessageKind, MessageState, OutboxStanding,
};
use crate::services::resilience::{Circuit, Failure, Fault, Mode, Outcome, Snapshot, State};

/// What permissions about services are named after.
pub(crate) const SERVICE: &str = "fab_service";
/// To see the page.
pub(crate) const SEE: &str = "see";
/// To use its switches.
pub(crate) const CONTROL: &str = "control";
/// To read the figures, without the token of the settings.
pub(crate) const METRICS: &str = "metrics";

/// So many messages that wait for a person are shown.
const SHOWN: u32 = 50;
/// So many that wait for their turn.
const WAITING: u32 = 10;

/// The page.
pub(crate) async fn page(context: &mut Context<'_>) -> Result<Response, Fail> {
    show(context, StatusCode::OK, &Violations::new()).await
}

async fn show(
    context: &mut Context<'_>,
    status: StatusCode,
    violations: &Violations,
) -> Result<Response, Fail> {
    let security = &context.site.security;
    let now = context.site.store.clock().now();
    let mut breakers: Vec<BreakerLine> =
        security.circuits().snapshots().iter().map(|found| breaker(found, now)).collect();
    breakers.sort_by_key(|line| match line.tone {
        Tone::Danger => 0,
        Tone::Warning | Tone::Info => 1,
        _ => 2,
    });
    let rates: Vec<RateRow> = context.site.rates.lines().into_iter().map(rate).collect();
    let standing = security.outbox().await?;
    let lines = |found: Vec<KeptMessage>| -> Vec<MessageLine> {
        found.into_iter().map(|found| message(found, now)).collect()
    };
    let refused = match standing.refused {
        0 => Vec::new(),
        _ => lines(security.messages(MessageState::Refused, SHOWN).await?),
    };
    let waiting = match standing.waiting {
        0 => Vec::new(),
        _ => lines(security.messages(MessageState::Waiting, WAITING).await?),
    };
    let troubles = troubles(&breakers, &standing, now);
    let outbox = OutboxLine {
        waiting: standing.waiting,
        oldest: standing.oldest.map(|oldest| span(now - oldest)),
        sent: standing.sent,
        expired: standing.expired,
        refused: standing.refused,
    };
    let may_control = context.allows(&Permission::action(SERVICE, CONTROL));
    let ways = if may_control { trial::ways(context).await? } else { Vec::new() };
    let tests = trial::lines(context, now).await?;
    answer::page(context, status, |_, pages, frame| {
        let view = ServicesView {
            troubles: &troubles,
            at: now,
            breakers: &breakers,
            rates: &rates,
            outbox: &outbox,
            waiting: &waiting,
            refused: &refused,
            ways: &ways,
            tests: &tests,
            may_control,
            violations,
        };
        pages.services(frame, &view)
    })
}

/// What is wrong, the worst first.
fn troubles(lines: &[BreakerLine], standing: &OutboxStanding, now: DateTime<Utc>) -> Vec<String> {
    let mut troubles = Vec::new();
    for line in lines.iter().filter(|line| line.tone != Tone::Success) {
        let service = &line.service;
        troubles.push(match (&line.wait, &line.last_failure) {
            _ if line.forced => format!("{service}: {}.", lower(line.state)),
            (Some(wait), Some(why)) => format!("{service} is left alone for {wait}: {why}."),
            (Some(wait), None) => format!("{service} is left alone for {wait}."),
            (None, Some(why)) => format!("{service}: {}: {why}.", lower(line.state)),
            (None, None) => format!("{service}: {}.", lower(line.state)),
        });
    }
    if let Some(oldest) = standing.oldest.filter(|oldest| now - *oldest >= LATE) {
        let waiting = standing.waiting;
        let verb = if waiting == 1 { "message waits" } else { "messages wait" };
        let span = span(now - oldest);
        troubles.push(format!("{waiting} {verb} to be sent, the oldest for {span}."));
    }
    match standing.refused {
        0 => {}
        1 => troubles.push("1 message was refused and waits for a person.".to_owned()),
        count => troubles.push(format!("{count} messages were refused and wait for a person.")),
    }
    troubles
}

/// A message that waits so long waits because something is wrong.
const LATE: TimeDelta = TimeDelta::minutes(2);

/// Turns a switch, tries whether a message arrives, sends one once more, or puts some away.
pub(crate) async fn control(context: &mut Context<'_>) -> Result<Response, Fail> {
    let text = match context.form.text("do").to_owned().as_str() {
        "resend" => resend(context).await?,
        "dismiss" => dismiss(context).await?,
        "dismiss_dead" => dismiss_dead(context).await?,
        act => match trial::channel(act) {
            Some(channel) => match trial::send(context, channel).await? {
                Ok(text) => text,
                Err((status, violations)) => return show(context, status, &violations).await,
            },
            None => force(context, act).await?,
        },
    };
    let flash = success(text);
    Ok(answer::see_other_saying(context, href::SERVICES, &flash))
}

/// What a switch does, what the audit log calls that, and what is said of it.
type Turn = (fn(&Circuit), &'static str, &'static str);

async fn force(context: &Context<'_>, act: &str) -> Result<String, Fail> {
    let name = context.form.text("service");
    let security = &context.site.security;
    let circuit = security.circuits().find(name).ok_or(Fail::NotFound)?;
    let (turn, to, text): Turn = match act {
        "open" => (Circuit::force_open, "open", "is left alone until further notice"),
        "close" => (
            Circuit::force_closed,
            "closed",
            "is asked, whatever comes of it, until further notice",
        ),
        "reset" => (Circuit::reset, "automatic", "is left to itself again"),
        _ => return Err(Fail::Malformed),
    };
    let note = AuditNote::new(AuditEvent::ServiceForced)
        .by(By::Session(context.session()?))
        .fact("service", circuit.service().as_ref())
        .fact("to", to);
    // What cannot be written down is not done.
    security.record(note).await?;
    turn(&circuit);
    Ok(format!("{} {text}.", circuit.service()))
}

async fn resend(context: &Context<'_>) -> Result<String, Fail> {
    let id: Uuid = context.form.text("message").parse().map_err(|_| Fail::Malformed)?;
    let by = By::Session(context.session()?);
    let sent = context.site.security.resend(id, by).await?;
    Ok(if sent { "The message is sent once more." } else { "There was nothing left to send." }
        .to_owned())
}

async fn dismiss(context: &Context<'_>) -> Result<String, Fail> {
    let id: Uuid = context.form.text("message").parse().map_err(|_| Fail::Malformed)?;
    let by = By::Session(context.session()?);
    let done = context.site.security.dismiss(id, by).await?;
    Ok(if done { "The message is dismissed." } else { "There was nothing left to dismiss." }
        .to_owned())
}

async fn dismiss_dead(context: &Context<'_>) -> Result<String, Fail> {
    let by = By::Session(context.session()?);
    Ok(match context.site.security.dismiss_dead(by).await? {
        0 => "There was nothing left to dismiss.".to_owned(),
        1 => "1 message is dismissed.".to_owned(),
        count => format!("{count} messages are dismissed."),
    })
}

fn breaker(found: &Snapshot, now: DateTime<Utc>) -> BreakerLine {
    let (state, tone) = match (found.mode, found.state) {
        (Mode::ForcedOpen, _) => ("Left alone by an operator", Tone::Warning),
        (Mode::ForcedClosed, _) => ("Asked by order of an operator", Tone::Warning),
        (_, State::Closed) => ("Works", Tone::Success),
        (_, State::HalfOpen) => ("Being tried", Tone::Info),
        (_, State::Open) if found.wait.is_none() => ("Tried with the next call", Tone::Warning),
        _ => ("Left alone", Tone::Danger),
    };
    BreakerLine {
        service: found.service.to_string(),
        state,
        tone,
        since: found.since,
        wait: found.wait.map(|wait| span(TimeDelta::from_std(wait).unwrap_or(TimeDelta::MAX))),
        calls: found.window_calls,
        failures: found.window_failures,
        slow: found.window_slow,
        in_flight: found.in_flight,
        answered: found.totals.succeeded,
        failed: found.totals.failed,
        rejected: found.totals.rejected,
        last_failure: found.last_failure.map(|last| failure(last, now)),
        forced: found.mode != Mode::Automatic,
        left_alone: found.mode == Mode::ForcedOpen,
    }
}

/// Of what kind it was, and how long ago. What was said there may hold secrets, and is not told here.
fn failure(Failure { outcome, at, .. }: Failure, now: DateTime<Utc>) -> String {
    let what = match outcome {
        Outcome::TimedOut => "no answer in time",
        Outcome::Fault(Fault::Service) => "it failed, or could not be reached",
        Outcome::Fault(Fault::Credentials) => "our account or our settings are wrong",
        Outcome::Fault(Fault::Throttled { .. }) => "it asked for patience",
        Outcome::Fault(Fault::Caller) => "it refused what was asked",
        _ => "it cannot do what was asked",
    };
    format!("{what}, {}", ago(now - at))
}

fn rate(line: crate::admin::rate_board::RateLine) -> RateRow {
    let age = ago(TimeDelta::seconds(line.age_seconds));
    RateRow { pair: line.pair, rate: line.rate, source: line.source, trust: line.trust, age }
}

fn message(found: KeptMessage, now: DateTime<Utc>) -> MessageLine {
    MessageLine {
        id: found.id.to_string(),
        kind: found.kind.label(),
        channel: found.channel.label(),
        recipient: found.recipient,
        problem: found.problem.unwrap_or_else(|| "not tried yet".to_owned()),
        attempts: found.attempts,
        age: ago(now - found.created_at),
        alive: found.expires_at > now,
        test: found.kind == MessageKind::Test,
        next: match found.due_at - now {
            wait if wait <= TimeDelta::zero() => "now".to_owned(),
            wait => format!("in {}", span(wait)),
        },
    }
}

/// How long, roughly; a number and its unit stay in one line.
pub(crate) fn span(length: TimeDelta) -> String {
    let length = length.to_std().unwrap_or(Duration::ZERO).as_secs();
    let (count, unit) = match length {
        0..=59 => (length, "second"),
        60..=7_199 => (length / 60, "minute"),
        7_200..=172_799 => (length / 3_600, "hour"),
        _ => (length / 86_400, "day"),
    };
    format!("{count}\u{a0}{unit}{}", if count == 1 { "" } else { "s" })
}

/// How long ago, roughly. Nobody counts the first seconds.
pub(crate) fn ago(length: TimeDelta) -> String {
    match length {
        length if length < TimeDelta::seconds(10) => "just now".to_owned(),
        length => format!("{} ago", span(length)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_told_in_the_unit_that_fits() {
        for (seconds, text) in [
            (-5, "0 seconds"),
            (59, "59 seconds"),
            (119, "1 minute"),
            (120, "2 minutes"),
            (7_200, "2 hours"),
            (172_800, "2 days"),
        ] {
            assert_eq!(span(TimeDelta::seconds(seconds)).replace('\u{a0}', " "), text);
        }
        assert_eq!(ago(TimeDelta::seconds(-1)), "just now");
        assert_eq!(ago(TimeDelta::seconds(9)), "just now");
        assert_eq!(ago(TimeDelta::seconds(114)).replace('\u{a0}', " "), "1 minute ago");
    }
}
