//! The way to a factor: which kind, where to, the proof that it works, and the codes for the day when it is lost.

use chrono::{DateTime, Utc};

use crate::admin::pages::factors::TEMPLATE;
use crate::admin::pages::factors::proof::clock;
use crate::admin::pages::frame::Sheet;
use crate::admin::pages::lines::{self, Line};
use crate::admin::pages::passkey::{self, Ask};
use crate::admin::pages::view::{
    BackupCodesView, BeginFactorView, ChooseFactorView, ConfirmFactorView, Frame, Pending,
};
use crate::admin::pages::{href, parts};
use crate::models::percent_encode;
use crate::widgets::{Html, Writer, field, icon, qr, theme};

/// What leads there from inside a session.
fn crumbs(page: &str) -> Vec<(String, String)> {
    parts::crumbs(&[("Sign-in and security", href::SAFETY), (page, "")])
}

fn sheet(title: String, lead: &str, content: Html, failed: bool) -> Sheet {
    let crumbs = crumbs(&title);
    Sheet {
        template: TEMPLATE,
        title,
        lead: lead.to_owned(),
        crumbs,
        content,
        failed,
        ..Sheet::default()
    }
}

/// A way out for somebody who can do nothing else.
fn leave(out: &mut Writer, csrf: &str, must: bool) {
    if must {
        out.raw("<form method=\"post\" class=\"fab-forgotten\"").attr("action", href::LOGOUT);
        out.raw(">");
        parts::csrf(out, csrf);
        out.raw("<button class=\"fab-link\">Sign out</button></form>");
    }
}

pub(in crate::admin::pages) fn choose(view: &ChooseFactorView<'_>, frame: &Frame<'_>) -> Sheet {
    let mut out = Writer::new();
    out.raw("<div class=\"fab-proof\"><ul class=\"fab-kinds\">");
    for kind in view.kinds {
        out.raw("<li><a href=\"").text(view.action).raw("?kind=").raw(kind.value).raw("\">");
        icon::icon(&mut out, kind.icon);
        out.raw("<span><strong>").raw(kind.label).raw("</strong><span>").raw(kind.help);
        out.raw("</span></span></a></li>");
    }
    out.raw("</ul>");
    leave(&mut out, frame.csrf, view.must);
    out.raw("</div>");
    let lead = if view.must {
        "Your role asks for more than a password. Choose what you will use besides it; then you can go on."
    } else {
        "Choose what you will show besides your password when you sign in."
    };
    sheet("Set up a second factor".to_owned(), lead, out.finish(), false)
}

pub(in crate::admin::pages) fn begin(view: &BeginFactorView<'_>, frame: &Frame<'_>) -> Sheet {
    let mut out = Writer::new();
    out.raw("<div class=\"fab-proof\">");
    let mut asked = Vec::new();
    if let Some((label, help)) = view.destination {
        let (kind, autocomplete) =
            if view.kind.value == "sms" { ("tel", "tel") } else { ("email", "email") };
        asked.push(Line {
            name: "destination",
            label,
            kind,
            autocomplete,
            text: view.to,
            help: help.to_owned(),
        });
    }
    asked.push(Line {
        name: "name",
        label: "What do you call it?",
        kind: "text",
        autocomplete: "off",
        text: view.name,
        help: "So that you know it again in a list.".to_owned(),
    });
    if view.kind.value == "passkey" {
        let ask = Ask {
            options: href::FACTOR_PASSKEY_OPTIONS,
            action: href::FACTOR_PASSKEY,
            creates: true,
            autofill: false,
            label: "Add the passkey",
            lines: &asked,
            fields: &[],
            violations: view.violations,
        };
        passkey::ask(&mut out, &ask, frame.csrf);
        out.raw("<p><a class=\"fab-cancel\"").attr("href", view.back).raw(">Back</a></p>");
        leave(&mut out, frame.csrf, view.must);
        out.raw("</div>");
        let failed = !view.violations.is_empty();
        return sheet(view.kind.label.to_owned(), view.kind.help, out.finish(), failed);
    }
    lines::form(&mut out, view.action, frame.csrf, &asked, view.violations);
    out.raw("<input type=\"hidden\" name=\"kind\"").attr("value", view.kind.value).raw(">");
    out.raw("<div class=\"fab-bar\"><button class=\"").raw(theme::PRIMARY).raw("\">");
    out.raw(if view.destination.is_some() { "Send a code" } else { "Go on" });
    out.raw("</button><a class=\"fab-cancel\"")
        .attr("href", view.back)
        .raw(">Back</a></div></form>");
    leave(&mut out, frame.csrf, view.must);
    out.raw("</div>");
    sheet(view.kind.label.to_owned(), view.kind.help, out.finish(), !view.violations.is_empty())
}

