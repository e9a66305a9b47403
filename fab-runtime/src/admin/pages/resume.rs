//! Back to a form whose session ended while it was being filled in.

use crate::admin::pages::frame::Sheet;
use crate::admin::pages::parts;
use crate::admin::pages::view::ResumeView;
use crate::widgets::{Writer, theme};

pub(super) fn sheet(view: &ResumeView<'_>, csrf: &str) -> Sheet {
    let mut out = Writer::new();
    out.raw("<div class=\"fab-narrow\"><p>Your session had ended, so nothing was saved. ");
    out.raw("What you typed is still here: look at it again, then save it.</p>");
    out.raw("<form method=\"post\" class=\"fab-bar\"").attr("action", view.action).raw(">");
    parts::csrf(&mut out, csrf);
    for (name, value) in view.fields {
        out.raw("<input type=\"hidden\"").attr("name", name).attr("value", value).raw(">");
    }
    out.raw("<button class=\"").raw(theme::PRIMARY).raw("\" name=\"_again\" value=\"yes\">");
    out.raw("Go on with the form</button></form></div>");
    Sheet {
        template: "message.html",
        title: "You are signed in again".to_owned(),
        content: out.finish(),
        ..Sheet::default()
    }
}
