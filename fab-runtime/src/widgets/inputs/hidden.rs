//! How is a value carried along unseen?

use crate::widgets::Writer;
use crate::widgets::inputs::Control;

pub(crate) fn hidden(out: &mut Writer, control: &Control<'_>) {
    out.raw("<input type=\"hidden\"").attr("name", control.column.name);
    out.attr("value", control.text).raw(">");
}
