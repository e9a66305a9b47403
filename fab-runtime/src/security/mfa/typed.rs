//! What did somebody mean who typed a code? Spaces, dashes and the digits of other scripts do not matter.

use unicode_normalization::UnicodeNormalization as _;

use crate::secret::Secret;

/// Nobody who copies a code types more bytes.
const LONGEST: usize = 200;

/// Where the digits of scripts begin that people have on their keyboards, besides those that compatibility
/// decomposition (NFKC) makes plain.
const ZEROS: [char; 8] = ['٠', '۰', '०', '০', '੦', '૦', '௦', '๐'];

/// The letters of backup codes: Crockford's base 32, without I, L, O and U.
pub(super) const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Exactly `count` digits; `None` for anything else.
pub(super) fn digits(typed: &str, count: usize) -> Option<Secret<String>> {
    plain(typed, count, digit)
}

/// Exactly `count` letters of a backup code; capitals or not, and what looks alike is alike.
pub(super) fn letters(typed: &str, count: usize) -> Option<Secret<String>> {
    plain(typed, count, |letter| {
        if let Some(digit) = digit(letter) {
            return Some(digit);
        }
        let letter = match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        LETTERS.iter().any(|known| char::from(*known) == letter).then_some(letter)
    })
}

fn plain(
    typed: &str,
    count: usize,
    known: impl Fn(char) -> Option<char>,
) -> Option<Secret<String>> {
    if typed.len() > LONGEST {
        return None;
    }
    let letters = typed.nfkc().filter(|letter| !is_gap(*letter));
    let found = Secret::new(letters.map(known).collect::<Option<String>>()?);
    (found.expose().chars().count() == count).then_some(found)
}

/// What people and programs put between the groups of a code.
fn is_gap(letter: char) -> bool {
    letter.is_whitespace()
        || matches!(
            letter,
            '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{200b}' | '\u{2060}' | '\u{feff}'
        )
}

fn digit(letter: char) -> Option<char> {
    if letter.is_ascii_digit() {
        return Some(letter);
    }
    ZEROS.iter().find_map(|zero| {
        let value = u32::from(letter).checked_sub(u32::from(*zero))?;
        char::from_digit(value, 10)
    })
}
