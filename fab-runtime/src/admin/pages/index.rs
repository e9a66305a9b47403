//! The first page: what there is.

use crate::admin::pages::frame::Sheet;
use crate::admin::pages::view::{IndexView, May, MenuItem};
use crate::admin::pages::{href, parts};
use crate::models::Verb;
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
    if view.menu.is_empty() {
        out.raw("<div class=\"fab-nothing\">");
        icon::icon(&mut out, "inbox");
        out.raw(
            "<h2>Nothing is open to you yet</h2><p>An administrator can give you a role.</p></div>",
        );
        return out.finish();
    }
    for group in view.menu {
        out.raw("<section class=\"fab-index\">");
        if group.label.is_empty() {
            out.raw("<h2 class=\"visually-hidden\">Overview</h2><ul>");
        } else {
            out.raw("<h2>").text(&group.label).raw("</h2><ul>");
        }
        for item in &group.items {
            tile(&mut out, item, view.may);
        }
        out.raw("</ul></section>");
    }
    out.finish()
}

fn tile(out: &mut Writer, item: &MenuItem, may: May<'_>) {
    out.raw("<li class=\"fab-tile\"><span class=\"fab-tile-icon\">");
    icon::icon(out, item.icon);
    out.raw("</span><div><h3><a")
        .attr("href", &item.href)
        .raw(">")
        .text(item.label)
        .raw("</a></h3>");
    if !item.about.is_empty() {
        out.raw("<p>").text(item.about).raw("</p>");
    }
    out.raw("</div>");
    if let Some(model) = item.model.filter(|model| may.can(model, Verb::Add)) {
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
