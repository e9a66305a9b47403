//! What is asked of the owner of a session, and what did they prove? Read with the session itself.

use chrono::{DateTime, TimeDelta, Utc};

use crate::models::{FieldType, Kind, LoadError, Values};
use crate::security::mfa::kinds::MfaLevel;
use crate::security::mfa::promotion::PROVIDER;

/// The columns of [`Proof`], in a statement where `u` is the user.
pub(crate) const PROOF: &str = "u.factors_reset, \
    (SELECT COUNT(*) FROM fab_factors f WHERE f.user_id = u.id AND f.confirmed_at IS NOT NULL), \
    (SELECT COUNT(*) FROM fab_factors f WHERE f.user_id = u.id AND f.confirmed_at IS NOT NULL \
    AND f.kind = 'passkey')";
pub(crate) const PROOF_KINDS: [Kind; 3] = [Kind::Bool, Kind::Int, Kind::Int];

/// The columns of [`Policies`], where `r` is a role and `m` says who holds it.
pub(crate) const ROLE_POLICY: &str = "r.mfa, r.mfa_grace_days, r.mfa_since, m.since";
pub(crate) const ROLE_POLICY_KINDS: [Kind; 4] =
    [Kind::Text, Kind::Int, Kind::Timestamp, Kind::Timestamp];

/// What the owner of a session has, and what they still need.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Proof {
    /// When they last proved who they are.
    pub(crate) at: Option<DateTime<Utc>>,
    /// By what.
    pub(crate) methods: String,
    /// Factors that are set up, passkeys among them.
    pub(crate) factors: i64,
    pub(crate) passkeys: i64,
    /// Somebody took their factors away.
    pub(crate) reset: bool,
    /// What their roles ask for.
    pub(crate) policies: Policies,
    /// Nothing else is open to them until a factor is set up.
    pub(crate) must_enrol: bool,
}

impl Proof {
    /// Reads the columns of [`PROOF`].
    pub(crate) fn load(values: &mut Values<'_>) -> Result<Self, LoadError> {
        let reset = Option::<bool>::load(values)?.unwrap_or_default();
        let factors = i64::load(values)?;
        let passkeys = i64::load(values)?;
        Ok(Self { factors, passkeys, reset, ..Self::default() })
    }

    /// The same, under what the roles ask for.
    pub(crate) fn under(self, policies: Policies, now: DateTime<Utc>) -> Self {
        let over = |deadline: Option<DateTime<Utc>>| deadline.is_some_and(|end| end <= now);
        let elsewhere = policies.takes_word_of_provider()
            && self.methods.split(' ').any(|method| method == PROVIDER);
        let none = self.factors == 0 && !elsewhere;
        let must_enrol = none && (self.reset || over(policies.any_from))
            || self.passkeys == 0 && over(policies.passkey_from);
        Self { policies, must_enrol, ..self }
    }

    /// Until when they can still do without what their roles ask for; `None` when they have it, or the time is over.
    pub(crate) fn grace_until(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let any = self.policies.any_from.filter(|_| self.factors == 0);
        let passkey = self.policies.passkey_from.filter(|_| self.passkeys == 0);
        any.into_iter().chain(passkey).min().filter(|end| *end > now)
    }
}

/// What all roles of somebody ask for together: the strictest, and from when on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Policies {
    /// The strictest; nobody without a role is asked for anything.
    pub(crate) level: Option<MfaLevel>,
    any_from: Option<DateTime<Utc>>,
    passkey_from: Option<DateTime<Utc>>,
}

impl Policies {
    pub(crate) fn level(&self) -> MfaLevel {
        self.level.unwrap_or_default()
    }

    /// Whether it counts when a provider says that it saw a second factor. It does not say which: none that can be
    /// talked out of somebody is enough where a role asks for passkeys.
    pub(crate) fn takes_word_of_provider(&self) -> bool {
        self.level() != MfaLevel::PhishingResistant
    }

    /// Adds the role of the columns of [`ROLE_POLICY`]; all NULL where no role is held.
    pub(crate) fn add(&mut self, values: &mut Values<'_>) -> Result<(), LoadError> {
        let level = Option::<MfaLevel>::load(values)?;
        let days = Option::<i64>::load(values)?.unwrap_or_default();
        let asked = Option::<DateTime<Utc>>::load(values)?;
        let held = Option::<DateTime<Utc>>::load(values)?;
        let Some(level) = level else { return Ok(()) };
        self.level = self.level.max(Some(level));
        let deadline = match level {
            MfaLevel::Required => &mut self.any_from,
            MfaLevel::PhishingResistant => &mut self.passkey_from,
            MfaLevel::Off | MfaLevel::Optional => return Ok(()),
        };
        let begun = held.max(asked).unwrap_or_default();
        // What cannot be counted is over.
        let days = TimeDelta::try_days(days).unwrap_or_default();
        let end = begun.checked_add_signed(days).unwrap_or(begun);
        *deadline = Some(deadline.map_or(end, |earlier| earlier.min(end)));
        Ok(())
    }
}
