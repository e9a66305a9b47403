//! The part of the page of services about messages: how many wait and why, and whether one arrives.

use crate::admin::pages::lines::Line;
use crate::admin::pages::services::{badge, cell, switch, table};
use crate::admin::pages::view::{MessageLine, OutboxLine, ServicesView, TestLine, TestWay};
use crate::admin::pages::{href, parts};
use crate::models::Violations;
use crate::widgets::{Writer, theme};

/// What was wrong with an address to try, at the top of the page.
pub(super) fn mistakes(out: &mut Writer, view: &ServicesView<'_>) {
    parts::summary(out, view.violations, |name| {
        let place = view.ways.iter().position(|way| way.name == name)?;
        view.ways.get(place).map(|way| (place, way.name.to_owned(), way.label.to_owned()))
    });
}

pub(super) fn section(out: &mut Writer, view: &ServicesView<'_>, csrf: Option<&str>) {
    out.raw("<section class=\"fab-access\"><h2>Messages</h2>");
    figures(out, view.outbox);
    if !view.refused.is_empty() {
        out.raw("<h3>They wait for a person</h3>");
        let heads = ["Message", "To", "Why", "Tried", "Written", "What to do"];
        let shown = heads.get(..5 + usize::from(csrf.is_some())).unwrap_or(&heads);
        table(out, "Messages that wait for a person", shown);
        for line in view.refused {
            message(out, line, |out| {
                if let Some(csrf) = csrf {
                    deeds(out, line, csrf);
                }
            });
        }
        out.raw("</tbody></table></div>");
        more(out, view.outbox.refused, view.refused.len());
        if let Some(csrf) = csrf {
            dismiss_dead(out, view, csrf);
        }
    }
    if !view.waiting.is_empty() {
        out.raw("<h3>They wait for their turn</h3>");
        table(
            out,
            "Messages that wait for their turn",
            &["Message", "To", "Why", "Tried", "Written", "Tried next"],
        );
        for line in view.waiting {
            message(out, line, |out| cell(out, "Tried next", &line.next));
        }
        out.raw("</tbody></table></div>");
        more(out, view.outbox.waiting, view.waiting.len());
    }
    out.raw("</section>");
    if csrf.is_some() || !view.tests.is_empty() {
        tests(out, view, csrf);
    }
}

fn figures(out: &mut Writer, line: &OutboxLine) {
    out.raw("<dl class=\"fab-figures\">");
    let waiting = match &line.oldest {
        Some(oldest) => format!("wait, the oldest for {oldest}"),
        None => "wait".to_owned(),
    };
    for (label, count) in [
        (waiting.as_str(), line.waiting),
        ("wait for a person", line.refused),
        ("sent in the last 30 days", line.sent),
        ("not sent in time in the last 30 days", line.expired),
    ] {
        out.raw("<div><dt>").text(label).raw("</dt><dd>").display(count).raw("</dd></div>");
    }
    out.raw("</dl>");
}

fn more(out: &mut Writer, all: u64, shown: usize) {
    let rest = all.saturating_sub(u64::try_from(shown).unwrap_or(u64::MAX));
    if rest > 0 {
        out.raw("<p class=\"fab-unit\">and ").display(rest).raw(" older ones</p>");
    }
}

fn message(out: &mut Writer, line: &MessageLine, last: impl FnOnce(&mut Writer)) {
    out.raw("<tr><th scope=\"row\" data-label=\"Message\">").text(line.kind).raw(", ");
    out.text(line.channel).raw("</th>");
    cell(out, "To", &line.recipient);
    cell(out, "Why", &line.problem);
    cell(out, "Tried", &line.attempts.to_string());
    cell(out, "Written", &line.age);
    last(out);
    out.raw("</tr>");
}

fn deeds(out: &mut Writer, line: &MessageLine, csrf: &str) {
    out.raw("<td data-label=\"What to do\">");
    if line.test {
        out.raw("send another one");
    } else if !line.alive {
        out.raw("too late");
    }
    out.raw("<form method=\"post\" class=\"fab-tools\"").attr("action", href::SERVICES).raw(">");
    parts::csrf(out, csrf);
    out.raw("<input type=\"hidden\" name=\"message\"").attr("value", &line.id).raw(">");
    if line.alive && !line.test {
        switch(out, "resend", "Send once more", &line.recipient);
    }
    switch(out, "dismiss", "Dismiss", &line.recipient);
    out.raw("</form></td>");
}

/// Offered where there is one of them, or may be one among those that are not shown.
fn dismiss_dead(out: &mut Writer, view: &ServicesView<'_>, csrf: &str) {
    let shown = u64::try_from(view.refused.len()).unwrap_or(u64::MAX);
    if view.outbox.refused <= shown && view.refused.iter().all(|line| line.alive && !line.test) {
        return;
    }
    out.raw("<form method=\"post\" class=\"fab-tools\"").attr("action", href::SERVICES).raw(">");
    parts::csrf(out, csrf);
    out.raw("<button class=\"").raw(theme::SECONDARY).raw("\" name=\"do\" value=\"dismiss_dead\">");
    out.raw("Dismiss what cannot be sent</button></form>");
}

fn tests(out: &mut Writer, view: &ServicesView<'_>, csrf: Option<&str>) {
    out.raw("<section class=\"fab-access\"><h2>Test messages</h2>");
    if let Some(csrf) = csrf {
        if view.ways.is_empty() {
            out.raw("<p>No mail server and no provider of text messages is set up.</p>");
        } else {
            out.raw("<p>It goes the way of every other message, says nothing but that it arrived, and is tried for an hour.</p>");
            out.raw("<div class=\"fab-tests\">");
            for way in view.ways {
                form(out, way, csrf, view.violations);
            }
            out.raw("</div>");
        }
    }
    if !view.tests.is_empty() {
        table(out, "Test messages", &["To", "What became of it", "Details", "Written"]);
        for line in view.tests {
            test(out, line);
        }
        out.raw("</tbody></table></div>");
    }
    out.raw("</section>");
}

fn form(out: &mut Writer, way: &TestWay, csrf: &str, violations: &Violations) {
    out.raw("<form class=\"fab-part\" method=\"post\"").attr("action", href::SERVICES).raw(">");
    parts::csrf(out, csrf);
    let line = Line {
        name: way.name,
        label: way.label,
        kind: way.control,
        autocomplete: way.control,
        text: &way.typed,
        help: way.help.to_owned(),
    };
    line.write(out, violations);
    out.raw("<div><button class=\"").raw(theme::SECONDARY).raw("\" name=\"do\" value=\"");
    out.raw(way.act).raw("\">").raw(way.button).raw("</button></div></form>");
}

fn test(out: &mut Writer, line: &TestLine) {
    out.raw("<tr><th scope=\"row\" data-label=\"To\">").text(&line.recipient);
    out.raw(" <span class=\"fab-unit\">").raw(line.channel).raw("</span></th>");
    out.raw("<td data-label=\"What became of it\">");
    badge(out, line.tone, line.state);
    out.raw("</td>");
    cell(out, "Details", &line.details);
    cell(out, "Written", &line.age);
    out.raw("</tr>");
}
