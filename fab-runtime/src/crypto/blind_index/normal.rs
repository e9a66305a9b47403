//! Which texts count as the same? Those that a normaliser makes equal before they are hashed.
//!
//! Each is a `fn(&str) -> String`, so that a function of the application does as well. What a normaliser does must not
//! change while hashes of it are kept: all of them would have to be made anew.

use unicode_normalization::UnicodeNormalization;

/// The text as it is.
pub fn identity(text: &str) -> String {
    text.to_owned()
}

/// Without space around it, in lower case, in Unicode's form NFKC: however a keyboard composes letters and however wide it
/// writes them, they are the same. Accents stay: `é` is not `e`.
///
/// ```
/// # use fab_runtime::crypto::blind_index::lowercase;
/// assert_eq!(lowercase(" Caf\u{e9} "), lowercase("CAFE\u{301}"));
/// assert_eq!(lowercase("ＦＡＢ"), "fab");
/// assert_ne!(lowercase("caf\u{e9}"), lowercase("cafe"));
/// ```
pub fn lowercase(text: &str) -> String {
    // Letter by letter, so that the Greek sigma is the same at the end of a word and within; and once more composed,
    // because lower case can take letters apart.
    let lower = text.nfkc().flat_map(char::to_lowercase);
    let lower: String =
        lower.map(|letter| if letter == 'ς' { 'σ' } else { letter }).nfkc().collect();
    lower.trim().to_owned()
}

/// Its digits, of any width, and nothing else: numbers of accounts, of taxes, of cards.
///
/// ```
/// # use fab_runtime::crypto::blind_index::digits;
/// assert_eq!(digits("4111 1111-1111 1111"), "4111111111111111");
/// ```
pub fn digits(text: &str) -> String {
    text.nfkc().filter(char::is_ascii_digit).collect()
}

/// As [`lowercase`], for an e-mail address: without a dot at the end and without space around the `@`. The part before
/// the `@` may by the letter of the standard tell cases apart; no provider of note does.
///
/// ```
/// # use fab_runtime::crypto::blind_index::email;
/// assert_eq!(email("Ada@Example.ORG."), "ada@example.org");
/// ```
pub fn email(text: &str) -> String {
    let text = lowercase(text);
    let Some((local, domain)) = text.rsplit_once('@') else { return text };
    let domain = domain.trim_start();
    let domain = domain.trim_end_matches(|sign: char| sign == '.' || sign.is_whitespace());
    format!("{}@{domain}", local.trim_end())
}

/// A phone number as E.164 has it: a plus and digits. `00` at the beginning is a plus, and a `(0)` behind the country
/// goes. What has letters, or a plus elsewhere, is no phone number and stays as [`lowercase`] has it, so it is found
/// by itself alone. A number without its country stays without: it is not guessed.
///
/// ```
/// # use fab_runtime::crypto::blind_index::phone;
/// assert_eq!(phone("+49 (0) 170 / 123-4567"), "+491701234567");
/// assert_eq!(phone("0049.170.1234567"), "+491701234567");
/// assert_eq!(phone("0170 1234567"), "01701234567");
/// assert_eq!(phone("call Ada"), "call ada");
/// ```
pub fn phone(text: &str) -> String {
    let plain = lowercase(text);
    let kept: String = plain.chars().filter(|sign| !is_separator(*sign)).collect();
    let bare = kept.trim_start_matches('(');
    let written = if bare.starts_with('+') || bare.starts_with("00") {
        kept.replacen("(0)", "", 1)
    } else {
        kept
    };
    let digits: String = written.chars().filter(|sign| !matches!(sign, '(' | ')')).collect();
    let (international, number) = match digits.strip_prefix('+').or(digits.strip_prefix("00")) {
        Some(number) => (true, number),
        None => (false, digits.as_str()),
    };
    if number.is_empty() || !number.chars().all(|sign| sign.is_ascii_digit()) {
        return plain;
    }
    if international { format!("+{number}") } else { number.to_owned() }
}

/// What people write between the digits of a phone number.
fn is_separator(sign: char) -> bool {
    sign.is_whitespace() || matches!(sign, '-' | '.' | '/' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}