pub(in crate::admin::pages) fn confirm(view: &ConfirmFactorView<'_>, frame: &Frame<'_>) -> Sheet {
    let mut out = Writer::new();
    out.raw("<div class=\"fab-proof\">");
    let (title, label) = match view.pending {
        Pending::App { uri, secret } => {
            scan(&mut out, uri, secret);
            ("Set up your authenticator app", "Code that the app shows now")
        }
        Pending::Sent { to, sent: times } => {
            sent(&mut out, to, times);
            ("Type the code that was sent", "Code from the message")
        }
    };
    let asked = [lines::code(label)];
    lines::form(&mut out, view.action, frame.csrf, &asked, view.violations);
    out.raw("<input type=\"hidden\" name=\"factor\"").attr_display("value", view.factor).raw(">");
    out.raw("<div class=\"fab-bar\"><button class=\"").raw(theme::PRIMARY);
    out.raw("\">Check and switch on</button>");
    if let Pending::Sent { .. } = view.pending {
        out.raw("<button class=\"").raw(theme::SECONDARY).raw("\"").attr("formaction", view.send);
        out.raw(" formnovalidate>Send another code</button>");
    }
    out.raw("<a class=\"fab-cancel\"").attr("href", view.back).raw(">Begin anew</a></div></form>");
    leave(&mut out, frame.csrf, view.must);
    out.raw("</div>");
    sheet(title.to_owned(), "", out.finish(), !view.violations.is_empty())
}

fn scan(out: &mut Writer, uri: &str, secret: &str) {
    out.raw("<p>Open an authenticator app on your phone, add an account and let it look at this picture.</p>");
    if qr::code(out, uri, "Picture with the secret, for an authenticator app") {
        out.raw("<p>No camera? Type this secret into the app instead, as a time-based key:</p>");
    } else {
        out.raw("<p>Type this secret into the app, as a time-based key:</p>");
    }
    out.raw("<code class=\"fab-secret\" id=\"secret\">").text(&in_fours(secret)).raw("</code>");
}

fn sent(out: &mut Writer, to: &str, times: Option<(DateTime<Utc>, DateTime<Utc>)>) {
    let Some((until, again)) = times else {
        out.raw("<p>The code that was sent to <strong>").text(to);
        out.raw("</strong> works no more. Let another one be sent.</p>");
        return;
    };
    out.raw("<p role=\"status\">A code was sent to <strong>").text(to);
    out.raw("</strong>. It works until ");
    clock(out, until);
    out.raw(". Nothing arrived? Another one can be sent from ");
    clock(out, again);
    out.raw(" on.</p>");
}

/// Four letters at a time are easier to type; apps leave spaces out.
fn in_fours(secret: &str) -> String {
    let mut out = String::with_capacity(secret.len() * 5 / 4);
    for (place, letter) in secret.chars().enumerate() {
        if place > 0 && place % 4 == 0 {
            out.push(' ');
        }
        out.push(letter);
    }
    out
}

pub(in crate::admin::pages) fn backup_codes(
    view: &BackupCodesView<'_>,
    frame: &Frame<'_>,
) -> Sheet {
    let mut out = Writer::new();
    out.raw("<div class=\"fab-proof\">");
    parts::summary(&mut out, view.violations, |name| {
        (name == "saved").then(|| (0, "saved".to_owned(), "I have kept these codes".to_owned()))
    });
    out.raw("<ol class=\"fab-codes\">");
    for code in view.codes {
        out.raw("<li><code>").text(code).raw("</code></li>");
    }
    out.raw("</ol><p class=\"fab-unprinted\">Print this page, or ");
    out.raw("<a download=\"backup-codes.txt\"").attr("href", &file(view, frame));
    out.raw(">download the codes as a text</a>. Whoever has one of them and your password gets in: keep them where nobody else looks.</p>");
    out.raw("<form class=\"fab-form fab-unprinted\" method=\"post\"").attr("action", view.action);
    out.raw(">");
    parts::csrf(&mut out, frame.csrf);
    for code in view.codes {
        out.raw("<input type=\"hidden\" name=\"kept\"").attr("value", code).raw(">");
    }
    let errors = view.violations.of("saved");
    out.raw("<div class=\"form-check fab-field\"><input class=\"").raw(theme::CHECK);
    out.raw(if errors.is_empty() {
        "\""
    } else {
        " is-invalid\" aria-invalid=\"true\" aria-describedby=\"saved-error\""
    });
    out.raw(
        " type=\"checkbox\" id=\"saved\" name=\"saved\" value=\"yes\" required><label class=\"",
    );
    out.raw(theme::CHECK_LABEL).raw("\" for=\"saved\">I have kept these codes</label>");
    field::errors(&mut out, "saved", errors);
    out.raw("</div><div><button class=\"")
        .raw(theme::PRIMARY)
        .raw("\">Go on</button></div></form></div>");
    sheet(
        "Your backup codes".to_owned(),
        "Each gets you in once when your other factor is not at hand. They are shown only now.",
        out.finish(),
        !view.violations.is_empty(),
    )
}

/// The codes as a file that the browser makes of the page itself: they cross the net no second time.
fn file(view: &BackupCodesView<'_>, frame: &Frame<'_>) -> String {
    let mut text = format!("Backup codes for {}", frame.app);
    if let Some(user) = frame.user {
        text.push_str(", ");
        text.push_str(user);
    }
    text.push_str("\nEach works once.\n\n");
    for code in view.codes {
        text.push_str(code);
        text.push('\n');
    }
    let mut out = "data:text/plain;charset=utf-8,".to_owned();
    percent_encode(&text, &mut out);
    out
}
