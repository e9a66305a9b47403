//! Which number is called? One that is written as everywhere in the world.

use std::fmt;
use std::str::FromStr;

/// A telephone number: `+`, the country, the rest; 7 to 15 digits (E.164).
///
/// It prints its last two digits only.
///
/// ```
/// # use fab_runtime as fab;
/// use fab::services::notify::PhoneNumber;
///
/// let number: PhoneNumber = "+49 (151) 2345-6789".parse()?;
/// assert_eq!(number.as_str(), "+4915123456789");
/// assert_eq!(number.to_string(), "+..89");
/// assert!("0151 23456789".parse::<PhoneNumber>().is_err(), "which country?");
/// # Ok::<(), fab::services::notify::NotAPhoneNumber>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PhoneNumber(String);

/// A text is no telephone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("write the number with + and the country first, as in +49 151 23456789")]
pub struct NotAPhoneNumber;

impl PhoneNumber {
    /// `+` and digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PhoneNumber {
    type Err = NotAPhoneNumber;

    fn from_str(text: &str) -> Result<Self, NotAPhoneNumber> {
        let rest = text.trim().strip_prefix('+').ok_or(NotAPhoneNumber)?;
        let mut number = String::from("+");
        for letter in rest.chars() {
            match letter {
                '0'..='9' => number.push(letter),
                ' ' | '-' | '.' | '(' | ')' | '/' | '\u{a0}' => {}
                _ => return Err(NotAPhoneNumber),
            }
        }
        let valid = (8..=16).contains(&number.len()) && !number.starts_with("+0");
        if valid { Ok(Self(number)) } else { Err(NotAPhoneNumber) }
    }
}

impl fmt::Display for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let last = self.0.get(self.0.len().saturating_sub(2)..).unwrap_or_default();
        write!(f, "+..{last}")
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PhoneNumber({self})")
    }
}
