//! How is a text edited? On one line, or on several when it is or may be long.

use crate::models::{Format, Kind};
use crate::widgets::inputs::Control;
use crate::widgets::{Writer, theme};

/// Texts that may be longer are edited on several lines.
const ONE_LINE: u32 = 255;

pub(super) fn text(out: &mut Writer, control: &Control<'_>) {
    let column = control.column;
    let long = column.max_length.is_some_and(|max| max > ONE_LINE);
    if long || column.format == Format::Markdown || control.text.contains('\n') {
        textarea(out, control);
    } else {
        line(out, control);
    }
}

pub(super) fn line(out: &mut Writer, control: &Control<'_>) {
    let column = control.column;
    let code = column.kind() == Kind::Uuid || matches!(column.format, Format::Slug | Format::Color);
    let class = if code { theme::INPUT_CODE } else { theme::INPUT };
    let kind = match column.format {
        Format::Email => "email",
        Format::Url => "url",
        Format::Tel => "tel",
        // The native control knows no empty colour and no wrong one.
        Format::Color if control.required && is_color(control.text) => "color",
        _ => "text",
    };
    control.input(
        out,
        kind,
        if kind == "color" { "form-control form-control-color" } else { class },
    );
    if let Some(max) = column.max_length
        && kind != "color"
    {
        out.attr_display("maxlength", max);
    }
    if code || kind != "text" {
        out.raw(" spellcheck=\"false\" autocapitalize=\"none\"");
    }
    out.raw(">");
}

pub(super) fn textarea(out: &mut Writer, control: &Control<'_>) {
    control.open(out, "textarea", theme::INPUT);
    let lines = control.text.lines().count().clamp(3, 16) + 1;
    out.attr_display("rows", lines);
    if let Some(max) = control.column.max_length {
        out.attr_display("maxlength", max);
    }
    if control.column.sealed.is_some() {
        out.raw(" spellcheck=\"false\"");
    }
    let placeholder = control.column.part.placeholder;
    if !placeholder.is_empty() {
        out.attr("placeholder", placeholder);
    }
    // A browser drops the first line end.
    out.raw(">\n").text(control.text).raw("</textarea>");
}

fn is_color(text: &str) -> bool {
    text.len() == 7
        && text.starts_with('#')
        && text.bytes().skip(1).all(|byte| byte.is_ascii_hexdigit())
}
