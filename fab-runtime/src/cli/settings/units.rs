//! How are times, sizes, addresses and URLs written in settings?

use std::net::SocketAddr;
use std::time::Duration;

use tracing_subscriber::filter::Targets;

use crate::admin::{BaseUrl, Network, NotABaseUrl, NotANetwork};
use crate::crypto::{AppSecret, AppSecretError};
use crate::db::SealingMode;
use crate::secret::Secret;
use crate::security::{Budget, MfaOptions};

/// `30s`, `500ms`, `1h 30m`; a bare number has no unit and is refused.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let mut total = Duration::ZERO;
    let mut rest = text.trim();
    if rest.is_empty() {
        return Err("is no time".to_owned());
    }
    while !rest.is_empty() {
        let (number, unit, after) = number_and_unit(rest).ok_or("is no time with a unit")?;
        let milliseconds: u64 = match unit {
            "ms" => 1,
            "s" | "sec" => 1000,
            "m" | "min" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            "" => return Err("has no unit".to_owned()),
            _ => return Err(format!("has the unknown unit {unit}")),
        };
        let part = number.checked_mul(milliseconds).ok_or("is too long")?;
        total = total.checked_add(Duration::from_millis(part)).ok_or("is too long")?;
        rest = after;
    }
    if total.is_zero() { Err("is no time at all".to_owned()) } else { Ok(total) }
}

/// A time that is no longer than `longest`.
pub(crate) fn at_most(text: &str, longest: Duration) -> Result<Duration, String> {
    let time = duration(text)?;
    if time > longest { Err(format!("is longer than {}", written_time(longest))) } else { Ok(time) }
}

/// A time for which a browser may be trusted.
pub(crate) fn trust(text: &str) -> Result<Duration, String> {
    at_most(text, MfaOptions::LONGEST_DEVICE_LIFE)
}

/// A time as one would write it: `1h 30m`.
pub(crate) fn written_time(time: Duration) -> String {
    let mut left = time.as_millis();
    let mut parts = Vec::new();
    for (unit, milliseconds) in
        [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)]
    {
        if left >= milliseconds {
            parts.push(format!("{}{unit}", left / milliseconds));
            left %= milliseconds;
        }
    }
    parts.join(" ")
}

/// `512KiB`, `2MiB`, `2MB`, `1048576B`; a bare number has no unit and is refused.
pub(crate) fn size(text: &str) -> Result<u64, String> {
    let (number, unit, after) = number_and_unit(text.trim()).ok_or("is no size with a unit")?;
    if !after.is_empty() {
        return Err("is no size".to_owned());
    }
    let bytes: u64 = match unit.to_ascii_lowercase().as_str() {
        "b" => 1,
        "kb" => 1000,
        "kib" => 1 << 10,
        "mb" => 1_000_000,
        "mib" => 1 << 20,
        "gb" => 1_000_000_000,
        "gib" => 1 << 30,
        "" => return Err("has no unit".to_owned()),
        _ => return Err(format!("has the unknown unit {unit}")),
    };
    number.checked_mul(bytes).filter(|size| *size > 0).ok_or_else(|| "is out of range".to_owned())
}

/// Digits, an optional space, letters; and what follows.
fn number_and_unit(text: &str) -> Option<(u64, &str, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at_checked(end)?;
    let rest = rest.trim_start();
    let end = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
    let (unit, after) = rest.split_at_checked(end)?;
    Some((digits.parse().ok()?, unit, after.trim_start()))
}

/// `10 in 15m`.
pub(crate) fn budget(text: &str) -> Result<Budget, String> {
    let (attempts, window) = text.split_once(" in ").ok_or("is no number in a time")?;
    let attempts = attempts.trim().parse().map_err(|_| "is no whole number in a time")?;
    if !(1..=1_000_000).contains(&attempts) {
        return Err("is out of range".to_owned());
    }
    Ok(Budget { attempts, window: duration(window)? })
}

/// A budget as one would write it.
pub(crate) fn written_budget(budget: Budget) -> String {
    format!("{} in {}", budget.attempts, written_time(budget.window))
}

/// From 1 to 1000.
pub(crate) fn count(text: &str) -> Result<u32, String> {
    match text.parse() {
        Ok(count @ 1..=1000) => Ok(count),
        Ok(_) => Err("is out of range".to_owned()),
        Err(_) => Err("is no whole number".to_owned()),
    }
}

