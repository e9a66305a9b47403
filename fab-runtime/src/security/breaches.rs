//! Is a new password one that attackers know already? A list of breaches says so where there is one, and nobody is kept
//! from a new password because it does not answer.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::models::{Violation, Violations};
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::password::{Password, PasswordRules, normal};

/// What came of asking, since the process started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct BreachChecks {
    /// Passwords that the list does not hold.
    pub unknown: u64,
    /// Passwords that were refused because it does.
    pub known: u64,
    /// Passwords that were judged without it, because it did not answer.
    pub unanswered: u64,
}

/// Counts what came of asking.
#[derive(Debug, Default)]
pub(crate) struct BreachTally {
    unknown: AtomicU64,
    known: AtomicU64,
    unanswered: AtomicU64,
}

impl Security {
    /// How often a list of breaches was asked by this process, by what came of it.
    pub fn breach_checks(&self) -> BreachChecks {
        let tally = self.breach_tally();
        BreachChecks {
            unknown: tally.unknown.load(Ordering::Relaxed),
            known: tally.known.load(Ordering::Relaxed),
            unanswered: tally.unanswered.load(Ordering::Relaxed),
        }
    }

    /// Whether `password` may be the new one of somebody with these rules.
    pub(crate) async fn judge(
        &self,
        rules: &PasswordRules,
        password: &Password,
    ) -> Result<(), SecurityError> {
        rules.check(password)?;
        self.refuse_breached(password).await
    }

    /// Refuses a password that is known from a breach. It was judged by its rules before, so that nobody outside is asked
    /// about one that does not do anyway.
    pub(crate) async fn refuse_breached(&self, password: &Password) -> Result<(), SecurityError> {
        let Some(list) = &self.options().breaches else { return Ok(()) };
        let tally = self.breach_tally();
        match list.holds(&normal(password)).await {
            Ok(false) => {
                tally.unknown.fetch_add(1, Ordering::Relaxed);
                Ok(())
            }
            Ok(true) => {
                tally.known.fetch_add(1, Ordering::Relaxed);
                let text = "This password is in lists that attackers try, from a site that lost it; use words that you \
                            have used nowhere else";
                Err(Violations::at("password", Violation::new("breached", text)).into())
            }
            // Whoever can stop the answers must not be able to keep people from changing a password.
            Err(error) => {
                tally.unanswered.fetch_add(1, Ordering::Relaxed);
                tracing::warn!(target: "fab::security", %error, "a new password was judged without the list of breaches");
                Ok(())
            }
        }
    }
}
