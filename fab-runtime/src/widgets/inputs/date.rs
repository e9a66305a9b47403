//! How are dates and times edited? By the browser's own controls, as long as these can hold what is there.
//!
//! The native controls silently drop what they cannot read: a wrong date, or more than milliseconds. Such a text
//! is edited as text, so that nothing is lost.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, Timelike as _};

use crate::widgets::inputs::Control;
use crate::widgets::{Writer, theme};

pub(super) fn date(out: &mut Writer, control: &Control<'_>) {
    let fits =
        NaiveDate::parse_from_str(control.text, "%Y-%m-%d").is_ok() && control.text.len() == 10;
    write(out, control, "date", fits, "YYYY-MM-DD");
}

pub(super) fn time(out: &mut Writer, control: &Control<'_>) {
    let time = ["%H:%M:%S%.f", "%H:%M"]
        .iter()
        .find_map(|format| NaiveTime::parse_from_str(control.text, format).ok());
    write(out, control, "time", time.is_some_and(is_whole_milliseconds), "HH:MM:SS");
}

pub(super) fn date_time(out: &mut Writer, control: &Control<'_>) {
    let at = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M"]
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(control.text, format).ok());
    let fits = at.is_some_and(|at| is_whole_milliseconds(at.time()))
        && control.text.split('T').next().is_some_and(|date| date.len() == 10);
    write(out, control, "datetime-local", fits, "YYYY-MM-DDTHH:MM:SS");
}

fn is_whole_milliseconds(time: NaiveTime) -> bool {
    time.nanosecond().is_multiple_of(1_000_000)
}

fn write(
    out: &mut Writer,
    control: &Control<'_>,
    kind: &'static str,
    fits: bool,
    notation: &'static str,
) {
    if fits || control.text.is_empty() {
        control.input(out, kind, theme::INPUT);
        if kind != "date" {
            out.raw(" step=\"any\"");
        }
    } else {
        control.input(out, "text", theme::INPUT_CODE);
        out.raw(" spellcheck=\"false\" placeholder=\"").raw(notation).raw("\"");
    }
    out.raw(">");
}
