//! Where somebody says to which address a link goes: to a new password, to an account, to another address.

use crate::admin::pages::frame::Sheet;
use crate::admin::pages::lines::{Line, form, password, save};
use crate::admin::pages::view::{AddressView, Asks, ConfirmView};
use crate::admin::pages::{href, parts};
use crate::models::Violations;
use crate::widgets::Writer;

pub(super) fn sheet(view: &AddressView<'_>, csrf: &str) -> Sheet {
    let mut out = Writer::new();
    let email = Line {
        name: "email",
        label: "E-mail address",
        kind: "email",
        autocomplete: "email",
        text: view.typed,
        help: String::new(),
    };
    let (template, title, lead, crumbs) = match view.asks {
        Asks::Forgotten => {
            let account = Line {
                name: "account",
                label: "User name or e-mail address",
                kind: "text",
                autocomplete: "username",
                ..email
            };
            form(&mut out, href::FORGOTTEN, csrf, &[account], view.violations);
            button(&mut out, "Send a link");
            let lead = "A link to a new password goes to the address of your account. It works once and not for long.";
            ("setup.html", "Forgotten your password?", lead, Vec::new())
        }
        Asks::Register => {
            form(&mut out, href::REGISTER, csrf, &[email], view.violations);
            button(&mut out, "Send a link");
            let lead = "A link goes to this address, which is also your user name. There you choose a password.";
            ("setup.html", "Create an account", lead, Vec::new())
        }
        Asks::Change => {
            let help = match view.present {
                "" => "Your account has none yet.".to_owned(),
                present => format!("It is {present} until the new one is confirmed."),
            };
            let label = "New e-mail address";
            let lines = [
                Line { label, help, ..email },
                password("current", "Your password", "current-password"),
            ];
            form(&mut out, href::EMAIL, csrf, &lines, view.violations);
            save(&mut out, "Send a link", href::INDEX);
            let lead = match view.present {
                "" => "A link goes to the address; it counts once you have followed it.",
                _ => "A link goes to the new address, and word of it to the old one.",
            };
            let crumbs = parts::crumbs(&[("E-mail address", "")]);
            ("password.html", "Change e-mail address", lead, crumbs)
        }
    };
    Sheet {
        template,
        title: title.to_owned(),
        lead: lead.to_owned(),
        crumbs,
        content: out.finish(),
        failed: !view.violations.is_empty(),
        ..Sheet::default()
    }
}

/// The way back stands beneath, for those who are not signed in.
fn button(out: &mut Writer, label: &'static str) {
    out.raw("<button class=\"btn btn-primary fab-wide\">").raw(label).raw("</button></form>");
    out.raw("<p class=\"fab-forgotten\"><a").attr("href", href::LOGIN).raw(">Sign in</a></p>");
}

/// Opening a link must not be enough: programs that read mail open them as well.
pub(super) fn confirm(view: &ConfirmView<'_>, csrf: &str) -> Sheet {
    let mut out = Writer::new();
    form(&mut out, &href::setup(view.token), csrf, &[], &Violations::new());
    out.raw("<button class=\"btn btn-primary fab-wide\">Confirm</button></form>");
    Sheet {
        template: "setup.html",
        title: "Confirm your address".to_owned(),
        lead: format!("From then on {} is the address of your account.", view.address),
        content: out.finish(),
        ..Sheet::default()
    }
}
