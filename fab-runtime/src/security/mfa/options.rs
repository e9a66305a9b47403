//! How strict are second factors?

use std::time::Duration;

use crate::security::mfa::kinds::FactorKind;

const MINUTE: u64 = 60;

/// Which codes of an authenticator are right at one moment, by the clock of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeWindow {
    /// So many codes before the current one, for slow fingers and slow clocks.
    pub past: u8,
    /// So many codes after the current one, for fast clocks.
    pub future: u8,
}

impl CodeWindow {
    /// The code before, the current one and the next: 90 seconds (RFC 6238, 5.2).
    pub const USUAL: Self = Self { past: 1, future: 1 };
    /// The current code and the one before: nothing that is not shown yet is right.
    pub const STRICT: Self = Self { past: 1, future: 0 };
}

/// The settings of second factors, as part of [`SecurityOptions`](crate::security::SecurityOptions).
///
/// ```
/// use fab_runtime::security::{CodeWindow, MfaOptions};
///
/// let usual = MfaOptions::default();
/// assert_eq!((usual.lock_after, usual.window), (10, CodeWindow::USUAL));
/// assert!(!MfaOptions::strict().messages);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct MfaOptions {
    /// How long the second factor may keep the sign-in waiting; never longer than [`MfaOptions::LONGEST_HALF_LIFE`].
    pub half_life: Duration,
    /// How long somebody who proved who they are may change what the account is guarded by.
    pub step_up_life: Duration,
    /// How long a factor that is being set up waits for its first code.
    pub enrolment_life: Duration,
    /// How long the link works that lets somebody set up factors anew.
    pub enrolment_link_life: Duration,
    /// Which codes of an authenticator are right.
    pub window: CodeWindow,
    /// The pause after the first wrong code; it doubles with every other one.
    pub first_pause: Duration,
    /// No pause is longer.
    pub longest_pause: Duration,
    /// After so many wrong codes in a row, a factor is locked for good: until its owner opens it again by another one,
    /// or it is taken away. Never more than [`MfaOptions::MOST_FAILURES`].
    pub lock_after: u32,
    /// How many factors one person can have.
    pub most_factors: u32,
    /// Whether codes are sent by text message and e-mail at all.
    pub messages: bool,
    /// How long a code in a text message works; never longer than [`MfaOptions::LONGEST_CODE_LIFE`].
    pub text_code_life: Duration,
    /// How long a code in an e-mail works; never longer than [`MfaOptions::LONGEST_CODE_LIFE`].
    pub mail_code_life: Duration,
    /// How often one code may be tried.
    pub code_attempts: u32,
    /// The pause between two codes for one person; never shorter than a minute.
    pub resend_pause: Duration,
    /// For how long people may trust a browser, so that it asks for the password alone; never longer than
    /// [`MfaOptions::LONGEST_DEVICE_LIFE`]. `None`: every sign-in asks for both.
    pub device_life: Option<Duration>,
    /// How many browsers one person can trust at a time, at least one; the oldest makes room.
    pub most_devices: u32,
}

impl MfaOptions {
    /// The most wrong codes in a row that NIST SP 800-63B-4 (3.2.2) allows.
    pub const MOST_FAILURES: u32 = 100;
    /// Half a session is never longer.
    pub const LONGEST_HALF_LIFE: Duration = Duration::from_secs(10 * MINUTE);
    /// A code by message never works longer (NIST SP 800-63B-4, 3.1.3).
    pub const LONGEST_CODE_LIFE: Duration = Duration::from_secs(10 * MINUTE);
    /// A link to set up factors anew never works longer.
    pub const LONGEST_LINK_LIFE: Duration = Duration::from_secs(24 * 60 * MINUTE);

    /// No browser is trusted for longer.
    pub const LONGEST_DEVICE_LIFE: Duration = Duration::from_hours(30 * 24);

    /// For sites that hold to the highest levels (NIST AAL3, ASVS level 3): no codes by message, none of the future.
    #[must_use]
    pub fn strict() -> Self {
        Self { window: CodeWindow::STRICT, messages: false, lock_after: 5, ..Self::default() }
    }

    pub(crate) fn half_life(&self) -> Duration {
        self.half_life.min(Self::LONGEST_HALF_LIFE)
    }

    pub(crate) fn link_life(&self) -> Duration {
        self.enrolment_link_life.min(Self::LONGEST_LINK_LIFE)
    }

    pub(crate) fn code_life(&self, kind: FactorKind) -> Duration {
        let life = match kind {
            FactorKind::Email => self.mail_code_life,
            _ => self.text_code_life,
        };
        life.min(Self::LONGEST_CODE_LIFE)
    }

    pub(crate) fn resend_pause(&self) -> Duration {
        self.resend_pause.max(Duration::from_mins(1))
    }

    pub(crate) fn device_life(&self) -> Option<Duration> {
        let life = self.device_life.filter(|life| !life.is_zero());
        life.map(|life| life.min(Self::LONGEST_DEVICE_LIFE))
    }

    pub(crate) fn most_devices(&self) -> usize {
        usize::try_from(self.most_devices.max(1)).unwrap_or(usize::MAX)
    }

    pub(crate) fn lock_after(&self) -> u32 {
        self.lock_after.clamp(1, Self::MOST_FAILURES)
    }

    /// The pause after that many wrong codes in a row.
    pub(crate) fn pause(&self, failures: u32) -> Duration {
        let factor = 2_u32.saturating_pow(failures.saturating_sub(1));
        self.first_pause.saturating_mul(factor).min(self.longest_pause)
    }
}

impl Default for MfaOptions {
    fn default() -> Self {
        Self {
            half_life: Self::LONGEST_HALF_LIFE,
            step_up_life: Duration::from_secs(10 * MINUTE),
            enrolment_life: Duration::from_secs(10 * MINUTE),
            enrolment_link_life: Self::LONGEST_LINK_LIFE,
            window: CodeWindow::USUAL,
            first_pause: Duration::from_secs(1),
            longest_pause: Duration::from_mins(1),
            lock_after: 10,
            most_factors: 10,
            messages: true,
            text_code_life: Duration::from_secs(5 * MINUTE),
            mail_code_life: Self::LONGEST_CODE_LIFE,
            code_attempts: 5,
            resend_pause: Duration::from_mins(1),
            device_life: None,
            most_devices: 10,
        }
    }
}
