//! What does the text of a SQLite `CREATE TABLE` say that no pragma tells? Checks, and the types that we note.

use crate::db::schema::token::{Placed, Token, tokens};

/// What was found in the text of a table.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct TableText {
    /// The expressions of its checks.
    pub(super) checks: Vec<String>,
    /// By column: the type in the comment before the declared one.
    pub(super) notes: Vec<(String, String)>,
}

/// Reads the text that `sqlite_schema` keeps.
pub(super) fn read(sql: &str) -> TableText {
    let all = tokens(sql);
    let mut found = TableText::default();
    let mut depth = 0_u32;
    let mut first = true;
    for (place, Placed { token, .. }) in all.iter().enumerate() {
        match token {
            Token::Sign('(') => depth += 1,
            Token::Sign(')') => depth = depth.saturating_sub(1),
            Token::Sign(',') if depth == 1 => {
                first = true;
                continue;
            }
            Token::Name(_) if depth == 1 && token.is_word("check") => {
                found.checks.extend(in_parentheses(sql, all.get(place + 1..).unwrap_or_default()));
            }
            Token::Name(column) if depth == 1 && first => {
                if let Some(Token::Comment(note)) = all.get(place + 1).map(|next| &next.token) {
                    found.notes.push((column.clone(), note.clone()));
                }
            }
            _ => {}
        }
        first = depth == 1 && token.is_sign('(') && first_opening(&all, place);
    }
    found
}

/// Whether the parenthesis at `place` is the first one: where the columns begin.
fn first_opening(all: &[Placed], place: usize) -> bool {
    all.iter().position(|placed| placed.token.is_sign('(')) == Some(place)
}

/// The text between the parenthesis that comes first in `rest` and the one that closes it.
fn in_parentheses(sql: &str, rest: &[Placed]) -> Option<String> {
    let open = rest.first().filter(|placed| placed.token.is_sign('('))?;
    let mut depth = 0_u32;
    for placed in rest {
        match placed.token {
            Token::Sign('(') => depth += 1,
            Token::Sign(')') => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return Some(sql.get(open.end..placed.start)?.trim().to_owned());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn checks_and_notes_are_found_wherever_they_stand() {
        let text = read(
            "CREATE TABLE \"t\" (\"id\" INTEGER PRIMARY KEY, \"price\" /* decimal(18,2) */ INTEGER NOT NULL,
             status TEXT CHECK (status IN ('a', 'b')) DEFAULT ('a'), -- an aside
             amount NUMERIC(10,2), CONSTRAINT positive CHECK ((amount) > 0)) STRICT",
        );
        assert_eq!(text.checks, ["status IN ('a', 'b')", "(amount) > 0"]);
        assert_eq!(text.notes, [("price".to_owned(), "decimal(18,2)".to_owned())]);
        assert_eq!(read("CREATE VIEW v AS SELECT 1").checks.len(), 0);
    }
}
