//! How strict is the sign-in?

use std::sync::Arc;
use std::time::Duration;

use crate::crypto::{AppSecret, MacKey};
use crate::security::audit::AuditKeys;
use crate::security::elsewhere::Provider;
use crate::security::mfa::MfaOptions;
use crate::security::post::PostOptions;
use crate::security::rates::RatePolicy;
use crate::services::breach_list::BreachList;

/// The settings of [`Security`](crate::security::Security).
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct SecurityOptions {
    /// What forms are signed with.
    pub secret: AppSecret,
    /// What the audit log is sealed with; a key that is derived from the secret, unless another one is given.
    pub audit_keys: AuditKeys,
    /// The name of the application; no password may be made of it.
    pub app_name: String,
    /// A session that is not used for so long ends.
    pub session_idle: Duration,
    /// A session ends after so long, however much it is used.
    pub session_absolute: Duration,
    /// How dear one password hash is.
    pub password_cost: PasswordCost,
    /// How many passwords are hashed at the same time; the others wait. Half of the processors, unless said otherwise:
    /// who only looks at pages shall not notice that many sign in.
    pub max_concurrent_hashes: usize,
    /// How often what may be tried.
    pub rates: RatePolicy,
    /// Who else may say who somebody is.
    pub providers: Vec<Provider>,
    /// A list of breached passwords, of which nobody may choose one.
    pub breaches: Option<Arc<dyn BreachList>>,
    /// How long the link for the first administrator works.
    pub setup_link_life: Duration,
    /// How long a link to choose a new password works.
    pub reset_link_life: Duration,
    /// How long a link to a first password works.
    pub invitation_life: Duration,
    /// How long somebody who wants an account has to confirm their address.
    pub registration_life: Duration,
    /// The role of those who make an account for themselves; nobody can without one.
    pub registration: Option<String>,
    /// For so long after a change nothing is proven by an address, and no link to a new password goes there.
    pub email_cooling: Duration,
    /// How messages leave.
    pub post: PostOptions,
    /// How strict second factors are.
    pub mfa: MfaOptions,
}

impl SecurityOptions {
    /// The recommended settings.
    pub fn new(secret: AppSecret) -> Self {
        const MINUTE: u64 = 60;
        const HOUR: u64 = 60 * MINUTE;
        let audit_keys = AuditKeys::new(MacKey::derive(&secret, AuditKeys::PURPOSE));
        Self {
            secret,
            audit_keys,
            app_name: String::new(),
            session_idle: Duration::from_mins(30),
            session_absolute: Duration::from_secs(12 * HOUR),
            password_cost: PasswordCost::RECOMMENDED,
            max_concurrent_hashes: std::thread::available_parallelism()
                .map_or(1, |all| all.get().div_ceil(2)),
            rates: RatePolicy::default(),
            providers: Vec::new(),
            breaches: None,
            setup_link_life: Duration::from_secs(24 * HOUR),
            reset_link_life: Duration::from_secs(HOUR),
            invitation_life: Duration::from_secs(7 * 24 * HOUR),
            registration_life: Duration::from_secs(24 * HOUR),
            registration: None,
            email_cooling: Duration::from_secs(24 * HOUR),
            post: PostOptions::default(),
            mfa: MfaOptions::default(),
        }
    }
}

/// The cost of one Argon2id hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PasswordCost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl PasswordCost {
    /// 19 MiB, two passes, one lane: the least that OWASP recommends, about 20 ms.
    pub const RECOMMENDED: Self = Self { memory_kib: 19 * 1024, passes: 2, lanes: 1 };
    /// As cheap as the algorithm allows; for tests alone.
    pub const CHEAPEST: Self = Self { memory_kib: 8, passes: 1, lanes: 1 };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn m26_a_session_lives_no_longer_than_nist_allows_with_a_second_factor() {
        let options = SecurityOptions::new(AppSecret::generate().unwrap());
        assert!(options.session_idle <= Duration::from_mins(30));
        assert!(options.session_absolute <= Duration::from_hours(24));
    }

    #[test]
    fn m37_a_hash_is_as_dear_as_owasp_recommends() {
        let cost = SecurityOptions::new(AppSecret::generate().unwrap()).password_cost;
        assert!(cost.memory_kib >= 19 * 1024 && cost.passes >= 2 && cost.lanes >= 1, "{cost:?}");
    }
}
