//! Which long passwords are guessed first? Common words with trimmings, repetitions, and walks over a keyboard.

/// Words that common passwords are built from; alone, doubled or with digits around them they protect nothing.
const WORDS: &[&str] = &[
    "abc",
    "access",
    "admin",
    "administrator",
    "asdf",
    "asdfgh",
    "ashley",
    "baby",
    "bailey",
    "baseball",
    "batman",
    "change",
    "changeme",
    "charlie",
    "computer",
    "correct",
    "default",
    "dragon",
    "flower",
    "football",
    "freedom",
    "guest",
    "hello",
    "hunter",
    "iloveyou",
    "is",
    "jesus",
    "jordan",
    "killer",
    "letmein",
    "login",
    "love",
    "loveme",
    "lovely",
    "manager",
    "master",
    "me",
    "michael",
    "monday",
    "monkey",
    "mustang",
    "my",
    "new",
    "ninja",
    "now",
    "pass",
    "passphrase",
    "password",
    "passwort",
    "passw",
    "please",
    "princess",
    "private",
    "q",
    "qazwsx",
    "qwer",
    "qwert",
    "qwerty",
    "qwertyuiop",
    "root",
    "samsung",
    "secret",
    "secure",
    "security",
    "shadow",
    "soccer",
    "starwars",
    "summer",
    "sunshine",
    "super",
    "superman",
    "superuser",
    "system",
    "temp",
    "temporary",
    "test",
    "testing",
    "the",
    "this",
    "thisis",
    "thomas",
    "trustno",
    "user",
    "welcome",
    "whatever",
    "winter",
    "word",
    "you",
    "your",
    "zxcvbn",
    "zxcvbnm",
    "1q2w3e4r",
    "1qaz2wsx",
    "i",
    "a",
    "to",
    "in",
    "let",
];

/// Sentences and pairs that lists of leaked passwords hold, without anything but letters and digits.
const PHRASES: &[&str] = &[
    "correcthorsebatterystaple",
    "correcthorsebattery",
    "horsebatterystaple",
    "tobeornottobe",
    "maytheforcebewithyou",
    "thequickbrownfox",
    "thequickbrownfoxjumpsoverthelazydog",
    "iloveyouforever",
    "iloveyousomuch",
    "iloveyoubaby",
    "loremipsumdolor",
    "loremipsumdolorsitamet",
    "onceuponatime",
    "opensesame",
    "abracadabra",
    "supercalifragilisticexpialidocious",
    "unbelievable",
    "manchesterunited",
    "liverpoolfootballclub",
    "youllneverwalkalone",
    "jesuslovesme",
    "inthenameofgod",
    "godisgreat",
    "godisgood",
    "thisismypassword",
    "idontknowmypassword",
    "iforgotmypassword",
    "nevergonnagiveyouup",
    "winteriscoming",
    "alongtimeagoinagalaxy",
    "itwasthebestoftimes",
    "hakunamatata",
    "allyourbasearebelongtous",
    "harrypotter",
    "spongebobsquarepants",
    "callofduty",
    "metallica",
    "ihateyou",
    "fuckyou",
    "mynameis",
];

/// Rows of keyboards, the alphabet and the digits, in both directions when used.
const WALKS: &[&str] = &[
    "abcdefghijklmnopqrstuvwxyza",
    "12345678901",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwertzuiop",
    "yxcvbnm",
    "azertyuiop",
    "qsdfghjklm",
    "wxcvbn",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "1q2w3e4r5t6y7u8i9o0p",
    "!@#$%^&*()",
];

/// Whether the same few characters come again and again: `abcabcabc...`, `passwordpassword`.
pub(super) fn is_repetition(password: &[char]) -> bool {
    (1..=password.len() / 2).any(|period| {
        password.iter().zip(password.iter().skip(period)).all(|(one, later)| one == later)
    })
}

/// Whether most steps follow the alphabet, the digits or a keyboard.
pub(super) fn is_sequence(password: &[char]) -> bool {
    let steps = password.len().saturating_sub(1);
    let walked = password
        .iter()
        .zip(password.iter().skip(1))
        .filter(|(a, b)| a == b || is_step(**a, **b))
        .count();
    // Two of three steps: `qwertyasdfgh1234` jumps twice and still walks.
    walked * 3 >= steps * 2
}

fn is_step(from: char, to: char) -> bool {
    WALKS.iter().any(|walk| {
        walk.chars()
            .zip(walk.chars().skip(1))
            .any(|(a, b)| (a, b) == (from, to) || (b, a) == (from, to))
    })
}

/// Whether only common words, digits and signs stand in it, or a sentence that everybody knows.
pub(super) fn is_common(password: &[char]) -> bool {
    let typed: String =
        password.iter().filter(|c| c.is_alphanumeric() || "!@$".contains(**c)).collect();
    let core = typed.trim_matches(|c: char| c.is_ascii_digit() || "!@$".contains(c));
    let plain: String = core.chars().map(unmask).collect();
    let typed: String = core.chars().filter(|c| c.is_alphanumeric()).collect();
    [plain, typed].iter().any(|text| PHRASES.contains(&text.as_str()) || is_made_of_words(text))
}

/// The letter that a digit or a sign often stands for.
const fn unmask(letter: char) -> char {
    match letter {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    }
}

/// Whether `text` can be cut into common words and digits.
fn is_made_of_words(text: &str) -> bool {
    let mut reached = vec![false; text.len() + 1];
    if let Some(start) = reached.first_mut() {
        *start = true;
    }
    for at in 0..text.len() {
        if !reached.get(at).copied().unwrap_or(false) {
            continue;
        }
        let Some(rest) = text.get(at..) else { continue };
        let digit = rest.bytes().take(1).filter(u8::is_ascii_digit).count();
        let words = WORDS.iter().filter(|word| rest.starts_with(**word)).map(|word| word.len());
        for length in words.chain(Some(digit)) {
            if let Some(end) = reached.get_mut(at + length) {
                *end = true;
            }
        }
    }
    reached.last().copied().unwrap_or(false)
}
