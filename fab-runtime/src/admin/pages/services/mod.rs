//! The page of services: what is wrong first, then circuits with their switches, messages, and rates.

mod messages;

use crate::admin::pages::frame::Sheet;
use crate::admin::pages::view::{BreakerLine, RateRow, ServicesView};
use crate::admin::pages::{href, parts};
use crate::models::Tone;
use crate::widgets::{Writer, icon, theme};

pub(super) fn sheet(view: &ServicesView<'_>, csrf: &str) -> Sheet {
    let mut out = Writer::new();
    let csrf = view.may_control.then_some(csrf);
    messages::mistakes(&mut out, view);
    verdict(&mut out, view);
    breakers(&mut out, view.breakers, csrf);
    messages::section(&mut out, view, csrf);
    if !view.rates.is_empty() {
        rates(&mut out, view.rates);
    }
    Sheet {
        template: "access.html",
        title: "Services".to_owned(),
        lead: "Mail servers and other services that this site depends on, and messages that wait for them.".to_owned(),
        crumbs: parts::crumbs(&[("Services", "")]),
        content: out.finish(),
        failed: !view.violations.is_empty(),
        ..Sheet::default()
    }
}

/// What somebody who was just woken up wants to know, and when that was so.
fn verdict(out: &mut Writer, view: &ServicesView<'_>) {
    let broken = view.breakers.iter().any(|line| line.tone == Tone::Danger);
    let tone = match (view.troubles.is_empty(), broken) {
        (true, _) => Tone::Success,
        (false, true) => Tone::Danger,
        (false, false) => Tone::Warning,
    };
    out.raw("<div class=\"fab-verdict ").raw(theme::notice(tone)).raw("\">");
    icon::icon(
        out,
        if view.troubles.is_empty() { "check-circle-fill" } else { "exclamation-triangle-fill" },
    );
    out.raw("<div>");
    if view.troubles.is_empty() {
        out.raw("<p>Nothing needs to be done.</p>");
    } else {
        out.raw("<ul>");
        for trouble in view.troubles {
            out.raw("<li>").text(trouble).raw("</li>");
        }
        out.raw("</ul>");
    }
    out.raw("<p class=\"fab-unit\">As of <time");
    out.attr_display("datetime", view.at.format("%Y-%m-%dT%H:%M:%SZ")).raw(">");
    out.display(view.at.format("%H:%M:%S")).raw(" UTC</time>, by this server process. <a");
    out.attr("href", href::SERVICES).raw(">Look again</a></p></div></div>");
}

fn table(out: &mut Writer, caption: &'static str, heads: &[&'static str]) {
    out.raw("<div class=\"fab-table-frame\" role=\"region\" tabindex=\"0\" aria-label=\"");
    out.raw(caption).raw("\"><table class=\"fab-table fab-wrapped\"><caption class=\"");
    out.raw(theme::HIDDEN).raw("\">").raw(caption).raw("</caption><thead><tr>");
    for head in heads {
        out.raw("<th scope=\"col\">").raw(head).raw("</th>");
    }
    out.raw("</tr></thead><tbody>");
}

fn cell(out: &mut Writer, label: &'static str, text: &str) {
    out.raw("<td data-label=\"").raw(label).raw("\">").text(text).raw("</td>");
}

fn badge(out: &mut Writer, tone: Tone, text: &'static str) {
    out.raw("<span class=\"").raw(theme::badge(tone)).raw("\">").raw(text).raw("</span>");
}

fn breakers(out: &mut Writer, lines: &[BreakerLine], csrf: Option<&str>) {
    out.raw("<section class=\"fab-access\"><h2>Services outside</h2>");
    if lines.is_empty() {
        out.raw("<p>There is no service outside.</p></section>");
        return;
    }
    let heads = ["Service", "State", "Calls", "Last failure", "What to do"];
    table(out, "Services outside", heads.get(..4 + usize::from(csrf.is_some())).unwrap_or(&heads));
    for line in lines {
        breaker(out, line, csrf);
    }
    out.raw("</tbody></table></div></section>");
}

