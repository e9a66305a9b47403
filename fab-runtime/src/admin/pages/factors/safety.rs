//! What somebody can do for the safety of their account: factors, backup codes, and what happened of late.

use crate::admin::pages::factors::{TEMPLATE, table};
use crate::admin::pages::frame::Sheet;
use crate::admin::pages::view::{EventLine, FactorLine, SafetyView};
use crate::admin::pages::{href, parts};
use crate::models::Tone;
use crate::widgets::{Writer, field, icon, theme};

/// So few codes are a reason for new ones.
const FEW: u32 = 3;

pub(in crate::admin::pages) fn safety(view: &SafetyView<'_>, csrf: &str) -> Sheet {
    let mut out = Writer::new();
    parts::summary(&mut out, view.violations, |name| {
        let renamed = |line: &&FactorLine| name == "name" && Some(line.id) == view.renamed;
        let line = view.factors.iter().find(renamed)?;
        Some((0, control(line), "New name".to_owned()))
    });
    factors(&mut out, view, csrf);
    if !view.factors.is_empty() {
        codes(&mut out, view, csrf);
    }
    if !view.devices.is_empty() {
        devices(&mut out, view, csrf);
    }
    more(&mut out);
    events(&mut out, view.events);
    Sheet {
        template: TEMPLATE,
        title: "Sign-in and security".to_owned(),
        lead: "How you show that it is you, and what happened to your account of late.".to_owned(),
        crumbs: parts::crumbs(&[("Sign-in and security", "")]),
        content: out.finish(),
        failed: !view.violations.is_empty(),
        ..Sheet::default()
    }
}

/// The id of the control for the name of a factor.
fn control(line: &FactorLine) -> String {
    format!("name-{}", line.id)
}

fn factors(out: &mut Writer, view: &SafetyView<'_>, csrf: &str) {
    out.raw("<section class=\"fab-access\" id=\"factors\"><h2>Second factors</h2>");
    if !view.policy.is_empty() {
        out.raw("<p>").text(view.policy);
        if let Some(until) = view.grace_until {
            out.raw(" You can go on without one until ");
            table::time(out, until);
            out.raw(".");
        }
        out.raw("</p>");
    }
    if view.factors.is_empty() {
        out.raw("<p>There is none: whoever learns your password gets in.</p>");
    } else {
        table::open(out, "Second factors", table::FACTOR_HEADS, true);
        for line in view.factors {
            table::factor(out, line);
            deeds(out, view, csrf, line);
        }
        table::close(out);
    }
    out.raw("<p>");
    parts::button_link(out, theme::PRIMARY, "plus-lg", "Set up a factor", href::FACTOR_SETUP);
    out.raw("</p></section>");
}

/// What can be done with a factor. Each asks first, by opening.
fn deeds(out: &mut Writer, view: &SafetyView<'_>, csrf: &str, line: &FactorLine) {
    let renamed = view.renamed == Some(line.id);
    let errors = if renamed { view.violations.of("name") } else { &[] };
    let id = control(line);
    out.raw("<td class=\"fab-deeds\"><details").flag("open", !errors.is_empty());
    out.raw("><summary>Rename<span class=\"").raw(theme::HIDDEN).raw("\">: ").text(&line.name);
    out.raw("</span></summary>");
    begin(out, view, csrf, line);
    out.raw("<label class=\"")
        .raw(theme::LABEL)
        .raw("\"")
        .attr("for", &id)
        .raw(">New name</label>");
    out.raw("<input class=\"").raw(theme::INPUT);
    out.raw(if errors.is_empty() { "\"" } else { " is-invalid\" aria-invalid=\"true\"" });
    out.attr("id", &id).raw(" name=\"name\" type=\"text\" autocomplete=\"off\" required");
    if !errors.is_empty() {
        out.attr_display("aria-describedby", format_args!("{id}-error"));
    }
    out.attr("value", &line.name).raw(">");
    field::errors(out, &id, errors);
    out.raw("<button class=\"").raw(theme::SECONDARY);
    out.raw("\" name=\"do\" value=\"rename\">Save name</button></form></details>");

    if line.locked {
        begin(out, view, csrf, line);
        out.raw("<button class=\"")
            .raw(theme::SECONDARY)
            .raw("\" name=\"do\" value=\"unlock\">Unlock<span class=\"");
        out.raw(theme::HIDDEN).raw("\">: ").text(&line.name).raw("</span></button></form>");
    }
    out.raw("<details><summary>Remove<span class=\"").raw(theme::HIDDEN).raw("\">: ");
    out.text(&line.name).raw("</span></summary>");
    begin(out, view, csrf, line);
    out.raw("<p>");
    let counted = view.factors.iter().filter(|line| !line.own_mailbox).count();
    out.raw(match (counted, view.required) {
        _ if line.own_mailbox => "It lets you in no more, with or without this.",
        (1, true) => "This is your last one, and your role asks for one. Set up another one first.",
        (1, false) => "This is your last one. Without it, the password alone lets you in.",
        _ => "It lets you in no more.",
    });
    out.raw("</p><button class=\"").raw(theme::DANGER);
    out.raw("\" name=\"do\" value=\"remove\">Remove<span class=\"").raw(theme::HIDDEN).raw("\"> ");
    out.text(&line.name).raw("</span></button></form></details></td></tr>");
}

