//! How is a text shown? By what it stands for; links only to addresses that are known to be harmless.

use crate::models::{Column, Format};
use crate::widgets::value::Room;
use crate::widgets::{Writer, theme};

/// The greatest length of a text in a list.
const SHORT: usize = 80;

pub(super) fn text(out: &mut Writer, column: &Column, text: &str, room: Room) {
    if !column.ty.choices.is_empty() {
        return choice(out, column, text);
    }
    if text.is_empty() {
        out.raw(
            "<span class=\"fab-empty\">“”</span><span class=\"visually-hidden\">empty text</span>",
        );
        return;
    }
    match column.format {
        Format::Email if is_email(text) => link(out, "mailto:", text, text),
        Format::Url if is_web_address(text) => link(out, "", text, text),
        Format::Tel if is_telephone(text) => {
            let digits: String = text.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
            link(out, "tel:", &digits, text);
        }
        Format::Color if is_color(text) => {
            out.raw("<span class=\"fab-color\"><svg class=\"fab-swatch\" viewBox=\"0 0 16 16\" aria-hidden=\"true\">");
            out.raw("<rect width=\"16\" height=\"16\" rx=\"4\"").attr("fill", text).raw("/></svg>");
            out.raw("<code class=\"fab-code\">").text(text).raw("</code></span>");
        }
        Format::Slug => {
            out.raw("<code class=\"fab-code\">").text(text).raw("</code>");
        }
        // The first words say more than the marks before them.
        Format::Markdown if room == Room::Cell => {
            shortened(out, text.trim_start_matches(['#', '>', '*', '-', ' ', '\n']));
        }
        _ if room == Room::Page => {
            out.raw("<span class=\"fab-long\">").text(text).raw("</span>");
        }
        _ => shortened(out, text),
    }
}

/// The first line, at most so many characters of it.
pub(super) fn shortened(out: &mut Writer, text: &str) {
    let line = text.trim_start().lines().next().unwrap_or_default();
    let cut = line.char_indices().nth(SHORT).map(|(at, _)| at);
    match cut.and_then(|at| line.get(..at)) {
        Some(start) => out.text(start.trim_end()).raw("…"),
        None if line.len() < text.trim().len() => out.text(line).raw(" …"),
        None => out.text(line),
    };
}

fn choice(out: &mut Writer, column: &Column, text: &str) {
    let known = column.ty.choices.iter().find(|choice| choice.value == text);
    match known {
        Some(choice) => {
            out.raw("<span class=\"").raw(theme::badge(choice.tone)).raw("\">");
            out.text(choice.label).raw("</span>");
        }
        None => {
            out.raw("<span class=\"fab-badge fab-warning\">").text(text).raw("</span>");
        }
    }
}

fn link(out: &mut Writer, scheme: &'static str, address: &str, text: &str) {
    out.raw("<a rel=\"noreferrer\" href=\"").raw(scheme).text(address).raw("\">");
    shortened(out, text);
    out.raw("</a>");
}

fn is_email(text: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '+' | '@');
    text.matches('@').count() == 1 && text.chars().all(plain)
}

fn is_web_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty())
        && !text.chars().any(|c| c.is_whitespace() || c.is_control())
}

fn is_telephone(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit() || "+-/(). ".contains(c))
        && text.chars().any(|c| c.is_ascii_digit())
}

fn is_color(text: &str) -> bool {
    text.strip_prefix('#')
        .is_some_and(|rest| rest.len() == 6 && rest.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
