//! The first page: what there is.

use crate::admin::pages::frame::Sheet;
use crate::admin::pages::view::{IndexEntry, IndexView};
use crate::admin::pages::{href, parts};
use crate::widgets::{Html, Writer, icon, theme};

pub(super) fn sheet(view: &IndexView<'_>, app: &str) -> Sheet {
    Sheet {
        template: "index.html",
        title: app.to_owned(),
        content: content(view),
        ..Sheet::default()
    }
}

fn content(view: &IndexView<'_>) -> Html {
    let mut out = Writer::new();
    if view.models.is_empty() {
        out.raw("<div class=\"fab-nothing\">");
        icon::icon(&mut out, "inbox");
        out.raw(
            "<h2>Nothing is open to you yet</h2><p>An administrator can give you a role.</p></div>",
        );
        return out.finish();
    }
    let mut groups: Vec<(&str, Vec<&IndexEntry>)> = Vec::new();
    for entry in view.models {
        let menu = entry.model.menu.unwrap_or_default();
        match groups.iter_mut().find(|(label, _)| *label == menu) {
            Some((_, entries)) => entries.push(entry),
            None => groups.push((menu, vec![entry])),
        }
    }
    for (label, entries) in groups {
        out.raw("<section class=\"fab-index\">");
        if !label.is_empty() {
            out.raw("<h2>").text(label).raw("</h2>");
        }
        out.raw(if label.is_empty() {
            "<h2 class=\"visually-hidden\">Overview</h2><ul>"
        } else {
            "<ul>"
        });
        for entry in entries {
            tile(&mut out, entry);
        }
        out.raw("</ul></section>");
    }
    out.finish()
}

fn tile(out: &mut Writer, entry: &IndexEntry) {
    let model = entry.model;
    out.raw("<li class=\"fab-tile\"><span class=\"fab-tile-icon\">");
    icon::icon(out, model.icon.unwrap_or("table"));
    out.raw("</span><div><h3><a")
        .attr("href", &href::list(model))
        .raw(">")
        .text(model.plural)
        .raw("</a>");
    if let Some(count) = entry.count {
        out.raw(" <span class=\"fab-count\">");
        parts::count(out, count);
        out.raw("</span>");
    }
    out.raw("</h3>");
    if !model.help.is_empty() {
        out.raw("<p>").text(model.help).raw("</p>");
    }
    out.raw("</div>");
    if entry.can_add {
        out.raw("<a class=\"")
            .raw(theme::SECONDARY)
            .raw(" fab-tile-add\"")
            .attr("href", &href::add(model))
            .raw(">");
        icon::icon(out, "plus-lg");
        out.raw("Add<span class=\"visually-hidden\"> ")
            .text(&parts::lower(model.label))
            .raw("</span></a>");
    }
    out.raw("</li>");
}
