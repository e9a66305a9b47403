//! What do several pages have in common?

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use crate::admin::pages::href;
use crate::admin::pages::view::Count;
use crate::models::{Column, Record, Violations};
use crate::widgets::number::grouped;
use crate::widgets::{Writer, icon, theme};

/// Breadcrumbs that begin on the first page.
pub(super) fn crumbs(rest: &[(&str, &str)]) -> Vec<(String, String)> {
    let first = ("Home", href::INDEX);
    std::iter::once(&first)
        .chain(rest)
        .map(|(label, href)| ((*label).to_owned(), (*href).to_owned()))
        .collect()
}

/// A label inside a sentence: "Order line" becomes "order line", "VAT rate" stays.
pub(crate) fn lower(label: &str) -> String {
    let mut chars = label.chars();
    let (Some(first), second) = (chars.next(), chars.next()) else { return String::new() };
    if second.is_some_and(char::is_uppercase) {
        return label.to_owned();
    }
    first.to_lowercase().chain(label.chars().skip(1)).collect()
}

/// Writes how many.
pub(super) fn count(out: &mut Writer, count: Count) {
    match count {
        Count::Exact(count) => out.text(&grouped(&count.to_string())),
        Count::MoreThan(count) => out.text(&grouped(&count.to_string())).raw("+"),
    };
}

/// At most 80 characters of the first line.
pub(super) fn shortened(text: &str) -> Cow<'_, str> {
    let line = text.trim().lines().next().unwrap_or_default();
    match line.char_indices().nth(80).and_then(|(at, _)| line.get(..at)) {
        Some(start) => Cow::Owned(format!("{}…", start.trim_end())),
        None => Cow::Borrowed(line),
    }
}

/// The page of the row that a foreign key refers to.
pub(super) fn target(column: &Column, record: &Record) -> Option<String> {
    let target = (column.ty.relation?.target)();
    let value = record.at(column.index);
    (!value.is_null()).then(|| href::show_value(target, value))
}

/// The token that proves that a form comes from this site.
pub(super) fn csrf(out: &mut Writer, token: &str) {
    out.raw("<input type=\"hidden\" name=\"_csrf\"").attr("value", token).raw(">");
}

/// The summary at the top of a form: takes the focus and leads to each control.
///
/// `control` gives the place on the page, the `id` and the label of the control of a name, if it is there.
pub(super) fn summary(
    out: &mut Writer,
    violations: &Violations,
    control: impl Fn(&str) -> Option<(usize, String, String)>,
) {
    if violations.is_empty() {
        return;
    }
    out.raw("<div class=\"fab-summary ").raw(theme::notice(crate::models::Tone::Danger));
    out.raw("\" id=\"errors\" tabindex=\"-1\" autofocus>");
    icon::icon(out, "exclamation-triangle-fill");
    out.raw("<div role=\"alert\"><h2>There is a problem</h2><ul>");
    for violation in violations.row() {
        out.raw("<li>").text(violation.message()).raw("</li>");
    }
    let mut columns: Vec<_> =
        violations.columns().map(|(name, wrong)| (control(name), name, wrong)).collect();
    columns
        .sort_by_key(|(control, _, _)| control.as_ref().map_or(usize::MAX, |(place, _, _)| *place));
    for (control, name, wrong) in columns {
        for violation in wrong {
            out.raw("<li>");
            match &control {
                Some((_, id, label)) => {
                    out.raw("<a href=\"#").text(id).raw("\">").text(label).raw(": ");
                    out.text(violation.message()).raw("</a>");
                }
                None => {
                    out.text(name).raw(": ").text(violation.message());
                }
            }
            out.raw("</li>");
        }
    }
    out.raw("</ul></div></div>");
}

/// A link that looks like a button.
pub(super) fn button_link(
    out: &mut Writer,
    class: &'static str,
    name: &str,
    label: &str,
    href: &str,
) {
    out.raw("<a class=\"").raw(class).raw("\"").attr("href", href).raw(">");
    icon::icon(out, name);
    out.text(label).raw("</a>");
}

/// An instant, to the minute.
pub(super) fn time(out: &mut Writer, at: DateTime<Utc>) {
    out.raw("<time").attr_display("datetime", at.format("%Y-%m-%dT%H:%M:%SZ")).raw(">");
    out.display(at.format("%Y-%m-%d %H:%M")).raw("</time>");
}
