//! What stands in one sealed cell, in the clear: on a page of its own, and nowhere else.

use crate::admin::pages::frame::Sheet;
use crate::admin::pages::view::RevealView;
use crate::admin::pages::{href, parts};
use crate::widgets::value::opened;
use crate::widgets::{Html, Writer, icon, theme};

pub(super) fn sheet(view: &RevealView<'_>) -> Sheet {
    let (model, back) = (view.model, href::show(view.model, view.key));
    Sheet {
        template: "show.html",
        model: Some(model),
        title: format!("{} of {}", view.column.label, view.title),
        lead: "That you looked at it stands in the audit log.".to_owned(),
        crumbs: parts::crumbs(&[
            (model.plural, &href::list(model)),
            (view.title, &back),
            (view.column.label, ""),
        ]),
        content: content(view, &back),
        ..Sheet::default()
    }
}

fn content(view: &RevealView<'_>, back: &str) -> Html {
    let mut out = Writer::new();
    out.raw("<div class=\"fab-show\"><div class=\"fab-show-main\"><section class=\"fab-part\">");
    out.raw("<dl class=\"fab-facts\"><div><dt>").text(view.column.label).raw("</dt><dd>");
    opened(&mut out, view.column, view.cell);
    out.raw("</dd></div></dl></section><div class=\"fab-bar\"><a class=\"");
    out.raw(theme::SECONDARY).raw("\"").attr("href", back).raw(">");
    icon::icon(&mut out, "lock");
    out.raw("Hide</a></div></div></div>");
    out.finish()
}
