//! What administrators see of second factors: those of one user, and who has none.

use crate::admin::pages::factors::{TEMPLATE, table};
use crate::admin::pages::frame::Sheet;
use crate::admin::pages::parts;
use crate::admin::pages::view::{
    EnrolmentView, PersonFactorsLine, RolePolicyLine, UserFactorsView,
};
use crate::models::Tone;
use crate::widgets::{Writer, field, icon, theme};

pub(in crate::admin::pages) fn user_factors(view: &UserFactorsView<'_>, csrf: &str) -> Sheet {
    let mut out = Writer::new();
    parts::summary(&mut out, view.violations, |name| {
        (name == "reason").then(|| (0, "reason".to_owned(), "Reason".to_owned()))
    });
    if let Some(made) = view.made {
        link(&mut out, view, made);
    }
    out.raw("<section class=\"fab-access\"><h2>Factors</h2>");
    if !view.policy.is_empty() {
        out.raw("<p>").text(view.policy).raw("</p>");
    }
    if view.factors.is_empty() {
        out.raw("<p>There is none.</p>");
    } else {
        table::open(&mut out, "Second factors", table::FACTOR_HEADS, false);
        for line in view.factors {
            table::factor(&mut out, line);
            out.raw("</tr>");
        }
        table::close(&mut out);
    }
    if let Some(left) = view.codes_left.filter(|_| !view.factors.is_empty()) {
        out.raw("<p>Backup codes left: ").display(left).raw("</p>");
    }
    out.raw("</section>");
    let some = !view.factors.is_empty() || view.taken_away;
    if view.may_reset && view.made.is_none() && some {
        reset(&mut out, view, csrf);
    }
    Sheet {
        template: TEMPLATE,
        title: format!("Second factors of {}", view.user),
        lead: "What this user shows besides the password. Nobody sees the secrets.".to_owned(),
        crumbs: parts::crumbs(&[(view.user, view.back), ("Second factors", "")]),
        content: out.finish(),
        failed: !view.violations.is_empty(),
        ..Sheet::default()
    }
}

/// The one time that the link is shown.
fn link(out: &mut Writer, view: &UserFactorsView<'_>, (link, until): (&str, &str)) {
    out.raw("<div class=\"fab-narrow\" id=\"made\"><div class=\"")
        .raw(theme::notice(Tone::Success));
    out.raw("\">");
    icon::icon(out, "check-circle-fill");
    out.raw("<p role=\"status\">The factors are taken away, all sessions ended and all tokens withdrawn.</p></div><p><label class=\"");
    out.raw(theme::LABEL)
        .raw("\" for=\"link\">The link to set up a new one</label><input id=\"link\" class=\"");
    out.raw(theme::INPUT_CODE).raw("\" readonly").attr("value", link);
    out.raw("></p><p>It works once, until <strong>").text(until);
    out.raw("</strong>, and is shown only now. Give it to nobody but ").text(view.user);
    out.raw(", and make sure that it is them who ask.</p></div>");
}

/// The form for who may: takes the factors away, or makes another link where they are gone.
fn reset(out: &mut Writer, view: &UserFactorsView<'_>, csrf: &str) {
    let errors = view.violations.of("reason");
    let (title, text, deed, tone) = if view.taken_away {
        (
            "Make another link",
            "The factors were taken away. The user gets in by a link that you hand over; a new one voids the one before.",
            "link",
            theme::PRIMARY,
        )
    } else {
        (
            "Take all factors away",
            "For somebody who lost them. Factors, backup codes, sessions and tokens for programs end; the user is told, and gets in again by a link that you hand over.",
            "reset",
            theme::DANGER,
        )
    };
    out.raw("<section class=\"fab-access\"><h2>").raw(title).raw("</h2><p>").raw(text).raw("</p>");
    out.raw("<form class=\"fab-form\" method=\"post\"").attr("action", view.action).raw(">");
    parts::csrf(out, csrf);
    out.raw("<div class=\"fab-field\"><label class=\"").raw(theme::LABEL);
    out.raw("\" for=\"reason\">Reason</label><input class=\"").raw(theme::INPUT);
    out.raw(if errors.is_empty() { "\"" } else { " is-invalid\" aria-invalid=\"true\"" });
    out.raw(" id=\"reason\" name=\"reason\" type=\"text\" autocomplete=\"off\" required aria-describedby=\"");
    out.raw(if errors.is_empty() { "reason-help\"" } else { "reason-error reason-help\"" });
    out.attr("value", view.reason).raw(">");
    field::errors(out, "reason", errors);
    out.raw("<div class=\"").raw(theme::HELP).raw("\" id=\"reason-help\">How you know that it is them. It is written into the audit log.</div></div>");
    out.raw("<div><button class=\"").raw(tone).raw("\" name=\"do\" value=\"").raw(deed);
    out.raw("\">").raw(title).raw("</button></div></form></section>");
}

