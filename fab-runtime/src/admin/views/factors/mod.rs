//! Who is it really? The pages about second factors: the question, the way to one, what people and administrators see.

pub(crate) mod devices;
pub(crate) mod link;
pub(crate) mod office;
pub(crate) mod passkey;
pub(crate) mod proof;
pub(crate) mod safety;
pub(crate) mod setup;

use crate::admin::context::Context;
use crate::admin::pages::view::FactorLine;
use crate::models::Choice as _;
use crate::security::{FactorInfo, FactorKind, MfaLevel};

/// The icon of a kind.
pub(crate) const fn icon(kind: FactorKind) -> &'static str {
    match kind {
        FactorKind::Totp => "phone",
        FactorKind::Sms => "chat-dots",
        FactorKind::Email => "envelope",
        FactorKind::Passkey => "key",
    }
}

/// The factors as lines.
pub(crate) fn lines(factors: Vec<FactorInfo>) -> Vec<FactorLine> {
    let line = |factor: FactorInfo| FactorLine {
        id: factor.id,
        kind: factor.kind.label(),
        icon: icon(factor.kind),
        name: factor.name,
        destination: factor.destination,
        created_at: factor.created_at,
        last_used_at: factor.last_used_at,
        locked: factor.locked,
        own_mailbox: factor.own_mailbox,
    };
    factors.into_iter().map(line).collect()
}

/// What a level means for those who stand under it.
pub(crate) const fn sentence(level: MfaLevel) -> &'static str {
    match level {
        MfaLevel::Off => "Second factors are not offered.",
        MfaLevel::Optional => "",
        MfaLevel::Required => "A role asks for a second factor.",
        MfaLevel::PhishingResistant => "A role asks for a passkey.",
    }
}

/// Whether nothing else opens before a factor is set up.
pub(crate) fn must(context: &Context<'_>) -> bool {
    context.session().is_err()
}
