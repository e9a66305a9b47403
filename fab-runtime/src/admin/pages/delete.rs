//! The question whether to delete a row, and what stands in the way.

use crate::admin::pages::frame::Sheet;
use crate::admin::pages::view::{Count, DeleteView, DependentView};
use crate::admin::pages::{href, parts};
use crate::models::{Tone, Verb};
use crate::widgets::{Html, Writer, icon, theme};

pub(super) fn sheet(view: &DeleteView<'_>, csrf: &str) -> Sheet {
    let model = view.model;
    let list = href::list(model);
    let show = href::show(model, view.key);
    Sheet {
        template: "delete.html",
        model: Some(model),
        title: format!("Delete {}", view.title),
        crumbs: parts::crumbs(&[(model.plural, &list), (view.title, &show), ("Delete", "")]),
        content: content(view, csrf),
        ..Sheet::default()
    }
}

fn content(view: &DeleteView<'_>, csrf: &str) -> Html {
    let mut out = Writer::new();
    let label = parts::lower(view.model.label);
    let back = if view.may.can(view.model, Verb::Show) {
        href::show(view.model, view.key)
    } else {
        href::list(view.model)
    };
    out.raw("<div class=\"fab-narrow\">");
    if view.dependents.is_empty() {
        out.raw("<p>Do you want to delete the ").text(&label).raw(" <strong>").text(view.title);
        out.raw("</strong>? Nothing refers to it. This cannot be undone.</p><form method=\"post\" class=\"fab-bar\"");
        out.attr("action", &href::delete(view.model, view.key)).raw(">");
        parts::csrf(&mut out, csrf);
        if let Some(version) = view.version {
            out.raw("<input type=\"hidden\" name=\"_version\"").attr("value", version).raw(">");
        }
        out.raw("<button class=\"btn fab-btn-destroy\">");
        icon::icon(&mut out, "trash3");
        out.raw("Delete ").text(&label).raw("</button><a class=\"fab-cancel\"").attr("href", &back);
        out.raw(">Keep it</a></form>");
    } else {
        out.raw("<div class=\"").raw(theme::notice(Tone::Warning)).raw("\">");
        icon::icon(&mut out, "exclamation-triangle-fill");
        out.raw("<p><strong>").text(view.title);
        out.raw("</strong> cannot be deleted as long as other rows refer to it. Change or delete these first.</p></div>");
        for dependent in view.dependents {
            one(&mut out, view, dependent);
        }
        out.raw("<div class=\"fab-bar\"><a class=\"")
            .raw(theme::SECONDARY)
            .raw("\"")
            .attr("href", &back);
        out.raw(">Go back</a></div>");
    }
    out.raw("</div>");
    out.finish()
}

fn one(out: &mut Writer, view: &DeleteView<'_>, dependent: &DependentView) {
    let model = dependent.model;
    out.raw("<section class=\"fab-part\"><h2>");
    parts::count(out, dependent.count);
    let single = dependent.count == Count::Exact(1);
    out.raw(" ").text(&parts::lower(if single { model.label } else { model.plural }));
    if let Some(column) = model.columns().by_name(dependent.column) {
        out.raw(" <span class=\"fab-unit\">by ").text(&parts::lower(column.label)).raw("</span>");
    }
    out.raw("</h2><ul class=\"fab-plain\">");
    let opens = view.may.can(model, Verb::Show);
    for (key, title) in &dependent.sample {
        out.raw("<li>");
        if opens {
            out.raw("<a").attr("href", &href::show(model, key)).raw(">").text(title).raw("</a>");
        } else {
            out.text(title);
        }
        out.raw("</li>");
    }
    out.raw("</ul>");
    let sampled = u64::try_from(dependent.sample.len()).unwrap_or(u64::MAX);
    let more = match dependent.count {
        Count::Exact(count) => count > sampled,
        Count::MoreThan(_) => true,
    };
    if more && view.may.can(model, Verb::List) {
        let key = crate::models::plain_text(view.key.single());
        out.raw("<p><a").attr("href", &href::list_where(model, dependent.column, &key));
        out.raw(">Show all of them</a></p>");
    }
    out.raw("</section>");
}
