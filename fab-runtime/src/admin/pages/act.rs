//! The question whether to do something with many rows.

use crate::admin::pages::frame::Sheet;
use crate::admin::pages::view::{ActView, Count};
use crate::admin::pages::{href, parts};
use crate::models::{Tone, Verb};
use crate::widgets::number::grouped;
use crate::widgets::{Html, Writer, icon, theme};

pub(super) fn sheet(view: &ActView<'_>, csrf: &str) -> Sheet {
    let model = view.model;
    let may_list = view.may.can(model, Verb::List);
    let list = if may_list { href::list(model) } else { href::INDEX.to_owned() };
    Sheet {
        template: "action.html",
        model: Some(model),
        title: format!("{}: {}", view.action.label, parts::lower(model.plural)),
        crumbs: parts::crumbs(&[(model.plural, &list), (view.action.label, "")]),
        content: content(view, csrf),
        failed: view.error.is_some(),
        ..Sheet::default()
    }
}

fn content(view: &ActView<'_>, csrf: &str) -> Html {
    let mut out = Writer::new();
    out.raw("<div class=\"fab-narrow\">");
    if let Some(error) = view.error {
        notice(&mut out, Tone::Danger, error);
    }
    if let Count::MoreThan(most) = view.count {
        let most = most.to_string();
        let most = grouped(&most);
        let text = format!("These are more than {most} rows, which is too many to do at once.");
        notice(&mut out, Tone::Warning, &text);
    } else {
        ask(&mut out, view, csrf);
    }
    out.raw("</div>");
    out.finish()
}

fn ask(out: &mut Writer, view: &ActView<'_>, csrf: &str) {
    out.raw("<p>").text(view.action.label).raw(": <strong>");
    rows(out, view);
    out.raw("</strong>? ").text(view.question).raw("</p>");
    if view.missing > 0 {
        let verb = if view.missing == 1 { "is" } else { "are" };
        let text = format!("{} of the ticked rows {verb} not there any more.", view.missing);
        notice(out, Tone::Warning, &text);
    }
    out.raw("<ul class=\"fab-plain\">");
    let opens = view.may.can(view.model, Verb::Show);
    for (key, title) in view.sample {
        out.raw("<li>");
        if opens {
            out.raw("<a").attr("href", &href::show(view.model, key)).raw(">");
            out.text(title).raw("</a>");
        } else {
            out.text(title);
        }
        out.raw("</li>");
    }
    let named = u64::try_from(view.sample.len()).unwrap_or(u64::MAX);
    if let Count::Exact(count) = view.count
        && count > named
    {
        out.raw("<li>and ").text(&grouped(&(count - named).to_string())).raw(" more</li>");
    }
    out.raw("</ul><form method=\"post\" class=\"fab-bar\"");
    out.attr("action", &href::act(view.model, view.action.name)).raw(">");
    parts::csrf(out, csrf);
    for (name, value) in view.fields {
        out.raw("<input type=\"hidden\"").attr("name", name).attr("value", value).raw(">");
    }
    out.raw("<button class=\"");
    out.raw(if view.action.destroys { "btn fab-btn-destroy" } else { theme::PRIMARY }).raw("\">");
    icon::icon(out, view.action.icon);
    out.text(view.action.label).raw(" (");
    rows(out, view);
    out.raw(")</button><a class=\"fab-cancel\"").attr("href", view.back).raw(">Back</a></form>");
}

fn rows(out: &mut Writer, view: &ActView<'_>) {
    parts::count(out, view.count);
    let single = view.count == Count::Exact(1);
    let noun = if single { view.model.label } else { view.model.plural };
    out.raw(" ").text(&parts::lower(noun));
}

fn notice(out: &mut Writer, tone: Tone, text: &str) {
    out.raw("<div class=\"").raw(theme::notice(tone)).raw("\" role=\"alert\">");
    icon::icon(out, "exclamation-triangle-fill");
    out.raw("<p>").text(text).raw("</p></div>");
}