pub(crate) fn address(text: &str) -> Result<SocketAddr, String> {
    text.replacen("localhost:", "127.0.0.1:", 1)
        .parse()
        .map_err(|_| "is no address with a port".to_owned())
}

pub(crate) fn base_url(text: &str) -> Result<BaseUrl, String> {
    text.parse().map_err(|NotABaseUrl| "is no base URL: scheme and host, without a path".to_owned())
}

/// Where a service is: over TLS, unless it is on this machine.
pub(crate) fn service(text: &str) -> Result<String, String> {
    let url = base_url(text)?;
    let here = ["localhost", "127.0.0.1", "[::1]"].into_iter().any(|host| {
        let rest = url.authority().strip_prefix(host);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
    });
    if url.is_https() || here {
        return Ok(url.to_string());
    }
    Err("would be asked without TLS, and is not on this machine".to_owned())
}

pub(crate) fn networks(text: &str) -> Result<Vec<Network>, String> {
    text.split([',', ' '])
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().map_err(|NotANetwork| format!("names {part}, no network")))
        .collect()
}

/// What nobody guesses.
pub(crate) fn token(text: &str) -> Result<Secret<String>, String> {
    let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte));
    if (32..=500).contains(&text.len()) && plain {
        return Ok(Secret::new(text.to_owned()));
    }
    Err("is too short, too long, or holds other signs".to_owned())
}

/// The name of a header that says nothing else already.
pub(crate) fn header(text: &str) -> Result<String, String> {
    let name = text.to_ascii_lowercase();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let ours = ["authorization", "cookie", "host", "origin", "forwarded", "x-forwarded-for"];
    if name.is_empty() || !name.bytes().all(plain) || ours.contains(&name.as_str()) {
        return Err("is no header for that".to_owned());
    }
    Ok(name)
}

pub(crate) fn secret_key(text: &str) -> Result<AppSecret, String> {
    text.parse().map_err(|error: AppSecretError| match error {
        AppSecretError::Weak => "is not random".to_owned(),
        _ => "is not 32 bytes".to_owned(),
    })
}

pub(crate) fn sealing(text: &str) -> Result<SealingMode, String> {
    match text {
        "strict" => Ok(SealingMode::Strict),
        "migrating" => Ok(SealingMode::Migrating),
        _ => Err("is no way of sealing".to_owned()),
    }
}

/// Only the kind is judged here; the database module reads the rest.
pub(crate) fn database_url(text: &str) -> Result<String, String> {
    let kinds = ["sqlite:", "postgres:", "postgresql:", "mysql:", "mariadb:"];
    if kinds.iter().any(|kind| text.starts_with(kind)) {
        return Ok(text.to_owned());
    }
    Err("is no database URL that is known here: sqlite:, postgres: or mysql:".to_owned())
}

/// A URL fit to be shown: its password is covered.
pub(crate) fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let Some((authority, path)) = rest.split_at_checked(end) else { return url.to_owned() };
    match authority.rsplit_once('@') {
        Some((user, host)) => {
            let user = user.split_once(':').map_or(user, |(user, _)| user);
            format!("{scheme}://{user}:***@{host}{}", without_secret_parameters(path))
        }
        None => format!("{scheme}://{authority}{}", without_secret_parameters(path)),
    }
}

fn without_secret_parameters(path: &str) -> String {
    match path.split_once('?') {
        Some((path, query)) => {
            let kept: Vec<&str> =
                query.split('&').filter(|part| !part.starts_with("password")).collect();
            if kept.is_empty() { path.to_owned() } else { format!("{path}?{}", kept.join("&")) }
        }
        None => path.to_owned(),
    }
}

pub(crate) fn log(text: &str) -> Result<String, String> {
    let targets: Result<Targets, _> = text.parse();
    targets.map(|_| text.to_owned()).map_err(|_| "is no log filter".to_owned())
}

/// The candidate that needs the fewest changes of letters, if few are needed.
pub(crate) fn closest<'a>(
    text: &str,
    candidates: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    candidates
        .map(|candidate| (distance(text, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= candidate.len() / 3 + 1)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Levenshtein's distance in bytes, row by row.
fn distance(from: &str, to: &str) -> usize {
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (line, a) in from.bytes().enumerate() {
        let mut diagonal = line;
        let mut left = line + 1;
        let mut next = vec![left];
        for (b, above) in to.bytes().zip(row.iter().skip(1)) {
            let changed = diagonal + usize::from(a != b);
            diagonal = *above;
            left = changed.min(left + 1).min(*above + 1);
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}
