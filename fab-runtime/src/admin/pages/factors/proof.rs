//! The question for a proof: a code, a backup code or the password; at the sign-in, or once more within a session.

use chrono::{DateTime, Utc};

use crate::admin::pages::factors::TEMPLATE;
use crate::admin::pages::frame::Sheet;
use crate::admin::pages::lines::{self, Line};
use crate::admin::pages::passkey::{self, Ask};
use crate::admin::pages::view::{Frame, Proof, ProofView, WayLine};
use crate::admin::pages::{href, parts};
use crate::models::{Tone, Violations};
use crate::widgets::{Writer, icon, theme};

pub(in crate::admin::pages) fn proof(view: &ProofView<'_>, frame: &Frame<'_>) -> Sheet {
    let mut out = Writer::new();
    out.raw("<div class=\"fab-proof\">");
    locked(&mut out, view);
    own_mailbox(&mut out, view);
    explanation(&mut out, view);
    let along = [("way", view.way), ("next", view.next), ("typed", view.typed)];
    if view.proof == Proof::Passkey {
        let ask = Ask {
            options: href::PASSKEY_OPTIONS,
            action: view.action,
            creates: false,
            autofill: false,
            label: "Use a passkey",
            lines: &[],
            fields: &along,
            violations: view.violations,
        };
        refused(&mut out, view);
        passkey::ask(&mut out, &ask, frame.csrf);
        if !view.others.is_empty() {
            lines::form(&mut out, view.action, frame.csrf, &[], &Violations::new());
            hidden(&mut out, &along);
            others(&mut out, view.others);
            out.raw("</form>");
        }
    } else if !matches!(view.proof, Proof::Elsewhere | Proof::Closed) {
        let asked = asked(view, frame);
        let none = Violations::new();
        let violations = if asked.is_empty() { &none } else { view.violations };
        if asked.is_empty() {
            refused(&mut out, view);
        }
        lines::form(&mut out, view.action, frame.csrf, &asked, violations);
        hidden(&mut out, &along);
        trust(&mut out, view);
        buttons(&mut out, view);
        others(&mut out, view.others);
        out.raw("</form>");
    }
    let leave = match (view.again, view.proof) {
        (false, _) => Some("Sign in as somebody else"),
        (true, Proof::Elsewhere) => Some("Sign out"),
        (true, _) => None,
    };
    if let Some(leave) = leave {
        out.raw("<form method=\"post\" class=\"fab-forgotten\"").attr("action", href::LOGOUT);
        out.raw(">");
        parts::csrf(&mut out, frame.csrf);
        out.raw("<button class=\"fab-link\">").raw(leave).raw("</button></form>");
    }
    out.raw("</div>");
    let (title, crumbs) = if view.again {
        ("Confirm that it is you", parts::crumbs(&[("Confirm", "")]))
    } else {
        ("One more step", Vec::new())
    };
    Sheet {
        template: TEMPLATE,
        title: title.to_owned(),
        lead: lead(view).to_owned(),
        crumbs,
        content: out.finish(),
        failed: !view.violations.is_empty(),
        ..Sheet::default()
    }
}

fn hidden(out: &mut Writer, fields: &[(&str, &str)]) {
    for (name, text) in fields.iter().filter(|(_, text)| !text.is_empty()) {
        out.raw("<input type=\"hidden\"").attr("name", name).attr("value", text).raw(">");
    }
}

/// What went wrong with a passkey or with the sending: there is no control at which it could stand.
fn refused(out: &mut Writer, view: &ProofView<'_>) {
    if let Some(violation) = view.violations.of("code").first() {
        lines::refusal(out, Some(&format!("{}.", violation.message())));
    }
}