fn begin(out: &mut Writer, view: &SafetyView<'_>, csrf: &str, line: &FactorLine) {
    out.raw("<form method=\"post\"").attr("action", view.action).raw(">");
    parts::csrf(out, csrf);
    out.raw("<input type=\"hidden\" name=\"id\"").attr_display("value", line.id).raw(">");
}

fn codes(out: &mut Writer, view: &SafetyView<'_>, csrf: &str) {
    out.raw("<section class=\"fab-access\" id=\"codes\"><h2>Backup codes</h2>");
    if view.codes_left <= FEW {
        out.raw("<div class=\"").raw(theme::notice(Tone::Warning)).raw("\">");
        icon::icon(out, "exclamation-triangle-fill");
        out.raw("<p>");
        left(out, view.codes_left);
        out.raw(" Make new ones before you need them; they void the old.</p></div>");
    } else {
        out.raw("<p>");
        left(out, view.codes_left);
        out.raw(" New ones void the old.</p>");
    }
    out.raw("<form method=\"post\"").attr("action", view.action).raw(">");
    parts::csrf(out, csrf);
    out.raw("<button class=\"").raw(theme::SECONDARY).raw("\" name=\"do\" value=\"codes\">");
    out.raw("Make new backup codes</button></form></section>");
}

fn left(out: &mut Writer, left: u32) {
    match left {
        0 => out.raw("None is left."),
        1 => out.raw("1 is left."),
        left => out.display(left).raw(" are left."),
    };
}

fn devices(out: &mut Writer, view: &SafetyView<'_>, csrf: &str) {
    out.raw("<section class=\"fab-access\" id=\"devices\"><h2>Trusted devices</h2>");
    out.raw("<p>On these you are not asked for a code when you sign in.</p>");
    table::open(out, "Trusted devices", &["Device", "Address", "Last used", "Until"], true);
    for line in view.devices {
        out.raw("<tr><th scope=\"row\" data-label=\"Device\">").text(&line.device);
        if line.current {
            out.raw(" <span class=\"").raw(theme::badge(Tone::Success)).raw("\">this one</span>");
        }
        out.raw("</th><td data-label=\"Address\">").text(line.address.as_deref().unwrap_or("–"));
        out.raw("</td><td data-label=\"Last used\">");
        table::time(out, line.used_at);
        out.raw("</td><td data-label=\"Until\">");
        table::time(out, line.until);
        out.raw("</td><td class=\"fab-deeds\"><form method=\"post\"").attr("action", view.action);
        out.raw(">");
        parts::csrf(out, csrf);
        out.raw("<input type=\"hidden\" name=\"device\"").attr("value", &line.id);
        out.raw("><button class=\"").raw(theme::SECONDARY);
        out.raw("\" name=\"do\" value=\"distrust\">Ask again<span class=\"");
        out.raw(theme::HIDDEN).raw("\">: ").text(&line.device);
        out.raw("</span></button></form></td></tr>");
    }
    table::close(out);
    if view.devices.len() > 1 {
        out.raw("<form method=\"post\"").attr("action", view.action).raw(">");
        parts::csrf(out, csrf);
        out.raw("<button class=\"").raw(theme::SECONDARY);
        out.raw("\" name=\"do\" value=\"distrust_all\">Ask again on all of them</button></form>");
    }
    out.raw("</section>");
}

fn more(out: &mut Writer) {
    out.raw("<section class=\"fab-access\"><h2>Also</h2><ul class=\"fab-links\">");
    for (label, href, name) in [
        ("Change your password", href::PASSWORD, "key"),
        ("Change your e-mail address", href::EMAIL, "envelope-at"),
        ("See where you are signed in, and your tokens", href::ACCESS, "laptop"),
    ] {
        out.raw("<li>");
        icon::icon(out, name);
        out.raw(" <a").attr("href", href).raw(">").raw(label).raw("</a></li>");
    }
    out.raw("</ul></section>");
}

fn events(out: &mut Writer, events: &[EventLine]) {
    out.raw("<section class=\"fab-access\" id=\"events\"><h2>What happened of late</h2>");
    if events.is_empty() {
        out.raw("<p>Nothing.</p></section>");
        return;
    }
    out.raw(
        "<p>Something here that was not you? Change your password and end your other sessions.</p>",
    );
    table::open(out, "What happened of late", &["What", "When", "Address", "Device"], false);
    for line in events {
        out.raw("<tr><th scope=\"row\" data-label=\"What\">").text(&line.what);
        if line.failed {
            out.raw(" <span class=\"").raw(theme::badge(Tone::Warning)).raw("\">refused</span>");
        }
        out.raw("</th><td data-label=\"When\">");
        table::time(out, line.at);
        out.raw("</td><td data-label=\"Address\">").text(line.address.as_deref().unwrap_or("–"));
        out.raw("</td><td data-label=\"Device\">").text(&line.device).raw("</td></tr>");
    }
    table::close(out);
    out.raw("</section>");
}
