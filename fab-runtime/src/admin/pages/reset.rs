//! Where a link is made by which somebody else chooses a new password, and shown this once.

use crate::admin::pages::frame::Sheet;
use crate::admin::pages::parts;
use crate::admin::pages::view::ResetLinkView;
use crate::widgets::{Html, Writer, icon, theme};

pub(super) fn sheet(view: &ResetLinkView<'_>, csrf: &str) -> Sheet {
    Sheet {
        template: "password.html",
        title: format!("A link for {}", view.user),
        lead: "Whoever opens it chooses a new password; then all sessions of this user end, and their tokens for programs work no more."
            .to_owned(),
        crumbs: parts::crumbs(&[(view.user, view.back), ("Reset link", "")]),
        content: content(view, csrf),
        ..Sheet::default()
    }
}

fn content(view: &ResetLinkView<'_>, csrf: &str) -> Html {
    let mut out = Writer::new();
    out.raw("<div class=\"fab-narrow\">");
    match view.made {
        Some((link, until)) => made(&mut out, view, link, until),
        None => question(&mut out, view, csrf),
    }
    out.raw("</div>");
    out.finish()
}

fn made(out: &mut Writer, view: &ResetLinkView<'_>, link: Option<&str>, until: &str) {
    if let Some(link) = link {
        out.raw("<p><label class=\"").raw(theme::LABEL).raw("\" for=\"link\">The link</label>");
        out.raw("<input id=\"link\" class=\"").raw(theme::INPUT_CODE).raw("\" readonly");
        out.attr("value", link).raw("></p><p>It works once, until <strong>").text(until);
        out.raw("</strong>, and is shown only now. Give it to nobody but ");
        out.text(view.user).raw(".</p>");
    } else {
        out.raw("<p>A link is on its way to <strong>").text(view.address.unwrap_or_default());
        out.raw("</strong>. It works once, until <strong>").text(until).raw("</strong>.</p>");
    }
    out.raw("<div class=\"fab-bar\"><a class=\"").raw(theme::SECONDARY);
    out.raw("\"").attr("href", view.back).raw(">Done</a></div>");
}

fn question(out: &mut Writer, view: &ResetLinkView<'_>, csrf: &str) {
    out.raw("<p>It works once, for ").text(view.life);
    out.raw(". Links that were made for this user before stop working.</p>");
    out.raw("<form method=\"post\" class=\"fab-bar\"").attr("action", view.action).raw(">");
    parts::csrf(out, csrf);
    if let Some(address) = view.address {
        out.raw("<button name=\"do\" value=\"send\" class=\"").raw(theme::PRIMARY).raw("\">");
        icon::icon(out, "envelope");
        out.raw("Send it to ").text(address).raw("</button>");
    }
    out.raw("<button name=\"do\" value=\"show\" class=\"");
    out.raw(if view.address.is_some() { theme::SECONDARY } else { theme::PRIMARY }).raw("\">");
    icon::icon(out, "link-45deg");
    out.raw("Make a link</button><a class=\"fab-cancel\"").attr("href", view.back);
    out.raw(">Cancel</a></form>");
}