fn breaker(out: &mut Writer, line: &BreakerLine, csrf: Option<&str>) {
    out.raw("<tr><th scope=\"row\" data-label=\"Service\">");
    name(out, &line.service);
    out.raw("</th><td data-label=\"State\">");
    badge(out, line.tone, line.state);
    if let Some(wait) = &line.wait {
        out.raw(" for ").text(wait);
    }
    out.raw("<br><span class=\"fab-unit\">since ");
    parts::time(out, line.since);
    out.raw("</span></td>");
    out.raw("<td data-label=\"Calls\">");
    let late = [
        (u64::from(line.calls), "of late"),
        (u64::from(line.failures), "failed"),
        (u64::from(line.slow), "slow"),
        (u64::from(line.in_flight), "under way"),
    ];
    counts(out, &late, "none of late");
    out.raw("<br><span class=\"fab-unit\">since the start ");
    let all = [(line.answered, "answered"), (line.failed, "failed"), (line.rejected, "not made")];
    counts(out, &all, "none");
    out.raw("</span></td>");
    cell(out, "Last failure", line.last_failure.as_deref().unwrap_or("none"));
    if let Some(csrf) = csrf {
        out.raw("<td data-label=\"What to do\"><form method=\"post\" class=\"fab-tools\"");
        out.attr("action", href::SERVICES).raw(">");
        parts::csrf(out, csrf);
        out.raw("<input type=\"hidden\" name=\"service\"").attr("value", &line.service).raw(">");
        // The switch that is turned already is no switch.
        for (act, label, turned) in [
            ("open", "Leave alone", line.left_alone),
            ("close", "Ask anyway", line.forced && !line.left_alone),
        ] {
            if !turned {
                switch(out, act, label, &line.service);
            }
        }
        if line.forced {
            switch(out, "reset", "Leave to itself", &line.service);
        } else if line.tone != Tone::Success || line.failures > 0 {
            switch(out, "reset", "Forget failures", &line.service);
        }
        out.raw("</form></td>");
    }
    out.raw("</tr>");
}

/// What there is any of.
fn counts(out: &mut Writer, all: &[(u64, &'static str)], none: &'static str) {
    let mut any = false;
    for (count, of) in all.iter().filter(|(count, _)| *count > 0) {
        out.raw(if any { ", " } else { "" }).display(count).raw(" ").raw(of);
        any = true;
    }
    if !any {
        out.raw(none);
    }
}

/// A name that breaks where it has parts.
fn name(out: &mut Writer, service: &str) {
    for (place, part) in service.split_inclusive(['.', ':']).enumerate() {
        if place > 0 {
            out.raw("<wbr>");
        }
        out.text(part);
    }
}

fn switch(out: &mut Writer, act: &'static str, label: &'static str, about: &str) {
    out.raw("<button class=\"").raw(theme::SECONDARY).raw("\" name=\"do\" value=\"").raw(act);
    out.raw("\">").raw(label).raw("<span class=\"").raw(theme::HIDDEN).raw("\">: ").text(about);
    out.raw("</span></button> ");
}

fn rates(out: &mut Writer, lines: &[RateRow]) {
    out.raw("<section class=\"fab-access\"><h2>Rates of exchange</h2>");
    table(out, "Rates of exchange", &["Pair", "Rate", "Source", "Confirmed", "Trust"]);
    for line in lines {
        out.raw("<tr><th scope=\"row\" data-label=\"Pair\">").text(&line.pair).raw("</th>");
        cell(out, "Rate", &line.rate);
        cell(out, "Source", &line.source);
        cell(out, "Confirmed", &line.age);
        cell(out, "Trust", line.trust);
        out.raw("</tr>");
    }
    out.raw("</tbody></table></div></section>");
}
