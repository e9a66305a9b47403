//! Which settings are there? One row for each; the table of the README is checked against it.

/// A setting: its name and what to write.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Known {
    /// The name in the file; the variable is `FAB_` and the same in capitals.
    pub name: &'static str,
    /// What may be written.
    pub write: &'static str,
    /// The default, for people.
    pub default: &'static str,
    /// What it is for.
    pub help: &'static str,
}

impl Known {
    /// The name of the variable.
    pub fn variable(&self) -> String {
        format!("FAB_{}", self.name.to_ascii_uppercase())
    }

    /// The setting of that name in the file.
    pub fn by_name(name: &str) -> Option<&'static Self> {
        KNOWN.iter().find(|known| known.name == name)
    }
}

macro_rules! known {
    ($($name:literal, $write:literal, $default:literal, $help:literal;)*) => {
        /// Every setting.
        pub const KNOWN: &[Known] =
            &[$(Known { name: $name, write: $write, default: $default, help: $help },)*];
    };
}

known! {
    "mode", "development or production",
        "development; production in a release build", "How strict the program is with itself";
    "database_url", "a URL such as sqlite:shop.db or postgres://user:password@host/database",
        "a SQLite file named after the application, in development", "Which database";
    "bind", "an address and a port such as 127.0.0.1:8000",
        "127.0.0.1:8000", "Where the server listens";
    "base_url", "the address that browsers use, such as https://admin.example.com",
        "however browsers reach it, in development", "Used in links, and to refuse foreign hosts and forms";
    "secret_key", "32 random bytes, as `openssl rand -hex 32` prints them",
        "made and kept in a file, in development", "Signs what the server hands out";
    "keys", "32 random bytes as `openssl rand -hex 32` prints them, file:/path of such a text, kms: and a key of AWS KMS, or command:/path of a program",
        "made and kept in a file, in development", "Wraps the keys of sealed fields";
    "keys_old", "what FAB_KEYS was before, in the same forms",
        "none", "Still unwraps what FAB_KEYS wrapped before it was changed, until `keys rewrap` is done";
    "kms_region", "a region such as eu-central-1",
        "that of the key, where FAB_KEYS names an ARN", "Where the key of AWS KMS is that FAB_KEYS names";
    "kms_endpoint", "an address such as https://kms.example.internal; plain http:// for this machine only",
        "that of AWS in the region", "Another address of the key management service";
    "smtp_url", "smtp://name:password@host:587, or smtps:// for TLS from the first byte on",
        "none: no e-mail is sent", "The mail server";
    "smtp_fallback_url", "a second one, written like FAB_SMTP_URL",
        "none", "The mail server that is asked when the first one cannot";
    "mail_from", "an address such as shop@example.com or Shop <shop@example.com>",
        "none", "In whose name e-mails are written";
    "sms_providers", "twilio, sns or both, in the order in which they are asked",
        "none: no text message is sent", "Who takes text messages";
    "twilio_account", "the id of the account, which begins with AC",
        "none", "The account with Twilio";
    "twilio_token", "the token of the account",
        "none", "Opens the account with Twilio";
    "twilio_from", "a number such as +15005550006, the id of a service, or a name",
        "none", "Who text messages of Twilio come from";
    "twilio_url", "an address such as https://sms.example.com",
        "that of Twilio", "A provider that speaks as Twilio does";
    "sns_region", "a region such as eu-central-1",
        "none", "The region in which Amazon SNS is asked";
    "sns_from", "a name of up to 11 letters",
        "none", "The name that text messages of SNS come from";
    "sns_url", "an address such as https://sns.example.com",
        "that of AWS in the region", "Another address of Amazon SNS";
    "sealing", "strict or migrating",
        "strict", "Whether values in the clear are read in columns that are sealed now";
    "trusted_proxies", "addresses or networks with commas between them, such as 10.0.0.0/8, ::1",
        "none", "Proxies whose word about the client's address is believed";
    "proxy_user_header", "the name of a header such as Remote-User",
        "none", "Where a trusted proxy names who asks, so that they are signed in";
    "rates", "ecb, or addresses such as https://api.example.com/latest, with commas between them",
        "none", "Who says what currencies are worth; the first is trusted most";
    "rates_base", "a currency such as EUR",
        "EUR", "The currency that rates are kept for";
    "metrics_token", "at least 32 letters and digits, as `openssl rand -hex 32` prints them",
        "none: they are for who holds `fab_service.metrics`", "Opens the figures at /metrics to who brings it";
    "session_idle", "a time such as 30m or 1h 30m",
        "30m", "A session ends when it was not used for so long";
    "session_max", "a time such as 12h or 7d",
        "12h", "A session ends after so long, used or not";
    "device_trust", "a time of at most 30d such as 14d",
        "none: every sign-in asks", "For so long people may let a browser sign in without the second factor";
    "invitation_life", "a time of at most 30d such as 7d",
        "7d", "How long the link of an invitation works";
    "reset_link_life", "a time of at most 1d such as 1h",
        "1h", "How long a link to a new password works, or to another address";
    "registration", "off, or a role other than Admin such as Reader",
        "as the program says, else off", "Whether people make accounts for themselves, and in which role";
    "registration_life", "a time of at most 7d such as 1d",
        "1d", "How long somebody who wants an account has to confirm their address";
    "breached_passwords", "an address such as https://api.pwnedpasswords.com; plain http:// for this machine only",
        "none: no list is asked", "Who keeps a list of breached passwords; new ones are looked up there, by five digits of a hash";
    "rate_sign_in_account", "a number and a time such as 10 in 15m",
        "10 in 15m", "So many failed sign-ins lock an account for the rest of that time";
    "rate_sign_in_address", "a number and a time such as 100 in 15m",
        "100 in 15m", "So many failed sign-ins lock a client address";
    "rate_link_address", "a number and a time such as 60 in 15m",
        "60 in 15m", "So many one-time links may be opened from a client address";
    "rate_forgotten_address", "a number and a time such as 20 in 1h",
        "20 in 1h", "So many links to a new password may be asked for from a client address";
    "rate_forgotten_account", "a number and a time such as 3 in 1h",
        "3 in 1h", "So many links to a new password, or to another address, may be asked for one account";
    "rate_register_address", "a number and a time such as 20 in 1h",
        "20 in 1h", "So many accounts may be asked for from a client address";
    "rate_register_account", "a number and a time such as 3 in 1h",
        "3 in 1h", "So many times may an account be asked for with one e-mail address";
    "rate_passkey", "a number and a time such as 300 in 15m",
        "300 in 15m", "So often may passkeys be asked for from a client address, and within a session";
    "rate_backup_code", "a number and a time such as 10 in 15m",
        "10 in 15m", "So many backup codes may one person try";
    "rate_code_user", "a number and a time such as 5 in 1h",
        "5 in 1h", "So many codes by message may one person ask for";
    "rate_code_destination", "a number and a time such as 5 in 1h",
        "5 in 1h", "So many codes may go to one number or address, whoever asks";
    "rate_code_address", "a number and a time such as 5 in 1h",
        "5 in 1h", "So many codes by message may be asked for from a client address";
    "rate_texts", "a number and a time such as 500 in 1d",
        "500 in 1d", "So many text messages with codes may leave, for everybody together";
    "rate_test_message", "a number and a time such as 5 in 1h",
        "5 in 1h", "So many test messages may one person send, and so many may go to one number or address";
    "rate_denial", "a number and a time such as 20 in 15m",
        "20 in 15m", "So many entries of the audit log are made about what one person is denied";
    "rate_reveal", "a number and a time such as 100 in 1h",
        "100 in 1h", "So many sealed fields may one person look at";
    "body_limit", "a size such as 512KiB or 2MiB",
        "2MiB", "The largest form that is accepted";
    "request_timeout", "a time such as 30s",
        "30s", "A request that takes longer is given up";
    "statement_timeout", "a time such as 5s or 500ms",
        "5s", "A database statement that takes longer is given up";
    "pool_size", "a whole number from 1 to 1000",
        "10", "How many database connections are kept at most";
    "pool_timeout", "a time such as 5s",
        "5s", "How long a request waits for a database connection";
    "shutdown_timeout", "a time such as 30s",
        "30s", "How long requests under way may take when the server stops";
    "log", "a level (error, warn, info, debug, trace), or levels by module such as info,sqlx=warn",
        "info while serving, else warn", "Which events are logged";
    "log_format", "text or json",
        "text", "How events are written";
}
