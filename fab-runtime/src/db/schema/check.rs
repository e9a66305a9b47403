//! What does a CHECK say of a column? Its only texts, or that it holds JSON.

use crate::db::schema::token::{Token, plain_tokens};

/// What a check means for one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// It holds one of these texts.
    OneOf(Vec<String>),
    /// It holds JSON.
    Json,
}

/// Reads `status IN ('a', 'b')` and `json_valid(body)` as each database writes them back.
pub(crate) fn meaning(check: &str) -> Option<(String, Meaning)> {
    // MySQL keeps its checks with the quotes escaped.
    let check = check.replace("\\'", "'");
    let tokens = without_casts(&plain_tokens(&check));
    let mut words =
        tokens.iter().filter(|token| !token.is_sign('(') && !token.is_sign(')')).peekable();
    let Some(Token::Name(first)) = words.next() else { return None };
    if first.eq_ignore_ascii_case("json_valid") {
        let Some(Token::Name(column)) = words.next() else { return None };
        return words.next().is_none().then(|| (column.clone(), Meaning::Json));
    }
    let rest: Vec<&Token> = words.collect();
    let texts = in_list(&rest).or_else(|| either(first, &rest))?;
    (!texts.is_empty()).then(|| (first.clone(), Meaning::OneOf(texts)))
}

/// `IN 'a', 'b'` or `= ANY ARRAY['a', 'b']`; parentheses are gone already.
fn in_list(rest: &[&Token]) -> Option<Vec<String>> {
    let list = match rest {
        [word, list @ ..] if word.is_word("in") => list,
        [equals, any, array, open, list @ .., close]
            if equals.is_sign('=')
                && any.is_word("any")
                && array.is_word("array")
                && open.is_sign('[')
                && close.is_sign(']') =>
        {
            list
        }
        _ => return None,
    };
    let mut texts = Vec::new();
    for (place, token) in list.iter().enumerate() {
        match (place % 2, token) {
            (0, Token::Text(text)) => texts.push(text.clone()),
            (1, token) if token.is_sign(',') => {}
            _ => return None,
        }
    }
    Some(texts)
}

/// `= 'a' OR status = 'b'`.
fn either(column: &str, rest: &[&Token]) -> Option<Vec<String>> {
    let mut texts = Vec::new();
    let mut rest = rest;
    loop {
        let [equals, Token::Text(text), after @ ..] = rest else { return None };
        if !equals.is_sign('=') {
            return None;
        }
        texts.push(text.clone());
        match after {
            [] => return Some(texts),
            [or, again, more @ ..] if or.is_word("or") && again.is_word(column) => rest = more,
            _ => return None,
        }
    }
}

/// Drops `::character varying(20)[]` of PostgreSQL and `_utf8mb4` before the strings of MySQL.
fn without_casts(tokens: &[Token]) -> Vec<Token> {
    let mut kept = Vec::new();
    let mut rest = tokens;
    loop {
        rest = match rest {
            [] => return kept,
            [Token::Name(charset), Token::Text(_), ..] if charset.starts_with('_') => {
                rest.get(1..).unwrap_or_default()
            }
            [Token::Sign(':'), Token::Sign(':'), of_type @ ..] => after_type(of_type),
            [first, after @ ..] => {
                kept.push(first.clone());
                after
            }
        };
    }
}

/// What follows the name of a type, its length and its brackets.
fn after_type(mut rest: &[Token]) -> &[Token] {
    while let [Token::Name(word), after @ ..] = rest {
        if ["or", "and", "in", "is"].iter().any(|end| word.eq_ignore_ascii_case(end)) {
            break;
        }
        rest = after;
    }
    if let [Token::Sign('('), Token::Sign('0'..='9'), ..] = rest {
        let end = rest.iter().position(|token| token.is_sign(')')).unwrap_or(0);
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    while let [Token::Sign('['), Token::Sign(']'), after @ ..] = rest {
        rest = after;
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::{Meaning, meaning};

    #[test]
    fn every_database_writes_the_same_check_its_own_way() {
        for check in [
            "status IN ('new', 'paid')",
            "(\"status\" in ('new','paid'))",
            "`status` in ('new','paid')",
            "(`status` in (_utf8mb4\\'new\\',_utf8mb4\\'paid\\'))",
            "((status)::text = ANY ((ARRAY['new'::character varying, 'paid'::character varying])::text[]))",
            "(status = ANY (ARRAY['new'::text, 'paid'::text]))",
            "status = 'new' OR status = 'paid'",
            "(((status)::text = 'new'::text) OR ((status)::text = 'paid'::text))",
        ] {
            let wanted = Meaning::OneOf(vec!["new".to_owned(), "paid".to_owned()]);
            assert_eq!(meaning(check), Some(("status".to_owned(), wanted)), "{check}");
        }
        assert_eq!(meaning("json_valid(`body`)"), Some(("body".to_owned(), Meaning::Json)));
        for check in
            ["price > 0", "length(code) = 3", "status IN (1, 2)", "a IN ('x') AND b > 1", ""]
        {
            assert_eq!(meaning(check), None, "{check}");
        }
    }
}
