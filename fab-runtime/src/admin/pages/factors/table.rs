//! The table of somebody's factors, and times in tables.

use chrono::{DateTime, Utc};

use crate::admin::pages::view::FactorLine;
use crate::models::Tone;
use crate::widgets::{Writer, icon, theme};

/// Opens a table with these columns; the last one, of what can be done, is without a heading to see.
pub(super) fn open(out: &mut Writer, caption: &'static str, heads: &[&'static str], deeds: bool) {
    out.raw("<div class=\"fab-table-frame\" role=\"region\" tabindex=\"0\" aria-label=\"");
    out.raw(caption).raw("\"><table class=\"fab-table\"><caption class=\"");
    out.raw(theme::HIDDEN).raw("\">").raw(caption).raw("</caption><thead><tr>");
    for head in heads {
        out.raw("<th scope=\"col\">").raw(head).raw("</th>");
    }
    if deeds {
        out.raw("<th scope=\"col\"><span class=\"").raw(theme::HIDDEN);
        out.raw("\">What to do</span></th>");
    }
    out.raw("</tr></thead><tbody>");
}

pub(super) fn close(out: &mut Writer) {
    out.raw("</tbody></table></div>");
}

/// What a line says of a factor; the line stays open.
pub(super) fn factor(out: &mut Writer, line: &FactorLine) {
    out.raw("<tr><th scope=\"row\" data-label=\"Name\">");
    icon::icon(out, line.icon);
    out.raw(" ").text(&line.name);
    if line.locked {
        out.raw(" <span class=\"").raw(theme::badge(Tone::Danger)).raw("\">locked</span>");
    }
    if line.own_mailbox {
        out.raw(" <span class=\"").raw(theme::badge(Tone::Warning)).raw("\">not taken</span>");
    }
    out.raw("</th><td data-label=\"Kind\">").raw(line.kind);
    if let Some(to) = &line.destination {
        out.raw(" <span class=\"fab-unit\">").text(to).raw("</span>");
    }
    if line.own_mailbox {
        out.raw("<br>Links to a new password go there, too. Only another factor counts.");
    }
    out.raw("</td><td data-label=\"Since\">");
    out.raw("<time").attr_display("datetime", line.created_at.format("%Y-%m-%d")).raw("><span>");
    out.display(line.created_at.format("%Y-%m-%d")).raw("</span></time>");
    out.raw("</td><td data-label=\"Last used\">");
    match line.last_used_at {
        Some(at) => time(out, at),
        None => {
            out.raw("never");
        }
    }
    out.raw("</td>");
}

pub(super) const FACTOR_HEADS: &[&str] = &["Name", "Kind", "Since", "Last used"];

/// A time that folds between the day and the hour at most.
pub(super) fn time(out: &mut Writer, at: DateTime<Utc>) {
    out.raw("<time").attr_display("datetime", at.format("%Y-%m-%dT%H:%M:%SZ")).raw("><span>");
    out.display(at.format("%Y-%m-%d")).raw("</span> <span>");
    out.display(at.format("%H:%M")).raw("</span></time>");
}
