//! How is a JSON document edited? As text.

use crate::widgets::inputs::Control;
use crate::widgets::{Writer, theme};

pub(super) fn json(out: &mut Writer, control: &Control<'_>) {
    control.open(out, "textarea", theme::INPUT_CODE);
    let lines = control.text.lines().count().clamp(3, 20) + 1;
    out.attr_display("rows", lines).raw(" spellcheck=\"false\" autocapitalize=\"none\"");
    out.raw(" placeholder=\"{}\">\n").text(control.text).raw("</textarea>");
}
