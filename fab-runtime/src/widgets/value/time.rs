//! How are dates and times shown? As `<time>`, to the minute in lists, instants in UTC.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Timelike as _, Utc};

use crate::widgets::Writer;
use crate::widgets::value::Room;

pub(super) fn date(out: &mut Writer, date: NaiveDate) {
    out.raw("<time>").display(date).raw("</time>");
}

pub(super) fn time_of_day(out: &mut Writer, time: NaiveTime) {
    out.raw("<time>");
    clock(out, time, Room::Page);
    out.raw("</time>");
}

pub(super) fn date_time(out: &mut Writer, at: NaiveDateTime, room: Room) {
    out.raw("<time").raw(" datetime=\"").display(at.date()).raw("T").display(at.time()).raw("\">");
    out.display(at.date()).raw(" ");
    clock(out, at.time(), room);
    out.raw("</time>");
}

pub(super) fn instant(out: &mut Writer, at: DateTime<Utc>, room: Room) {
    let local = at.naive_utc();
    out.raw("<time datetime=\"").display(local.date()).raw("T").display(local.time());
    out.raw("Z\">").display(local.date()).raw(" ");
    clock(out, local.time(), room);
    out.raw("</time>");
    if room == Room::Page {
        out.raw(" <span class=\"fab-unit\">UTC</span>");
    }
}

/// Hours and minutes; on a page also seconds and their fraction, where there are any.
fn clock(out: &mut Writer, time: NaiveTime, room: Room) {
    if room == Room::Page && (time.second() > 0 || time.nanosecond() > 0) {
        out.display(time);
        return;
    }
    out.display(format_args!("{:02}:{:02}", time.hour(), time.minute()));
}
