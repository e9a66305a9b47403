//! Do messages arrive? An operator sends one that says nothing else, and sees what became of it.

use chrono::{DateTime, TimeDelta, Utc};
use poem::http::StatusCode;

use crate::admin::context::Context;
use crate::admin::fail::Fail;
use crate::admin::pages::view::{TestLine, TestWay};
use crate::admin::views::services::{ago, span};
use crate::admin::views::sign_in::sentence;
use crate::models::{Choice as _, Tone, Violation, Violations};
use crate::security::{Channel, KeptMessage, MessageState, SecurityError};

/// So many of them are shown.
const SHOWN: u32 = 10;

const MAIL: &str = "test_mail";
const TEXT: &str = "test_text";

/// On which way a test message goes, as its form says.
pub(crate) fn channel(act: &str) -> Option<Channel> {
    match act {
        MAIL => Some(Channel::Mail),
        TEXT => Some(Channel::Text),
        _ => None,
    }
}

/// The control in which somebody types where it goes.
const fn control(channel: Channel) -> &'static str {
    match channel {
        Channel::Mail => "address",
        Channel::Text => "number",
    }
}

/// How messages can be tried here. An operator sees first whether they get mail themselves.
pub(crate) async fn ways(context: &Context<'_>) -> Result<Vec<TestWay>, Fail> {
    let security = &context.site.security;
    let mut ways = Vec::new();
    if security.can_send(Channel::Mail) {
        let typed = if let Some(typed) = context.form.get(control(Channel::Mail)) {
            typed.to_owned()
        } else {
            let user = context.session()?.user().ok_or(Fail::SignIn)?;
            security.user(user).await?.email.unwrap_or_default()
        };
        ways.push(TestWay {
            act: MAIL,
            name: control(Channel::Mail),
            label: "E-mail address",
            control: "email",
            help: "",
            button: "Send a test e-mail",
            typed,
        });
    }
    if security.can_send(Channel::Text) {
        ways.push(TestWay {
            act: TEXT,
            name: control(Channel::Text),
            label: "Telephone number",
            control: "tel",
            help: "With + and the country first. It costs what a text message costs.",
            button: "Send a test text message",
            typed: context.form.text(control(Channel::Text)).to_owned(),
        });
    }
    Ok(ways)
}

/// What to say of it, or what was wrong with what was typed.
pub(crate) type Tried = Result<String, (StatusCode, Violations)>;

/// Sends one.
pub(crate) async fn send(context: &Context<'_>, channel: Channel) -> Result<Tried, Fail> {
    let name = control(channel);
    let (security, session) = (&context.site.security, context.session()?);
    let wrong = |status, violation| Ok(Err((status, Violations::at(name, violation))));
    match security.send_test_message(session, channel, context.form.text(name)).await {
        Ok(to) => Ok(Ok(format!("A test message to {to} is on its way. Look again in a moment."))),
        Err(SecurityError::Invalid(violations)) => match violations.of("to").first() {
            Some(found) => wrong(StatusCode::UNPROCESSABLE_ENTITY, found.clone()),
            None => Err(Fail::Malformed),
        },
        Err(error @ SecurityError::TooManyAttempts { .. }) => {
            let text = sentence(&error).trim_end_matches('.').to_owned();
            wrong(StatusCode::TOO_MANY_REQUESTS, Violation::new("wait", text))
        }
        Err(error) => Err(error.into()),
    }
}

/// What became of those of the last 30 days.
pub(crate) async fn lines(
    context: &Context<'_>,
    now: DateTime<Utc>,
) -> Result<Vec<TestLine>, Fail> {
    let found = context.site.security.test_messages(SHOWN).await?;
    Ok(found.into_iter().map(|found| line(found, now)).collect())
}

fn line(found: KeptMessage, now: DateTime<Utc>) -> TestLine {
    let tried = match found.attempts {
        1 => "tried once".to_owned(),
        times => format!("tried {times} times"),
    };
    let problem = found.problem.unwrap_or_default();
    let details = match found.state {
        MessageState::Sent => {
            let by = found.provider.unwrap_or_default();
            match found.reference {
                Some(reference) => format!("taken over by {by}, which calls it {reference}"),
                None => format!("taken over by {by}"),
            }
        }
        MessageState::Waiting if problem.is_empty() => "not tried yet".to_owned(),
        MessageState::Waiting => {
            let next = (found.due_at - now).max(TimeDelta::zero());
            format!("{problem}; {tried}, next in {}", span(next))
        }
        _ => format!("{problem}; {tried}"),
    };
    TestLine {
        recipient: found.recipient,
        channel: found.channel.label(),
        state: found.state.label(),
        tone: match found.state {
            MessageState::Sent => Tone::Success,
            MessageState::Waiting => Tone::Info,
            MessageState::Refused => Tone::Danger,
            _ => Tone::Warning,
        },
        details,
        age: ago(now - found.created_at),
    }
}
