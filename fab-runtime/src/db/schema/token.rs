//! Which words and signs does a piece of SQL consist of? Enough to read checks and `CREATE TABLE`.

/// A word or sign of SQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Token {
    /// A name or keyword as written, or what stood inside quotes.
    Name(String),
    /// What a string holds.
    Text(String),
    /// What a comment holds, trimmed.
    Comment(String),
    /// Any other sign, and each digit or point of a number.
    Sign(char),
}

impl Token {
    /// Whether it is this keyword, in any case.
    pub(crate) fn is_word(&self, word: &str) -> bool {
        matches!(self, Self::Name(name) if name.eq_ignore_ascii_case(word))
    }

    /// Whether it is this sign.
    pub(crate) fn is_sign(&self, sign: char) -> bool {
        *self == Self::Sign(sign)
    }
}

/// A token and where it ends in the text.
pub(crate) struct Placed {
    pub(crate) token: Token,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// Splits `sql` into tokens; whitespace is dropped.
pub(crate) fn tokens(sql: &str) -> Vec<Placed> {
    let mut rest = Rest { sql, at: 0 };
    let mut found = Vec::new();
    loop {
        rest.take_while(char::is_whitespace);
        let start = rest.at;
        let Some(token) = rest.next() else { return found };
        found.push(Placed { token, start, end: rest.at });
    }
}

/// The tokens without their places and without comments.
pub(crate) fn plain_tokens(sql: &str) -> Vec<Token> {
    let all = tokens(sql).into_iter().map(|placed| placed.token);
    all.filter(|token| !matches!(token, Token::Comment(_))).collect()
}

struct Rest<'a> {
    sql: &'a str,
    at: usize,
}

impl<'a> Rest<'a> {
    fn left(&self) -> &'a str {
        self.sql.get(self.at..).unwrap_or("")
    }

    fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        let left = self.left();
        let end = left.find(|c| !wanted(c)).unwrap_or(left.len());
        self.at += end;
        left.get(..end).unwrap_or("")
    }

    /// Everything up to `end`, which is taken too.
    fn take_until(&mut self, end: &str) -> &'a str {
        let left = self.left();
        let stop = left.find(end).unwrap_or(left.len());
        self.at += (stop + end.len()).min(left.len());
        left.get(..stop).unwrap_or("")
    }

    /// The inside of quotes, where a doubled quote means the quote itself.
    fn quoted(&mut self, quote: char) -> String {
        let mut inside = String::new();
        loop {
            let part = self.take_until(quote.encode_utf8(&mut [0; 4]));
            inside.push_str(part);
            if !self.left().starts_with(quote) {
                return inside;
            }
            inside.push(quote);
            self.at += quote.len_utf8();
        }
    }

    fn next(&mut self) -> Option<Token> {
        let first = self.left().chars().next()?;
        if first.is_alphabetic() || first == '_' {
            let name = self.take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '$'));
            return Some(Token::Name(name.to_owned()));
        }
        if self.left().starts_with("--") {
            self.at += 2;
            return Some(Token::Comment(self.take_until("\n").trim().to_owned()));
        }
        if self.left().starts_with("/*") {
            self.at += 2;
            return Some(Token::Comment(self.take_until("*/").trim().to_owned()));
        }
        self.at += first.len_utf8();
        Some(match first {
            '\'' => Token::Text(self.quoted('\'')),
            '"' | '`' => Token::Name(self.quoted(first)),
            '[' if self.left().starts_with(|c: char| c.is_alphabetic() || c == '_') => {
                Token::Name(self.take_until("]").to_owned())
            }
            sign => Token::Sign(sign),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Token, plain_tokens, tokens};

    #[test]
    fn quotes_comments_and_brackets_are_understood() {
        let name = |text: &str| Token::Name(text.to_owned());
        let sql = "[a b] \"c\"\"d\" `e` 'it''s' -- note\n/* hint */ f >= 1";
        let found = plain_tokens(sql);
        let signs = ['>', '=', '1'].map(Token::Sign);
        let mut wanted = vec![name("a b"), name("c\"d"), name("e"), Token::Text("it's".to_owned())];
        wanted.push(name("f"));
        wanted.extend(signs);
        assert_eq!(found, wanted);
        assert_eq!(tokens(sql).iter().filter(|p| matches!(p.token, Token::Comment(_))).count(), 2);
        assert!(tokens("'open").len() == 1 && tokens("").is_empty());
    }
}
