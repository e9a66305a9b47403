//! Back to a form whose session ended while it was being filled in, or which waited until somebody showed who it is.

use crate::admin::pages::frame::Sheet;
use crate::admin::pages::parts;
use crate::admin::pages::view::ResumeView;
use crate::widgets::{Writer, theme};

pub(super) fn sheet(view: &ResumeView<'_>, csrf: &str) -> Sheet {
    let mut out = Writer::new();
    out.raw("<div class=\"fab-narrow\"><p>");
    out.raw(match (view.proven, view.shown) {
        (true, true) => "Nothing was saved yet. What you typed is still here: look at it again, then save it.",
        (true, false) => "Nothing was done yet. Go on with what you began.",
        (false, _) => "Your session had ended, so nothing was saved. What you typed is still here: look at it again, then save it.",
    });
    out.raw("</p><form method=\"post\" class=\"fab-bar\"").attr("action", view.action).raw(">");
    parts::csrf(&mut out, csrf);
    for (name, value) in view.fields {
        out.raw("<input type=\"hidden\"").attr("name", name).attr("value", value).raw(">");
    }
    out.raw("<button class=\"").raw(theme::PRIMARY).raw("\"");
    out.raw(if view.shown {
        " name=\"_again\" value=\"yes\">Go on with the form"
    } else {
        ">Go on"
    });
    out.raw("</button></form></div>");
    let title = if view.proven { "Thank you, it is you" } else { "You are signed in again" };
    Sheet {
        template: "message.html",
        title: title.to_owned(),
        content: out.finish(),
        ..Sheet::default()
    }
}