const fn lead(view: &ProofView<'_>) -> &'static str {
    match (view.again, view.typed.is_empty()) {
        (true, _) if matches!(view.proof, Proof::Elsewhere) => {
            "What you are about to do asks for a fresh proof. Nothing was done yet."
        }
        (false, _) if view.by_password => "Your password was right. Now show that it is you.",
        (false, _) => "The first step is done. Now show that it is you.",
        (true, true) => "What you are about to do asks for a fresh proof.",
        (true, false) => {
            "What you are about to do asks for a fresh proof. What you typed is kept; nothing was done yet."
        }
    }
}

/// What happened to a factor that is no way in any more, and how it becomes one again.
fn locked(out: &mut Writer, view: &ProofView<'_>) {
    if view.locked.is_empty() {
        return;
    }
    out.raw("<div class=\"").raw(theme::notice(Tone::Warning)).raw("\">");
    icon::icon(out, "lock");
    out.raw("<p role=\"alert\">Too many wrong codes: ").text(&view.locked.join(", "));
    out.raw(if view.locked.len() == 1 { " is locked" } else { " are locked" });
    out.raw(if view.open {
        ". Show in another way that it is you, and unlock it under “Sign-in and security”."
    } else {
        ", and there is no other way. Ask an administrator to take it away, so that you can set up a new one."
    });
    out.raw("</p></div>");
}

/// Which factor is none, because its codes would go where links to a new password go.
fn own_mailbox(out: &mut Writer, view: &ProofView<'_>) {
    if view.own_mailbox.is_empty() {
        return;
    }
    out.raw("<div class=\"").raw(theme::notice(Tone::Warning)).raw("\">");
    icon::icon(out, "envelope");
    out.raw("<p role=\"alert\">No code is sent to ").text(&view.own_mailbox.join(", "));
    out.raw(": links to a new password go to the same mailbox");
    out.raw(if view.open {
        ". Show in another way that it is you, and set up another factor under “Sign-in and security”."
    } else {
        ", and there is no other way. Ask an administrator to take it away, so that you can set up a new one."
    });
    out.raw("</p></div>");
}

fn explanation(out: &mut Writer, view: &ProofView<'_>) {
    match view.proof {
        Proof::App => {
            out.raw("<p>Open your authenticator app and type the code that it shows");
            if !view.name.is_empty() {
                out.raw(" for <strong>").text(view.name).raw("</strong>");
            }
            out.raw(".</p>");
        }
        Proof::Sent { to, sent: None } => {
            out.raw("<p>A code is sent to <strong>")
                .text(to)
                .raw("</strong> when you ask for it.</p>");
        }
        Proof::Sent { to, sent: Some((until, _)) } => {
            out.raw("<p role=\"status\">A code was sent to <strong>").text(to);
            out.raw("</strong>. It works until ");
            clock(out, until);
            out.raw(".</p>");
        }
        Proof::Unsendable { to } => {
            out.raw("<p>No codes can be sent to <strong>")
                .text(to)
                .raw("</strong> at the moment. ");
            out.raw(if view.others.is_empty() {
                "Try again later, or ask an administrator."
            } else {
                "Use another way that you set up before, or try again later."
            });
            out.raw("</p>");
        }
        Proof::Passkey => {
            out.raw("<p>Your device will ask that it is you who holds it.</p>");
        }
        Proof::Backup => {
            out.raw("<p>Type one of the backup codes that you kept. Each works once.</p>");
        }
        Proof::Password => {
            out.raw("<p>Type your password once more.</p>");
        }
        Proof::Elsewhere => {
            out.raw("<p>You have no password here, and no second factor. Sign out, sign in again the way you did, ");
            out.raw("and go on at once. With a second factor, set up right after signing in, a code does.</p>");
        }
        // Why, was said above.
        Proof::Closed => {}
    }
}

fn asked<'a>(view: &ProofView<'a>, frame: &Frame<'a>) -> Vec<Line<'a>> {
    match view.proof {
        Proof::App => vec![lines::code_at_once("Code from the app")],
        Proof::Passkey
        | Proof::Unsendable { .. }
        | Proof::Sent { sent: None, .. }
        | Proof::Elsewhere
        | Proof::Closed => Vec::new(),
        Proof::Sent { .. } => vec![lines::code_at_once("Code from the message")],
        Proof::Backup => vec![Line {
            name: "code",
            label: "Backup code",
            kind: "text",
            autocomplete: "off",
            text: "",
            help: "With or without the dashes.".to_owned(),
        }],
        Proof::Password => vec![
            lines::username_of(frame.user.unwrap_or_default()),
            lines::password("password", "Password", "current-password"),
        ],
    }
}

/// The box for who wants to be asked for a code less often. Not ticked by itself.
fn trust(out: &mut Writer, view: &ProofView<'_>) {
    let unsent = matches!(view.proof, Proof::Sent { sent: None, .. } | Proof::Unsendable { .. });
    let Some(life) = view.trust.filter(|_| !view.again && !unsent) else { return };
    out.raw("<div class=\"form-check\"><input class=\"").raw(theme::CHECK);
    out.raw("\" type=\"checkbox\" id=\"trust\" name=\"trust\" value=\"yes\"><label class=\"");
    out.raw(theme::CHECK_LABEL).raw("\" for=\"trust\">");
    out.raw("Do not ask for a code on this device for ");
    let hours = life.as_secs().div_ceil(60 * 60);
    match (hours / 24, hours % 24) {
        (1, 0) => out.raw("1 day"),
        (days, 0) => out.display(days).raw(" days"),
        (0, 1) => out.raw("1 hour"),
        _ => out.display(hours).raw(" hours"),
    };
    out.raw("</label></div>");
}

fn buttons(out: &mut Writer, view: &ProofView<'_>) {
    if let Proof::Unsendable { .. } = view.proof {
        return;
    }
    let go_on = if view.again { "Confirm" } else { "Sign in" };
    if let Proof::Sent { sent: None, .. } = view.proof {
        send(out, view.send, "btn btn-primary fab-wide", "Send code");
        return;
    }
    out.raw("<button class=\"btn btn-primary fab-wide\">").raw(go_on).raw("</button>");
    if let Proof::Sent { sent: Some((_, again)), .. } = view.proof {
        out.raw("<p class=\"fab-again\">Nothing arrived? ");
        send(out, view.send, "fab-link", "Send another code");
        out.raw(" from ");
        clock(out, again);
        out.raw(" on.</p>");
    }
}

fn send(out: &mut Writer, action: &str, class: &'static str, label: &'static str) {
    out.raw("<button class=\"").raw(class).raw("\"").attr("formaction", action);
    out.raw(" formnovalidate>").raw(label).raw("</button>");
}

fn others(out: &mut Writer, others: &[WayLine]) {
    if others.is_empty() {
        return;
    }
    out.raw("<fieldset class=\"fab-ways\"><legend>Another way</legend>");
    for way in others {
        out.raw("<button class=\"").raw(theme::SECONDARY).raw("\" name=\"other\"");
        out.attr("value", &way.value).raw(" formnovalidate>");
        icon::icon(out, way.icon);
        out.text(&way.label).raw("</button>");
    }
    out.raw("</fieldset>");
}

/// The time of the day, which is all that matters for minutes.
pub(super) fn clock(out: &mut Writer, at: DateTime<Utc>) {
    out.raw("<time").attr_display("datetime", at.format("%Y-%m-%dT%H:%M:%SZ")).raw(">");
    out.display(at.format("%H:%M:%S")).raw(" UTC</time>");
}
