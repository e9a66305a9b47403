//! Which file shall the rows of a list become, and how many rows would it have?

use crate::admin::pages::frame::Sheet;
use crate::admin::pages::view::{Count, ExportView};
use crate::admin::pages::{href, parts};
use crate::models::{Tone, Verb};
use crate::widgets::number::grouped;
use crate::widgets::{Html, Writer, icon, theme};

pub(super) fn sheet(view: &ExportView<'_>, csrf: &str) -> Sheet {
    let model = view.model;
    let list = href::list_at(model, &view.state.first_page());
    let list = if view.may.can(model, Verb::List) { list } else { href::INDEX.to_owned() };
    Sheet {
        template: "export.html",
        model: Some(model),
        title: format!("Export {}", parts::lower(model.plural)),
        crumbs: parts::crumbs(&[(model.plural, &list), ("Export", "")]),
        content: content(view, csrf, &list),
        ..Sheet::default()
    }
}

fn content(view: &ExportView<'_>, csrf: &str, list: &str) -> Html {
    let mut out = Writer::new();
    out.raw("<div class=\"fab-narrow\">");
    let is_narrowed = !view.state.search.is_empty() || !view.state.filters.is_empty();
    if !view.problems.is_empty() {
        notice(&mut out, |out| {
            out.raw("A filter cannot be read, so nobody knows which rows you mean. ");
            out.raw("Correct or remove it first.");
        });
    } else if matches!(view.count, Count::MoreThan(_)) {
        notice(&mut out, |out| {
            out.raw("These are more rows than a file may have: ");
            out.text(&grouped(&view.limit.to_string()));
            out.raw(". Narrow the list by search or filters first.");
        });
    } else {
        out.raw("<p><strong>");
        parts::count(&mut out, view.count);
        let single = view.count == Count::Exact(1);
        let noun = if single { view.model.label } else { view.model.plural };
        out.raw(" ").text(&parts::lower(noun)).raw("</strong>, ");
        out.raw(if is_narrowed {
            "those that match the search and the filters of the list"
        } else {
            "the whole list"
        });
        out.raw(", on all its pages and in its order. A file has at most ");
        out.text(&grouped(&view.limit.to_string())).raw(" rows.</p>");
    }
    out.raw("<p>Each row has these fields: ");
    for (place, name) in view.fields.iter().enumerate() {
        out.raw(if place > 0 { ", <code>" } else { "<code>" }).text(name).raw("</code>");
    }
    out.raw(".</p>");
    let possible = view.problems.is_empty() && matches!(view.count, Count::Exact(_));
    if possible && !view.sealed.is_empty() {
        posted(&mut out, view, csrf, list);
        out.raw("</div>");
        return out.finish();
    }
    out.raw("<div class=\"fab-bar\">");
    if possible {
        for (place, (word, label)) in view.formats.iter().enumerate() {
            out.raw("<a class=\"").raw(if place == 0 { theme::PRIMARY } else { theme::SECONDARY });
            out.raw("\" download");
            out.attr("href", &href::export_as(view.model, word, view.state)).raw(">");
            icon::icon(&mut out, "download");
            out.raw("Download ").text(label).raw("</a>");
        }
    }
    out.raw("<a class=\"fab-cancel\"").attr("href", list).raw(">Back</a></div></div>");
    out.finish()
}

/// The choice for those who may also have what is sealed: a form, because an address is kept in logs and histories.
fn posted(out: &mut Writer, view: &ExportView<'_>, csrf: &str, list: &str) {
    out.raw("<form method=\"post\"");
    let first = view.formats.first().map_or("", |(word, _)| *word);
    out.attr("action", &href::export_as(view.model, first, view.state)).raw(">");
    parts::csrf(out, csrf);
    out.raw("<p><input class=\"").raw(theme::CHECK);
    out.raw("\" type=\"checkbox\" id=\"sealed\" name=\"sealed\" value=\"yes\"> ");
    out.raw("<label for=\"sealed\">With sealed values: ");
    for (place, name) in view.sealed.iter().enumerate() {
        out.raw(if place > 0 { ", <code>" } else { "<code>" }).text(name).raw("</code>");
    }
    out.raw("</label></p><div class=\"fab-bar\">");
    for (place, (word, label)) in view.formats.iter().enumerate() {
        out.raw("<button class=\"");
        out.raw(if place == 0 { theme::PRIMARY } else { theme::SECONDARY }).raw("\"");
        out.attr("formaction", &href::export_as(view.model, word, view.state)).raw(">");
        icon::icon(out, "download");
        out.raw("Download ").text(label).raw("</button>");
    }
    out.raw("<a class=\"fab-cancel\"").attr("href", list).raw(">Back</a></div></form>");
}

fn notice(out: &mut Writer, words: impl FnOnce(&mut Writer)) {
    out.raw("<div class=\"").raw(theme::notice(Tone::Warning)).raw("\">");
    icon::icon(out, "exclamation-triangle-fill");
    out.raw("<p>");
    words(out);
    out.raw("</p></div>");
}
