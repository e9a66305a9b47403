//! What of a text that somebody typed may stand in a message? Nothing that gives orders to a program or a screen.

/// Whether a character writes nothing and changes how others are read: control characters, and those that turn the
/// direction of writing.
fn commands(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
                | '\u{2028}' | '\u{2029}' | '\u{feff}'
        )
}

/// Whether a text can stand in one line of a header.
pub(super) fn is_line(text: &str) -> bool {
    !text.chars().any(commands)
}

/// A text as one line: what commands is a space, and spaces do not follow each other.
pub(super) fn line(text: &str) -> String {
    let spaced: String = text.chars().map(|c| if commands(c) { ' ' } else { c }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text of several lines, each ended as this system does.
pub(super) fn lines(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().filter(|c| matches!(c, '\n' | '\t') || !commands(*c)).collect()
}
