//! The search for a row that a foreign key shall refer to, for browsers without scripts.

use crate::admin::pages::frame::Sheet;
use crate::admin::pages::view::PickView;
use crate::admin::pages::{form, href, parts};
use crate::models::{Value, plain_text};
use crate::widgets::{Html, Writer, icon, theme};

pub(super) fn sheet(view: &PickView<'_>, csrf: &str) -> Sheet {
    let model = view.form.model;
    let column = model.columns().get(view.column);
    let label = column.map_or("row", |column| column.label);
    let title = format!("Choose {}", parts::lower(label));
    let crumbs = parts::crumbs(&[(model.plural, &href::list(model)), (&title, "")]);
    Sheet {
        template: "pick.html",
        model: Some(model),
        crumbs,
        lead: "What you typed into the form is kept.".to_owned(),
        content: content(view, csrf),
        title,
        ..Sheet::default()
    }
}

fn content(view: &PickView<'_>, csrf: &str) -> Html {
    let mut out = Writer::new();
    let model = view.form.model;
    let Some(column) = model.columns().get(view.column) else { return out.finish() };
    let plural = column.ty.relation.map_or("rows", |relation| (relation.target)().plural);
    out.raw("<form class=\"fab-form\" method=\"post\"")
        .attr("action", &form::action(&view.form))
        .raw(">");
    form::carried(&mut out, &view.form, csrf);
    for other in model.columns().all() {
        if other.sealed.is_some() {
            form::carried_sealed(&mut out, view.form.texts, other);
        } else if view.form.texts.is_sent(other.index) {
            out.raw("<input type=\"hidden\"").attr("name", other.name);
            out.attr("value", view.form.texts.get(other.index)).raw(">");
        }
    }
    out.raw("<div class=\"fab-search\"><label class=\"visually-hidden\" for=\"q\">Search ");
    out.text(&parts::lower(plural)).raw("</label>");
    icon::icon(&mut out, "search");
    out.raw("<input class=\"")
        .raw(theme::INPUT)
        .raw("\" type=\"search\" id=\"q\" name=\"_q\" autocomplete=\"off\"");
    out.attr("value", view.search).raw("><button class=\"").raw(theme::PRIMARY);
    out.raw("\" name=\"_pick\"").attr("value", column.name).raw(">Search</button></div>");
    found(&mut out, view, column.name, plural);
    let current = view.form.texts.get(column.index);
    out.raw("<div class=\"fab-bar\"><button class=\"")
        .raw(theme::SECONDARY)
        .raw("\" name=\"_take\"");
    out.attr_display("value", format_args!("{}:{current}", column.name));
    out.raw(">Back without choosing</button></div></form>");
    out.finish()
}

fn found(out: &mut Writer, view: &PickView<'_>, column: &str, plural: &str) {
    if view.found.is_empty() {
        out.raw("<p class=\"fab-lead\">No ").text(&parts::lower(plural)).raw(" found.</p>");
        return;
    }
    out.raw("<ul class=\"fab-picks\">");
    for (key, title) in view.found {
        let key = plain_text(key.values().first().unwrap_or(&Value::Null));
        out.raw("<li><button name=\"_take\"").attr_display("value", format_args!("{column}:{key}"));
        out.raw(">")
            .text(title)
            .raw(" <span class=\"fab-unit\">")
            .text(&key)
            .raw("</span></button></li>");
    }
    out.raw("</ul>");
    if view.more {
        out.raw("<p class=\"fab-lead\">There are more. Search for a part of the name to narrow them down.</p>");
    }
}
