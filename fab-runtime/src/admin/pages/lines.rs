//! Which controls do pages have that belong to no model? Names, passwords, codes, each with what is wrong with it.

use crate::admin::pages::parts;
use crate::models::{Tone, Violations};
use crate::widgets::{Writer, field, icon, theme};

/// The kind of a line that only tells password managers whose password it is.
const ACCOUNT: &str = "account";

/// The kind of a line for a code that somebody reads elsewhere: typed or pasted as a whole, with or without spaces.
const CODE: &str = "code";

/// The same, where nothing else is to be read first.
const CODE_AT_ONCE: &str = "code at once";

/// The kind of a line that may stay empty.
pub(super) const OPTIONAL: &str = "optional";

/// The same, for an address.
pub(super) const OPTIONAL_EMAIL: &str = "optional email";

/// A control of a page that belongs to no model.
pub(super) struct Line<'a> {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) kind: &'static str,
    pub(super) autocomplete: &'static str,
    pub(super) text: &'a str,
    pub(super) help: String,
}

impl Line<'_> {
    fn is_code(&self) -> bool {
        matches!(self.kind, CODE | CODE_AT_ONCE)
    }

    pub(super) fn write(&self, out: &mut Writer, violations: &Violations) {
        if self.kind == ACCOUNT {
            return account(out, self.text);
        }
        let errors = violations.of(self.name);
        let id = self.name;
        out.raw("<div class=\"fab-field\"><label class=\"")
            .raw(theme::LABEL)
            .raw("\"")
            .attr("for", id);
        out.raw(">").raw(self.label).raw("</label><input class=\"").raw(theme::INPUT);
        out.raw(if errors.is_empty() { "\"" } else { " is-invalid\" aria-invalid=\"true\"" });
        let kind = match self.kind {
            CODE | CODE_AT_ONCE | OPTIONAL => "text",
            OPTIONAL_EMAIL => "email",
            kind => kind,
        };
        out.attr("id", id).attr("name", self.name).attr("type", kind);
        out.attr("autocomplete", self.autocomplete);
        let described = [
            (!errors.is_empty()).then(|| format!("{id}-error")),
            (!self.help.is_empty()).then(|| format!("{id}-help")),
        ];
        let described: Vec<String> = described.into_iter().flatten().collect();
        if !described.is_empty() {
            out.attr("aria-describedby", &described.join(" "));
        }
        if self.kind == "password" {
            out.raw(" required>");
        } else if self.is_code() {
            // What is typed is never put back: it was wrong, or it is used up.
            out.raw(" inputmode=\"numeric\" pattern=\"[0-9\\s]*\" maxlength=\"24\" title=\"Digits; spaces do not matter\" autocapitalize=\"none\" spellcheck=\"false\" required");
            let focused = self.kind == CODE_AT_ONCE && violations.is_empty();
            out.flag("autofocus", focused).raw(">");
        } else {
            let required = !matches!(self.kind, OPTIONAL | OPTIONAL_EMAIL);
            out.attr("value", self.text).raw(" autocapitalize=\"none\" spellcheck=\"false\"");
            out.flag("required", required).raw(">");
        }
        field::errors(out, id, errors);
        if !self.help.is_empty() {
            out.raw("<div class=\"").raw(theme::HELP).raw("\" id=\"").raw(id).raw("-help\">");
            out.text(&self.help).raw("</div>");
        }
        out.raw("</div>");
    }
}

pub(super) const fn password(
    name: &'static str,
    label: &'static str,
    autocomplete: &'static str,
) -> Line<'static> {
    Line { name, label, kind: "password", autocomplete, text: "", help: String::new() }
}

pub(super) fn username(text: &str) -> Line<'_> {
    Line {
        name: "username",
        label: "User name",
        kind: "text",
        autocomplete: "username",
        text,
        help: String::new(),
    }
}

/// The name that goes with the passwords, when nobody is asked for it.
pub(super) const fn username_of(text: &str) -> Line<'_> {
    Line {
        name: "username",
        label: "User name",
        kind: ACCOUNT,
        autocomplete: "username",
        text,
        help: String::new(),
    }
}

/// A code of digits.
pub(super) const fn code(label: &'static str) -> Line<'static> {
    Line {
        name: "code",
        label,
        kind: CODE,
        autocomplete: "one-time-code",
        text: "",
        help: String::new(),
    }
}

/// A code of digits, on a page that asks for nothing else.
pub(super) fn code_at_once(label: &'static str) -> Line<'static> {
    Line { kind: CODE_AT_ONCE, ..code(label) }
}

/// The new password and its repetition.
pub(super) fn new_password(min_length: usize) -> [Line<'static>; 2] {
    let help = format!(
        "At least {min_length} characters. A few unrelated words are easier to remember than signs and digits."
    );
    [
        Line { help, ..password("password", "New password", "new-password") },
        password("password_again", "New password again", "new-password"),
    ]
}

pub(super) fn form(
    out: &mut Writer,
    action: &str,
    csrf: &str,
    lines: &[Line<'_>],
    violations: &Violations,
) {
    parts::summary(out, violations, |name| {
        let place = lines.iter().position(|line| line.name == name)?;
        lines.get(place).map(|line| (place, line.name.to_owned(), line.label.to_owned()))
    });
    out.raw("<form class=\"fab-form\" method=\"post\"").attr("action", action).raw(">");
    parts::csrf(out, csrf);
    out.raw("<div class=\"fab-part\">");
    for line in lines {
        line.write(out, violations);
    }
    out.raw("</div>");
}

/// The name under which a password manager files the new password.
fn account(out: &mut Writer, name: &str) {
    out.raw("<input class=\"visually-hidden\" name=\"username\" autocomplete=\"username\" tabindex=\"-1\" aria-hidden=\"true\" readonly");
    out.attr("value", name).raw(">");
}

pub(super) fn refusal(out: &mut Writer, error: Option<&str>) {
    let Some(error) = error else { return };
    out.raw("<div class=\"")
        .raw(theme::notice(Tone::Danger))
        .raw("\" id=\"errors\" tabindex=\"-1\" autofocus>");
    icon::icon(out, "exclamation-triangle-fill");
    out.raw("<p role=\"alert\">").text(error).raw("</p></div>");
}

/// The bar under a form; closes the form.
pub(super) fn save(out: &mut Writer, label: &'static str, back: &str) {
    out.raw("<div class=\"fab-bar\"><button class=\"").raw(theme::PRIMARY).raw("\">").raw(label);
    out.raw("</button><a class=\"fab-cancel\"").attr("href", back).raw(">Cancel</a></div></form>");
}
