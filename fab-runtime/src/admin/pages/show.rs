//! The page of one row.

use crate::admin::pages::frame::Sheet;
use crate::admin::pages::view::ShowView;
use crate::admin::pages::{href, parts};
use crate::models::{Column, Key, Value, Verb, plain_text};
use crate::widgets::value::{Room, Shown, empty, value};
use crate::widgets::{Html, Writer, icon, theme};

pub(super) fn sheet(view: &ShowView<'_>, csrf: &str) -> Sheet {
    let model = view.model;
    Sheet {
        template: "show.html",
        model: Some(model),
        title: view.title.to_owned(),
        crumbs: parts::crumbs(&[(model.plural, &href::list(model)), (view.title, "")]),
        tools: tools(view, csrf),
        content: content(view, csrf),
        ..Sheet::default()
    }
}

fn tools(view: &ShowView<'_>, csrf: &str) -> Html {
    let mut out = Writer::new();
    let key = view.row.record.key();
    for link in view.links {
        parts::button_link(&mut out, theme::SECONDARY, link.icon, &link.label, &link.href);
    }
    actions(&mut out, view, csrf, &key);
    if view.may.can(view.model, Verb::Edit) {
        parts::button_link(
            &mut out,
            theme::PRIMARY,
            "pencil",
            "Edit",
            &href::edit(view.model, &key),
        );
    }
    if view.may.can(view.model, Verb::Delete) {
        parts::button_link(
            &mut out,
            theme::DANGER,
            "trash3",
            "Delete",
            &href::delete(view.model, &key),
        );
    }
    out.finish()
}

fn actions(out: &mut Writer, view: &ShowView<'_>, csrf: &str, key: &Key) {
    let Some(first) = view.actions.first() else { return };
    out.raw("<form class=\"fab-row-actions\" method=\"post\"");
    out.attr("action", &href::act(view.model, first.name)).raw(">");
    parts::csrf(out, csrf);
    out.raw(
        "<input type=\"hidden\" name=\"from\" value=\"row\"><input type=\"hidden\" name=\"key\"",
    );
    out.attr("value", &key.to_segment()).raw(">");
    for action in view.actions {
        out.raw("<button class=\"");
        out.raw(if action.destroys { theme::DANGER } else { theme::SECONDARY }).raw("\"");
        out.attr("formaction", &href::act(view.model, action.name)).raw(">");
        icon::icon(out, action.icon);
        out.text(action.label).raw("</button>");
    }
    out.raw("</form>");
}

fn content(view: &ShowView<'_>, csrf: &str) -> Html {
    let mut out = Writer::new();
    let columns: Vec<&Column> = view.model.columns().show().collect();
    let fieldsets = view.model.fieldsets;
    let part_of = |column: &Column| {
        fieldsets.iter().position(|fieldset| fieldset.fields.contains(&column.field.name))
    };
    out.raw(if view.related.is_empty() {
        "<div class=\"fab-show\">"
    } else {
        "<div class=\"fab-show fab-show-wide\">"
    });
    out.raw("<div class=\"fab-show-main\">");
    for (place, fieldset) in fieldsets.iter().enumerate() {
        let inside: Vec<&Column> =
            columns.iter().copied().filter(|column| part_of(column) == Some(place)).collect();
        facts(&mut out, view, csrf, (fieldset.label, &inside));
    }
    let rest: Vec<&Column> =
        columns.iter().copied().filter(|column| part_of(column).is_none()).collect();
    facts(&mut out, view, csrf, (if fieldsets.is_empty() { "" } else { "More" }, &rest));
    beside(&mut out, view);
    out.raw("</div>");
    related(&mut out, view);
    out.raw("</div>");
    out.finish()
}

fn facts(out: &mut Writer, view: &ShowView<'_>, csrf: &str, (label, columns): (&str, &[&Column])) {
    if columns.is_empty() {
        return;
    }
    out.raw("<section class=\"fab-part\">");
    if !label.is_empty() {
        out.raw("<h2>").text(label).raw("</h2>");
    }
    out.raw("<dl class=\"fab-facts\">");
    for column in columns {
        let target = column.ty.relation.map(|relation| (relation.target)());
        let href = target
            .filter(|target| view.may.can(target, Verb::Show))
            .and_then(|_| parts::target(column, view.row.record));
        let label = view.row.labels.get(column.index).and_then(Option::as_deref);
        out.raw("<div><dt>").text(column.label).raw("</dt><dd>");
        let shown = Shown { column, record: view.row.record, label, href: href.as_deref() };
        value(out, &shown, Room::Page);
        reveal(out, view, csrf, column);
        out.raw("</dd></div>");
    }
    out.raw("</dl></section>");
}

/// What no column holds.
fn beside(out: &mut Writer, view: &ShowView<'_>) {
    if view.facts.is_empty() {
        return;
    }
    out.raw("<section class=\"fab-part\"><dl class=\"fab-facts\">");
    for fact in view.facts {
        out.raw("<div><dt>").text(fact.label).raw("</dt><dd>");
        match fact.text.as_str() {
            "" => empty(out),
            text => {
                out.text(text);
            }
        }
        out.raw("</dd></div>");
    }
    out.raw("</dl></section>");
}

/// The way to what is sealed: a form, because it is put on record.
fn reveal(out: &mut Writer, view: &ShowView<'_>, csrf: &str, column: &Column) {
    let sealed =
        matches!(view.row.record.at(column.index), Value::Sealed(sealed) if !sealed.is_broken());
    if !sealed || !view.may.can(view.model, Verb::Reveal) {
        return;
    }
    let key = view.row.record.key();
    out.raw(" <form class=\"fab-reveal\" method=\"post\"");
    out.attr("action", &href::reveal(view.model, &key, column.name)).raw(">");
    parts::csrf(out, csrf);
    out.raw("<button class=\"").raw(theme::SECONDARY).raw("\">");
    icon::icon(out, "eye");
    out.raw("Reveal<span class=\"").raw(theme::HIDDEN).raw("\"> ").text(column.label);
    out.raw("</span></button></form>");
}

fn related(out: &mut Writer, view: &ShowView<'_>) {
    if view.related.is_empty() {
        return;
    }
    let key = plain_text(view.row.record.key().single());
    out.raw("<section class=\"fab-part fab-related\"><h2>Related</h2><ul>");
    for related in view.related {
        let column = related.model.columns().by_name(related.column);
        out.raw("<li><a")
            .attr("href", &href::list_where(related.model, related.column, &key))
            .raw(">");
        icon::icon(out, related.model.icon.unwrap_or("list-ul"));
        out.raw("<span>").text(related.model.plural);
        let twice =
            view.related.iter().filter(|other| std::ptr::eq(other.model, related.model)).count()
                > 1;
        if let Some(column) = column.filter(|_| twice) {
            out.raw(" <span class=\"fab-unit\">").text(column.label).raw("</span>");
        }
        out.raw("</span>");
        if let Some(count) = related.count {
            out.raw("<span class=\"fab-count\">");
            parts::count(out, count);
            out.raw("</span>");
        }
        out.raw("</a></li>");
    }
    out.raw("</ul></section>");
}
