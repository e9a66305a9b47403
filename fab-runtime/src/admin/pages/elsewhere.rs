//! The buttons of those who sign people in elsewhere, and the page on the way there.

use crate::admin::pages::frame::Sheet;
use crate::admin::pages::view::{LeaveView, LoginView};
use crate::admin::pages::{href, parts};
use crate::widgets::{Writer, theme};

/// One form for each provider.
pub(super) fn buttons(out: &mut Writer, view: &LoginView<'_>, csrf: &str) {
    if view.providers.is_empty() {
        return;
    }
    out.raw("<div class=\"fab-elsewhere\" role=\"group\" aria-label=\"Other ways to sign in\">");
    out.raw("<p class=\"fab-unit\">or</p>");
    for (name, label) in view.providers {
        out.raw("<form method=\"post\"").attr("action", &href::with(name)).raw(">");
        parts::csrf(out, csrf);
        if !view.next.is_empty() {
            out.raw("<input type=\"hidden\" name=\"next\"").attr("value", view.next).raw(">");
        }
        out.raw("<button class=\"").raw(theme::SECONDARY).raw(" fab-wide\">");
        out.raw("Sign in with ").text(label).raw("</button></form>");
    }
    out.raw("</div>");
}

pub(super) fn leave(view: &LeaveView<'_>) -> Sheet {
    let mut out = Writer::new();
    out.raw("<div class=\"fab-message\"><p>You sign in there and come back. ");
    out.raw("If nothing happens, go on by yourself.</p><p><a class=\"").raw(theme::PRIMARY);
    out.raw("\" rel=\"noreferrer\"").attr("href", view.url).raw(">Go on to ").text(view.label);
    out.raw("</a></p></div>");
    Sheet {
        template: "message.html",
        title: format!("On the way to {}", view.label),
        content: out.finish(),
        ..Sheet::default()
    }
}
