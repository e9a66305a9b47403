//! How are dates and times shown? As `<time>`, to the minute in lists; instants in UTC and to the second on pages.

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, NaiveTime, Timelike as _, Utc};

use crate::widgets::Writer;
use crate::widgets::value::Room;

pub(super) fn date(out: &mut Writer, date: NaiveDate) {
    out.raw("<time>");
    calendar(out, date);
    out.raw("</time>");
}

pub(super) fn time_of_day(out: &mut Writer, time: NaiveTime) {
    out.raw("<time>");
    clock(out, time, Room::Page);
    out.raw("</time>");
}

pub(super) fn date_time(out: &mut Writer, at: NaiveDateTime, room: Room) {
    exactly(out, at);
    out.raw("\">");
    shown(out, at, room);
}

pub(super) fn instant(out: &mut Writer, at: DateTime<Utc>, room: Room) {
    let local = at.naive_utc();
    exactly(out, local);
    out.raw("Z\">");
    // Fractions of an instant come from clocks, not from people; programs read them in the attribute.
    shown(out, local.with_nanosecond(0).unwrap_or(local), room);
    if room == Room::Page {
        out.raw(" <span class=\"fab-unit\">UTC</span>");
    }
}

/// For programs: nothing is left out.
fn exactly(out: &mut Writer, at: NaiveDateTime) {
    out.raw("<time datetime=\"");
    calendar(out, at.date());
    out.raw("T");
    seconds(out, at.time());
}

fn shown(out: &mut Writer, at: NaiveDateTime, room: Room) {
    calendar(out, at.date());
    out.raw(" ");
    clock(out, at.time(), room);
    out.raw("</time>");
}

/// Year, month and day.
fn calendar(out: &mut Writer, date: NaiveDate) {
    match u32::try_from(date.year()) {
        Ok(year @ 0..=9999) => {
            out.digits(year, 4).raw("-").digits(date.month(), 2).raw("-").digits(date.day(), 2)
        }
        // A sign belongs before such a year.
        _ => out.display(date),
    };
}

fn seconds(out: &mut Writer, time: NaiveTime) {
    if time.nanosecond() == 0 {
        minutes(out, time).raw(":").digits(time.second(), 2);
    } else {
        out.display(time);
    }
}

fn minutes(out: &mut Writer, time: NaiveTime) -> &mut Writer {
    out.digits(time.hour(), 2).raw(":").digits(time.minute(), 2)
}

/// Hours and minutes; on a page also seconds and their fraction, where there are any.
fn clock(out: &mut Writer, time: NaiveTime, room: Room) {
    if room == Room::Page && (time.second() > 0 || time.nanosecond() > 0) {
        seconds(out, time);
    } else {
        minutes(out, time);
    }
}
