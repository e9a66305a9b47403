//! A page that only says something.

use crate::admin::pages::frame::Sheet;
use crate::admin::pages::href;
use crate::admin::pages::view::MessageView;
use crate::widgets::{Html, Writer, theme};

pub(super) fn sheet(view: &MessageView<'_>) -> Sheet {
    let (title, text) = words(view.status);
    let title = if view.title.is_empty() { title } else { view.title };
    let text = if view.text.is_empty() { text } else { view.text };
    Sheet {
        template: "message.html",
        title: title.to_owned(),
        content: content(view, text),
        failed: view.status >= 400,
        ..Sheet::default()
    }
}

fn content(view: &MessageView<'_>, text: &str) -> Html {
    let mut out = Writer::new();
    let back = if view.back.is_empty() { href::INDEX } else { view.back };
    out.raw("<div class=\"fab-message\"><p>")
        .text(text)
        .raw("</p><p><a class=\"")
        .raw(theme::PRIMARY);
    out.raw("\"").attr("href", back).raw(">");
    out.raw(if view.back.is_empty() { "Go to the home page" } else { "Go back" });
    out.raw("</a></p>");
    if view.status >= 400 {
        out.raw("<p class=\"fab-unit\">Status ").display(view.status).raw("</p>");
    }
    out.raw("</div>");
    out.finish()
}

const fn words(status: u16) -> (&'static str, &'static str) {
    match status {
        400 => (
            "That request cannot be read",
            "Something in it is incomplete. Go back and try once more.",
        ),
        401 => ("Please sign in", "Your session has ended, or there was none."),
        403 => (
            "You may not open this",
            "None of your roles allows it. An administrator can change that.",
        ),
        404 => ("Nothing is here", "The page or the row does not exist, or you may not see it."),
        405 => {
            ("This address answers other requests", "It exists, but not for what was asked of it.")
        }
        408 | 504 => (
            "This took too long",
            "The request was stopped. Try again, perhaps with fewer rows or a narrower search.",
        ),
        409 => (
            "Somebody else was faster",
            "The row was changed meanwhile. Open it again to see its present state.",
        ),
        413 => ("That is too large", "Send less at once."),
        414 => ("That address is too long", "Use fewer filters."),
        415 => ("That cannot be read here", "Only forms are accepted."),
        421 => ("This is another site", "The address belongs to no site that is served here."),
        422 => ("Something in the form is wrong", "Go back and look at the marked fields."),
        429 => ("Too many attempts", "Wait a little and try again."),
        503 => ("The database cannot be reached", "Try again in a moment."),
        200..=399 => ("Done", ""),
        _ => (
            "Something went wrong",
            "It is not your fault, and it has been noted. Give the request number below to whoever runs this site.",
        ),
    }
}
