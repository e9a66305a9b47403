//! What to do when somebody else changed the row meanwhile: theirs and yours, side by side.

use crate::admin::pages::frame::Sheet;
use crate::admin::pages::view::ConflictView;
use crate::admin::pages::{form, href, parts};
use crate::models::{Column, Kind, Tone};
use crate::widgets::value::{Room, Shown, empty, value};
use crate::widgets::{Html, Texts, Writer, icon, theme};

pub(super) fn sheet(view: &ConflictView<'_>, csrf: &str) -> Sheet {
    let model = view.model;
    let list = href::list(model);
    let show = href::show(model, view.key);
    Sheet {
        template: "conflict.html",
        model: Some(model),
        title: format!("{} was changed meanwhile", view.title),
        crumbs: parts::crumbs(&[(model.plural, &list), (view.title, &show), ("Conflict", "")]),
        content: content(view, csrf),
        failed: true,
        ..Sheet::default()
    }
}

fn content(view: &ConflictView<'_>, csrf: &str) -> Html {
    let mut out = Writer::new();
    let edit = href::edit(view.model, view.key);
    let theirs = Texts::from_record(view.theirs.record);
    let columns: Vec<&Column> = view
        .model
        .columns()
        .form()
        .filter(|column| column.edit && is_yours(view.yours, column))
        .collect();
    out.raw("<div class=\"").raw(theme::notice(Tone::Warning)).raw("\" role=\"alert\">");
    icon::icon(&mut out, "exclamation-triangle-fill");
    out.raw("<p>Somebody else saved this row after you opened it. Nothing of yours is saved yet.</p></div>");
    out.raw(
        "<div class=\"fab-table-frame\" role=\"region\" tabindex=\"0\" aria-label=\"Differences\">",
    );
    out.raw("<table class=\"fab-table fab-compare\"><caption class=\"visually-hidden\">What stands in the database and what you typed</caption>");
    out.raw("<thead><tr><th scope=\"col\">Field</th><th scope=\"col\">In the database now</th><th scope=\"col\">What you typed</th></tr></thead><tbody>");
    for column in &columns {
        let differs = column.sealed.is_some()
            || theirs.get(column.index).trim() != view.yours.get(column.index).trim();
        out.raw(if differs { "<tr class=\"fab-differs\">" } else { "<tr>" });
        out.raw("<th scope=\"row\" data-label=\"Field\">").text(column.label);
        if differs {
            out.raw(" <span class=\"fab-badge fab-warning\">differs</span>");
        }
        out.raw("</th><td data-label=\"In the database now\">");
        let label = view.theirs.labels.get(column.index).and_then(Option::as_deref);
        value(
            &mut out,
            &Shown { column, record: view.theirs.record, label, href: None },
            Room::Page,
        );
        out.raw("</td><td data-label=\"What you typed\">");
        yours(&mut out, view, column);
        out.raw("</td></tr>");
    }
    out.raw("</tbody></table></div><form method=\"post\" class=\"fab-bar\"")
        .attr("action", &edit)
        .raw(">");
    parts::csrf(&mut out, csrf);
    out.raw("<input type=\"hidden\" name=\"_version\"").attr("value", view.version).raw(">");
    for column in &columns {
        if column.sealed.is_some() {
            form::carried_sealed(&mut out, view.yours, column);
            continue;
        }
        out.raw("<input type=\"hidden\"").attr("name", column.name);
        out.attr("value", view.yours.get(column.index)).raw(">");
    }
    out.raw("<button class=\"btn fab-btn-destroy\">Save mine over theirs</button>");
    out.raw("<a class=\"").raw(theme::SECONDARY).raw("\"").attr("href", &edit);
    out.raw(">Drop mine and edit theirs</a></form>");
    out.finish()
}

/// Whether the form said something of the column; a sealed one that was left blank stays as it is.
fn is_yours(yours: &Texts, column: &Column) -> bool {
    match column.sealed {
        Some(_) => yours.is_withheld(column) || yours.is_cleared(column),
        None => yours.is_sent(column.index),
    }
}

fn yours(out: &mut Writer, view: &ConflictView<'_>, column: &Column) {
    let text = view.yours.get(column.index);
    let label = view.labels.get(column.index).and_then(Option::as_deref);
    let choice = column.ty.choices.iter().find(|choice| choice.value == text);
    if view.yours.is_withheld(column) {
        out.raw("Sealed, so it is not kept here: type it again afterwards.");
        return;
    }
    match (label, choice) {
        _ if text.trim().is_empty() => empty(out),
        (Some(label), _) => {
            out.text(label);
        }
        (None, Some(choice)) => {
            out.text(choice.label);
        }
        (None, None) if column.kind() == Kind::Bool => {
            out.raw(if text == "true" { "Yes" } else { "No" });
        }
        (None, None) => {
            out.raw("<span class=\"fab-long\">").text(text).raw("</span>");
        }
    }
}