pub(in crate::admin::pages) fn enrolment(view: &EnrolmentView<'_>) -> Sheet {
    let mut out = Writer::new();
    out.raw("<dl class=\"fab-figures\">");
    for (label, count) in [
        ("Active people", view.count),
        ("With a second factor", view.with_factor),
        ("Should have one and have none", view.missing),
    ] {
        out.raw("<div><dt>").raw(label).raw("</dt><dd>").display(count).raw("</dd></div>");
    }
    out.raw("</dl><section class=\"fab-access\"><h2>What roles ask for</h2>");
    table::open(
        &mut out,
        "What roles ask for",
        &["Role", "Second factor", "Days to set one up", "People", "With a factor"],
        true,
    );
    for line in view.roles {
        role(&mut out, line);
    }
    table::close(&mut out);
    out.raw("</section><section class=\"fab-access\"><h2>People</h2>");
    table::open(&mut out, "People", &["Name", "Roles", "Second factors", "Note"], true);
    for line in view.people {
        person(&mut out, line);
    }
    table::close(&mut out);
    if view.more {
        out.raw("<p>There are more people than are shown here.</p>");
    }
    out.raw("</section>");
    Sheet {
        template: TEMPLATE,
        title: "Second factors".to_owned(),
        lead: "Who proves who they are by more than a password, and who should.".to_owned(),
        crumbs: parts::crumbs(&[("Second factors", "")]),
        content: out.finish(),
        ..Sheet::default()
    }
}

fn role(out: &mut Writer, line: &RolePolicyLine) {
    out.raw("<tr><th scope=\"row\" data-label=\"Role\">").text(&line.name);
    out.raw("</th><td data-label=\"Second factor\">").raw(line.level);
    out.raw("</td><td data-label=\"Days to set one up\">").display(line.grace_days);
    out.raw("</td><td data-label=\"People\">").display(line.people);
    out.raw("</td><td data-label=\"With a factor\">").display(line.with_factor).raw("</td><td>");
    if let Some(href) = &line.href {
        out.raw("<a").attr("href", href).raw(">Change<span class=\"").raw(theme::HIDDEN);
        out.raw("\">: ").text(&line.name).raw("</span></a>");
    }
    out.raw("</td></tr>");
}

fn person(out: &mut Writer, line: &PersonFactorsLine) {
    out.raw("<tr><th scope=\"row\" data-label=\"Name\">").text(&line.name);
    out.raw("</th><td data-label=\"Roles\">").text(&line.roles);
    out.raw("</td><td data-label=\"Second factors\">");
    out.text(if line.factors.is_empty() { "none" } else { &line.factors });
    out.raw("</td><td data-label=\"Note\">");
    if line.missing {
        out.raw("<span class=\"").raw(theme::badge(Tone::Warning)).raw("\">should have one</span>");
    }
    out.raw("</td><td>");
    if let Some(href) = &line.href {
        out.raw("<a").attr("href", href).raw(">See<span class=\"").raw(theme::HIDDEN);
        out.raw("\">: ").text(&line.name).raw("</span></a>");
    }
    out.raw("</td></tr>");
}
