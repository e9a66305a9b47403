//! How often may what be tried? All budgets in one place; each counts for one account or one address.

use std::time::Duration;

/// So many attempts in so much time, counted in the database: for all processes, and across restarts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// How many attempts; none at all when it is 0.
    pub attempts: u32,
    /// How long they count.
    pub window: Duration,
}

impl Budget {
    /// So many attempts in so many minutes.
    pub const fn minutes(attempts: u32, minutes: u64) -> Self {
        Self { attempts, window: Duration::from_secs(minutes * 60) }
    }
}

/// Entries of the audit log about one sealed cell that does not open.
pub(crate) const UNREADABLE: Budget = Budget::minutes(1, 60);

/// The budgets of everything that strangers can try.
///
/// ```
/// use fab_runtime::security::{Budget, RatePolicy};
///
/// let policy = RatePolicy { sign_in_account: Budget::minutes(5, 30), ..RatePolicy::default() };
/// assert_eq!(policy.sign_in_account.attempts, 5);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RatePolicy {
    /// Failed sign-ins of one account; the right password forgets them.
    pub sign_in_account: Budget,
    /// Failed sign-ins from one address.
    pub sign_in_address: Budget,
    /// One-time links that are opened from one address, right or wrong.
    pub link_address: Budget,
    /// Passkeys that are asked for from one address, and by the owner of one session; pages ask by themselves.
    pub passkey: Budget,
    /// Entries of the audit log about what one person is denied.
    pub denial: Budget,
    /// Links to a new password that are asked for from one address.
    pub forgotten_address: Budget,
    /// Links to a new password, or to another address, of one account.
    pub forgotten_account: Budget,
    /// Accounts that are asked for from one address.
    pub register_address: Budget,
    /// Accounts that are asked for with one e-mail address.
    pub register_account: Budget,
    /// Sealed fields that one person looks at; a file with sealed values counts as one.
    pub reveal: Budget,
    /// Backup codes that one person tries; the right one forgets them.
    pub backup_code: Budget,
    /// Codes by message that one person asks for.
    pub code_user: Budget,
    /// Codes by message to one number or address, whoever asks.
    pub code_destination: Budget,
    /// Codes by message that are asked for from one address.
    pub code_address: Budget,
    /// Text messages with codes, and test messages, for everybody together: what the site can pay for. When they are spent, the audit log
    /// says so.
    pub texts: Budget,
    /// Test messages that one person sends, and those to one number or address.
    pub test_message: Budget,
}

impl Default for RatePolicy {
    fn default() -> Self {
        Self {
            sign_in_account: Budget::minutes(10, 15),
            sign_in_address: Budget::minutes(100, 15),
            link_address: Budget::minutes(60, 15),
            passkey: Budget::minutes(300, 15),
            denial: Budget::minutes(20, 15),
            forgotten_address: Budget::minutes(20, 60),
            forgotten_account: Budget::minutes(3, 60),
            register_address: Budget::minutes(20, 60),
            register_account: Budget::minutes(3, 60),
            // Enough for a day at a desk, too few to take a table away by.
            reveal: Budget::minutes(100, 60),
            backup_code: Budget::minutes(10, 15),
            code_user: Budget::minutes(5, 60),
            code_destination: Budget::minutes(5, 60),
            code_address: Budget::minutes(5, 60),
            texts: Budget::minutes(500, 24 * 60),
            test_message: Budget::minutes(5, 60),
        }
    }
}

impl RatePolicy {
    /// The longest window: what is older counts nowhere.
    pub(crate) fn longest(&self) -> Duration {
        // All are named, so that none is forgotten.
        let Self {
            sign_in_account,
            sign_in_address,
            link_address,
            passkey,
            denial,
            reveal,
            backup_code,
            code_user,
            code_destination,
            code_address,
            forgotten_address,
            forgotten_account,
            register_address,
            register_account,
            texts,
            test_message,
        } = *self;
        let all = [
            sign_in_account,
            sign_in_address,
            link_address,
            passkey,
            denial,
            reveal,
            backup_code,
            code_user,
            code_destination,
            code_address,
            forgotten_address,
            forgotten_account,
            register_address,
            register_account,
            texts,
            test_message,
            UNREADABLE,
        ];
        all.into_iter().map(|budget| budget.window).max().unwrap_or_default()
    }
}
