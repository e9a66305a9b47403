//! Which text matches a pattern? Walks the pattern and writes one; the caller checks it.

use crate::cli::seed::dice::Dice;

/// How often `*`, `+` and `{n,}` repeat at most.
const MOST_REPEATS: usize = 8;

/// A text made along `pattern`; `None` for notations that are not known here.
pub(crate) fn text(pattern: &str, dice: &mut Dice) -> Option<String> {
    let letters: Vec<char> = pattern.chars().collect();
    let mut walk = Walk { letters: &letters, at: 0 };
    let node = walk.alternatives()?;
    if walk.at != letters.len() {
        return None;
    }
    let mut out = String::new();
    write(&node, dice, &mut out);
    Some(out)
}

enum Node {
    Text(char),
    /// One of the letters.
    Class(Vec<char>),
    Sequence(Vec<Self>),
    Either(Vec<Self>),
    Repeat(Box<Self>, usize, usize),
}

fn write(node: &Node, dice: &mut Dice, out: &mut String) {
    match node {
        Node::Text(letter) => out.push(*letter),
        Node::Class(letters) => {
            let place = dice.place(letters.len());
            out.extend(letters.get(place));
        }
        Node::Sequence(nodes) => nodes.iter().for_each(|node| write(node, dice, out)),
        Node::Either(nodes) => {
            let place = dice.place(nodes.len());
            if let Some(node) = nodes.get(place) {
                write(node, dice, out);
            }
        }
        Node::Repeat(node, least, most) => {
            for _ in 0..least + dice.place(most.saturating_sub(*least) + 1) {
                write(node, dice, out);
            }
        }
    }
}

struct Walk<'a> {
    letters: &'a [char],
    at: usize,
}

impl Walk<'_> {
    fn peek(&self) -> Option<char> {
        self.letters.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let letter = self.peek()?;
        self.at += 1;
        Some(letter)
    }

    fn eat(&mut self, letter: char) -> bool {
        let found = self.peek() == Some(letter);
        self.at += usize::from(found);
        found
    }

    fn alternatives(&mut self) -> Option<Node> {
        let mut all = vec![self.sequence()?];
        while self.eat('|') {
            all.push(self.sequence()?);
        }
        Some(if all.len() == 1 { all.pop()? } else { Node::Either(all) })
    }

    fn sequence(&mut self) -> Option<Node> {
        let mut all = Vec::new();
        while let Some(letter) = self.peek() {
            match letter {
                '|' | ')' => break,
                '^' | '$' => self.at += 1,
                _ => {
                    let node = self.one()?;
                    all.push(self.repeated(node)?);
                }
            }
        }
        Some(Node::Sequence(all))
    }

    fn one(&mut self) -> Option<Node> {
        match self.next()? {
            '(' => {
                if self.eat('?') {
                    // Only groups that capture nothing; flags and names are not known here.
                    self.eat(':').then_some(())?;
                }
                let node = self.alternatives()?;
                self.eat(')').then_some(node)
            }
            '[' => self.class(),
            '\\' => self.escape().map(Node::Class),
            '.' => Some(Node::Class(range('a', 'z'))),
            '*' | '+' | '?' | '{' => None,
            letter => Some(Node::Text(letter)),
        }
    }

    fn repeated(&mut self, node: Node) -> Option<Node> {
        let (least, most) = match self.peek() {
            Some('?') => (0, 1),
            Some('*') => (0, MOST_REPEATS),
            Some('+') => (1, MOST_REPEATS),
            Some('{') => {
                self.at += 1;
                let least = self.number()?;
                let most = match self.eat(',') {
                    true if self.peek() == Some('}') => least + MOST_REPEATS,
                    true => self.number()?,
                    false => least,
                };
                if self.peek() != Some('}') {
                    return None;
                }
                (least, most)
            }
            _ => return Some(node),
        };
        self.at += 1;
        self.eat('?');
        Some(Node::Repeat(Box::new(node), least, most))
    }

    fn number(&mut self) -> Option<usize> {
        let mut digits = String::new();
        while let Some(digit) = self.peek().filter(char::is_ascii_digit) {
            digits.push(digit);
            self.at += 1;
        }
        digits.parse().ok().filter(|number| *number <= 1000)
    }

    fn class(&mut self) -> Option<Node> {
        let negated = self.eat('^');
        let mut letters = Vec::new();
        loop {
            match self.next()? {
                ']' if !letters.is_empty() => break,
                '\\' => letters.extend(self.escape()?),
                first => {
                    let is_range = self.peek() == Some('-')
                        && self.letters.get(self.at + 1).is_some_and(|end| *end != ']');
                    if is_range {
                        self.at += 1;
                        letters.extend(range(first, self.next()?));
                    } else {
                        letters.push(first);
                    }
                }
            }
        }
        if negated {
            letters =
                range(' ', '~').into_iter().filter(|letter| !letters.contains(letter)).collect();
        }
        (!letters.is_empty()).then_some(Node::Class(letters))
    }

    fn escape(&mut self) -> Option<Vec<char>> {
        Some(match self.next()? {
            'd' => range('0', '9'),
            'w' => [range('a', 'z'), range('A', 'Z'), range('0', '9')].concat(),
            's' => vec![' '],
            letter if letter.is_ascii_alphanumeric() => return None,
            letter => vec![letter],
        })
    }
}

fn range(first: char, last: char) -> Vec<char> {
    (first..=last).take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_made_text_matches_its_pattern() {
        let mut dice = Dice::new(7, "pattern", 0);
        for pattern in [
            "[A-Z]{3}-[0-9]{4}",
            r"\d{5}",
            r"^[a-z][a-z0-9_]*$",
            "(GB|DE)[0-9]{9}",
            "a?b+c*",
            r"\+[1-9]\d{6,14}",
            "[A-Z]{2}(?:-[A-Z]{1,3})?",
            r"[^@\s]+@[^@\s]+",
            "x{2,}",
            r"\w+\.pdf",
            "[-a-z]+",
            "[a-z-]{4}",
        ] {
            let regex = regex_lite::Regex::new(&format!("^(?:{pattern})$")).unwrap();
            for _ in 0..50 {
                let text = text(pattern, &mut dice).unwrap();
                assert!(regex.is_match(&text), "{text} does not match {pattern}");
            }
        }
    }

    #[test]
    fn an_unknown_notation_is_given_up() {
        let mut dice = Dice::new(7, "pattern", 0);
        for pattern in [r"\p{Greek}", "(?i)abc", "[a", "(a", "a{x}", "*a"] {
            assert_eq!(text(pattern, &mut dice), None, "{pattern}");
        }
    }
}
