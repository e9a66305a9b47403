//! The page of services: circuits with their switches, rates, and messages that wait.

use crate::admin::pages::frame::Sheet;
use crate::admin::pages::view::{BreakerLine, MessageLine, OutboxLine, RateRow, ServicesView};
use crate::admin::pages::{href, parts};
use crate::widgets::{Writer, theme};

pub(super) fn sheet(view: &ServicesView<'_>, csrf: &str) -> Sheet {
    let mut out = Writer::new();
    let csrf = view.may_control.then_some(csrf);
    breakers(&mut out, view.breakers, csrf);
    outbox(&mut out, view.outbox, view.refused, csrf);
    if !view.rates.is_empty() {
        rates(&mut out, view.rates);
    }
    Sheet {
        template: "access.html",
        title: "Services".to_owned(),
        lead: "What this site depends on outside, as this process sees it.".to_owned(),
        crumbs: parts::crumbs(&[("Services", "")]),
        content: out.finish(),
        ..Sheet::default()
    }
}

fn table(out: &mut Writer, caption: &'static str, heads: &[&'static str]) {
    out.raw("<div class=\"fab-table-frame\" role=\"region\" tabindex=\"0\" aria-label=\"");
    out.raw(caption).raw("\"><table class=\"fab-table\"><caption class=\"");
    out.raw(theme::HIDDEN).raw("\">").raw(caption).raw("</caption><thead><tr>");
    for head in heads {
        out.raw("<th scope=\"col\">").raw(head).raw("</th>");
    }
    out.raw("</tr></thead><tbody>");
}

fn cell(out: &mut Writer, label: &'static str, text: &str) {
    out.raw("<td data-label=\"").raw(label).raw("\">").text(text).raw("</td>");
}

fn breakers(out: &mut Writer, lines: &[BreakerLine], csrf: Option<&str>) {
    out.raw("<section class=\"fab-access\"><h2>Circuits</h2>");
    if lines.is_empty() {
        out.raw("<p>There is no service outside.</p></section>");
        return;
    }
    let heads = ["Service", "State", "Just now", "Since the start", "Last failure", "What to do"];
    table(out, "Circuits", heads.get(..5 + usize::from(csrf.is_some())).unwrap_or(&heads));
    for line in lines {
        breaker(out, line, csrf);
    }
    out.raw("</tbody></table></div></section>");
}

fn breaker(out: &mut Writer, line: &BreakerLine, csrf: Option<&str>) {
    out.raw("<tr><th scope=\"row\" data-label=\"Service\">").text(&line.service);
    out.raw("</th><td data-label=\"State\"><span class=\"").raw(theme::badge(line.tone)).raw("\">");
    out.raw(line.state).raw("</span>");
    if let Some(wait) = &line.wait {
        out.raw(" for ").text(wait);
    }
    out.raw("<br><span class=\"fab-unit\">since ");
    parts::time(out, line.since);
    out.raw("</span></td>");
    let now = format!(
        "{} calls, {} failed, {} slow, {} under way",
        line.calls, line.failures, line.slow, line.in_flight
    );
    cell(out, "Just now", &now);
    let all =
        format!("{} answered, {} failed, {} not made", line.answered, line.failed, line.rejected);
    cell(out, "Since the start", &all);
    cell(out, "Last failure", line.last_failure.as_deref().unwrap_or("none"));
    if let Some(csrf) = csrf {
        out.raw("<td data-label=\"What to do\"><form method=\"post\" class=\"fab-tools\"");
        out.attr("action", href::SERVICES).raw(">");
        parts::csrf(out, csrf);
        out.raw("<input type=\"hidden\" name=\"service\"").attr("value", &line.service).raw(">");
        switch(out, "open", "Leave alone", &line.service);
        switch(out, "close", "Ask anyway", &line.service);
        switch(
            out,
            "reset",
            if line.forced { "Leave to itself" } else { "Forget failures" },
            &line.service,
        );
        out.raw("</form></td>");
    }
    out.raw("</tr>");
}

fn switch(out: &mut Writer, act: &'static str, label: &'static str, about: &str) {
    out.raw("<button class=\"").raw(theme::SECONDARY).raw("\" name=\"do\" value=\"").raw(act);
    out.raw("\">").raw(label).raw("<span class=\"").raw(theme::HIDDEN).raw("\">: ").text(about);
    out.raw("</span></button> ");
}

fn outbox(out: &mut Writer, line: &OutboxLine, refused: &[MessageLine], csrf: Option<&str>) {
    out.raw("<section class=\"fab-access\"><h2>Messages</h2><p>");
    out.display(line.waiting).raw(" wait");
    if let Some(oldest) = &line.oldest {
        out.raw(", the oldest for ").text(oldest);
    }
    out.raw("; in the last 30 days ").display(line.sent).raw(" were sent and ");
    out.display(line.expired).raw(" were not sent in time. ");
    out.display(line.refused).raw(" wait for a person.</p>");
    if !refused.is_empty() {
        let heads = ["Message", "To", "Why", "Tried", "Written", "What to do"];
        let shown = heads.get(..5 + usize::from(csrf.is_some())).unwrap_or(&heads);
        table(out, "Messages that wait for a person", shown);
        for line in refused {
            message(out, line, csrf);
        }
        out.raw("</tbody></table></div>");
    }
    out.raw("</section>");
}

fn message(out: &mut Writer, line: &MessageLine, csrf: Option<&str>) {
    out.raw("<tr><th scope=\"row\" data-label=\"Message\">").text(line.kind).raw(", ");
    out.text(line.channel).raw("</th>");
    cell(out, "To", &line.recipient);
    cell(out, "Why", &line.problem);
    cell(out, "Tried", &line.attempts.to_string());
    cell(out, "Written", &format!("{} ago", line.age));
    if let Some(csrf) = csrf {
        out.raw("<td data-label=\"What to do\">");
        if line.alive {
            out.raw("<form method=\"post\"").attr("action", href::SERVICES).raw(">");
            parts::csrf(out, csrf);
            out.raw("<input type=\"hidden\" name=\"message\"").attr("value", &line.id).raw(">");
            switch(out, "resend", "Send once more", &line.recipient);
            out.raw("</form>");
        } else {
            out.raw("too late");
        }
        out.raw("</td>");
    }
    out.raw("</tr>");
}

fn rates(out: &mut Writer, lines: &[RateRow]) {
    out.raw("<section class=\"fab-access\"><h2>Rates of exchange</h2>");
    table(out, "Rates of exchange", &["Pair", "Rate", "Source", "Confirmed", "Trust"]);
    for line in lines {
        out.raw("<tr><th scope=\"row\" data-label=\"Pair\">").text(&line.pair).raw("</th>");
        cell(out, "Rate", &line.rate);
        cell(out, "Source", &line.source);
        cell(out, "Confirmed", &format!("{} ago", line.age));
        cell(out, "Trust", line.trust);
        out.raw("</tr>");
    }
    out.raw("</tbody></table></div></section>");
}
