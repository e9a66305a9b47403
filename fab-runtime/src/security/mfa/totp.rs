//! Which codes does an authenticator show? Those of RFC 6238: SHA-1, six digits, half a minute.

use chrono::{DateTime, Utc};
use totp_rs::{Builder, Totp};

use crate::crypto::{RandomError, random};
use crate::secret::Secret;
use crate::security::mfa::options::CodeWindow;
use crate::security::mfa::typed;

/// The digits of a code.
pub(super) const DIGITS: usize = 6;
/// How long one code is shown.
const STEP: u64 = 30;
/// 160 bits, as RFC 4226 recommends (4, R6).
const SECRET_BYTES: usize = 20;
/// RFC 4226 asks for 128 bits at least.
const LEAST_BYTES: usize = 16;

/// A new secret, in base 32 without padding.
pub(super) fn new_secret() -> Result<Secret<String>, RandomError> {
    let bytes = random::<SECRET_BYTES>()?;
    Ok(Secret::new(totp_rs::Secret::from(bytes).to_base32()))
}

/// What an authenticator reads from a QR code (Key URI format). A colon separates in it, so no name has one.
pub(super) fn uri(secret: &Secret<String>, issuer: &str, account: &str) -> Option<Secret<String>> {
    let plain = |name: &str| name.replace(':', " ");
    let issuer = Some(plain(issuer)).filter(|issuer| !issuer.trim().is_empty());
    let named = builder(secret)?.with_issuer(issuer).with_account_name(plain(account));
    named.build().ok()?.to_url().ok().map(Secret::new)
}

/// The step whose code was typed, among those that are right now.
pub(super) fn step(
    secret: &Secret<String>,
    code: &str,
    now: DateTime<Utc>,
    window: CodeWindow,
) -> Option<i64> {
    let code = typed::digits(code, DIGITS)?;
    let totp = builder(secret)?.with_skew(0).build().ok()?;
    let current = u64::try_from(now.timestamp()).ok()? / STEP;
    let first = current.saturating_sub(window.past.into());
    let last = current.saturating_add(window.future.into());
    // All of them, so that the time it takes does not tell which one was right.
    let right = (first..=last).filter(|step| is_right(&totp, code.expose(), *step));
    right.fold(None, |_, step| i64::try_from(step).ok())
}

fn is_right(totp: &Totp, code: &str, step: u64) -> bool {
    step.checked_mul(STEP).is_some_and(|time| totp.check(code, time).is_some())
}

fn builder(secret: &Secret<String>) -> Option<Builder> {
    let bytes = totp_rs::Secret::try_from_base32(secret.expose()).ok()?;
    (bytes.as_bytes().len() >= LEAST_BYTES).then(|| Builder::new().with_secret(bytes))
}
