//! How is a list narrowed by a column? One control for each question that makes sense of it.

use crate::models::{Column, FilterOp, Kind, Op, Violation};
use crate::widgets::{Writer, field, theme};

/// A filter of a column and what stands in it.
#[derive(Debug, Clone, Copy)]
pub struct Filter<'a> {
    /// The column.
    pub column: &'a Column,
    /// What is asked now, with the text and what is wrong with it.
    pub asked: &'a [(FilterOp, &'a str, Option<&'a Violation>)],
    /// The title of the row that a foreign key is asked for.
    pub label: Option<&'a str>,
    /// Where rows for a foreign key are searched, if this person may.
    pub search: Option<&'a str>,
}

/// The questions that have a control, with the word before it; all others stand in the address only.
pub fn questions(column: &Column) -> Vec<(FilterOp, &'static str)> {
    let compare = FilterOp::Compare;
    let mut questions = match column.kind() {
        _ if column.blind_index().is_some() => vec![(compare(Op::Equal), "is")],
        _ if column.sealed.is_some() => vec![],
        _ if !column.ty.choices.is_empty() || column.ty.relation.is_some() => {
            vec![(compare(Op::Equal), "is")]
        }
        Kind::Bool | Kind::Uuid => vec![(compare(Op::Equal), "is")],
        Kind::Text => vec![(compare(Op::Contains), "contains")],
        Kind::Json | Kind::Bytes => vec![],
        _ => vec![(compare(Op::GreaterOrEqual), "from"), (compare(Op::LessOrEqual), "to")],
    };
    let is_list = !column.ty.choices.is_empty() || column.kind() == Kind::Bool;
    if column.nullable && !is_list {
        questions.push((FilterOp::Empty, "is empty"));
    }
    questions
}

/// One control of a filter.
struct Question<'a> {
    op: FilterOp,
    word: &'static str,
    text: &'a str,
    id: &'a str,
    invalid: bool,
}

impl Filter<'_> {
    /// Writes the controls in a group of their own.
    pub fn write(&self, out: &mut Writer) {
        out.raw("<fieldset class=\"fab-filter\"><legend class=\"").raw(theme::LABEL).raw("\">");
        out.text(self.column.label).raw("</legend><div class=\"fab-filter-row\">");
        let mut problems = Vec::new();
        for (op, word) in questions(self.column) {
            let asked = self.asked.iter().find(|(asked, _, _)| *asked == op);
            let text = asked.map_or("", |(_, text, _)| *text);
            let id = format!("q-{}-{}", self.column.name, op.slug());
            let problem = asked.and_then(|(_, _, problem)| *problem);
            let question = Question { op, word, text, id: &id, invalid: problem.is_some() };
            self.control(out, &question);
            problems.extend(problem.map(|problem| (id, problem)));
        }
        out.raw("</div>");
        for (id, problem) in problems {
            field::errors(out, &id, std::slice::from_ref(problem));
        }
        out.raw("</fieldset>");
    }

    fn control(&self, out: &mut Writer, question: &Question<'_>) {
        let Question { op, word, text, id, invalid } = *question;
        let column = self.column;
        let wants_list =
            op == FilterOp::Empty || column.kind() == Kind::Bool || !column.ty.choices.is_empty();
        let relation =
            self.search.filter(|_| op != FilterOp::Empty && column.ty.relation.is_some());
        let range = matches!(word, "from" | "to");
        if range {
            out.raw("<label>").raw(word);
        }
        if let Some(search) = relation {
            out.raw("<fab-autocomplete").attr("data-search", search);
            out.attr("data-title", self.label.unwrap_or_default()).raw(">");
        }
        out.raw(if wants_list { "<select" } else { "<input" });
        out.raw(" class=\"").raw(if wants_list { theme::SELECT } else { theme::INPUT });
        out.raw(if invalid { " is-invalid\" aria-invalid=\"true\"" } else { "\"" });
        if invalid {
            out.raw(" aria-describedby=\"").text(id).raw("-error\"");
        }
        out.attr("id", id).raw(" name=\"f.").text(column.name).raw(".").raw(op.slug()).raw("\"");
        out.raw(" aria-label=\"").text(column.label).raw(" ").raw(word).raw("\"");
        if wants_list {
            out.raw(">");
            options(out, column, op, text);
            out.raw("</select>");
        } else {
            input(out, column, word, text);
        }
        if relation.is_some() {
            out.raw("</fab-autocomplete>");
        }
        if range {
            out.raw("</label>");
        }
    }
}

fn input(out: &mut Writer, column: &Column, word: &'static str, text: &str) {
    let date = matches!(column.kind(), Kind::Date | Kind::Timestamp | Kind::DateTime)
        && (text.is_empty() || chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok());
    out.raw(if date { " type=\"date\"" } else { " type=\"text\"" });
    out.attr("value", text).raw(" autocomplete=\"off\"");
    if !date {
        out.raw(" placeholder=\"").raw(word).raw("\"");
    }
    out.raw(">");
}

fn options(out: &mut Writer, column: &Column, op: FilterOp, text: &str) {
    let mut option = |value: &str, label: &str| {
        out.raw("<option").attr("value", value).flag("selected", value == text).raw(">");
        out.text(label).raw("</option>");
    };
    if op == FilterOp::Empty {
        option("", "Empty or not");
        option("yes", "Only empty");
        option("no", "Not empty");
    } else if column.kind() == Kind::Bool {
        option("", "Any");
        option("true", "Yes");
        option("false", "No");
    } else {
        option("", "Any");
        for choice in column.ty.choices {
            option(choice.value, choice.label);
        }
    }
}
