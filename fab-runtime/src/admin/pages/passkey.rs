//! How does a page ask for a passkey? By a form that a script fills in; without scripts it says that it cannot.

use crate::admin::assets;
use crate::admin::pages::lines::{self, Line};
use crate::models::Violations;
use crate::widgets::{Writer, icon, theme};

/// What is asked, and how.
pub(super) struct Ask<'a> {
    /// Where the browser learns what to ask the device.
    pub(super) options: &'static str,
    /// Where the answer is sent, as `credential`.
    pub(super) action: &'a str,
    /// Whether the device makes a passkey.
    pub(super) creates: bool,
    /// Whether passkeys stand among the names that the browser offers to fill in.
    pub(super) autofill: bool,
    /// What stands on the button.
    pub(super) label: &'static str,
    /// What the form asks besides.
    pub(super) lines: &'a [Line<'a>],
    /// What the form sends besides.
    pub(super) fields: &'a [(&'static str, &'a str)],
    /// What is wrong, by the name of the control.
    pub(super) violations: &'a Violations,
}

/// The form, and the script that it needs and no other page does.
pub(super) fn ask(out: &mut Writer, ask: &Ask<'_>, csrf: &str) {
    out.raw("<script type=\"module\"").attr("src", assets::href("passkey.js")).raw("></script>");
    out.raw("<fab-passkey class=\"fab-passkey\"").attr("data-options", ask.options);
    out.flag("data-create", ask.creates).flag("data-autofill", ask.autofill).raw(">");
    lines::form(out, ask.action, csrf, ask.lines, ask.violations);
    for (name, value) in ask.fields.iter().filter(|(_, value)| !value.is_empty()) {
        out.raw("<input type=\"hidden\"").attr("name", name).attr("value", value).raw(">");
    }
    out.raw("<input type=\"hidden\" name=\"credential\" value=\"\">");
    out.raw("<button class=\"");
    out.raw(if ask.autofill { theme::SECONDARY } else { theme::PRIMARY });
    out.raw(" fab-wide\" data-with hidden>");
    icon::icon(out, "key");
    out.raw(ask.label).raw("</button>");
    out.raw("<p class=\"fab-passkey-status\" data-status role=\"status\" hidden></p><p class=\"");
    out.raw(theme::HELP)
        .raw("\" data-without>Passkeys need JavaScript, and a browser that knows them.</p>");
    out.raw("</form></fab-passkey>");
}
