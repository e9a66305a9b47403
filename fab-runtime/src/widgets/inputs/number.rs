//! How is a number edited? As text, so that what was typed comes back even when it is no number, and large ones exactly.

use crate::models::{Bound, Kind};
use crate::widgets::inputs::Control;
use crate::widgets::{Writer, theme};

pub(super) fn number(out: &mut Writer, control: &Control<'_>) {
    control.input(out, "text", theme::INPUT);
    let column = control.column;
    let from_zero = column.ty.range.is_some_and(|(min, _)| min >= 0)
        || matches!(column.min(), Some(Bound::Int(min)) if min >= 0);
    // Keyboards for digits have no minus sign.
    if from_zero {
        let digits = column.kind() == Kind::Int;
        out.raw(if digits { " inputmode=\"numeric\"" } else { " inputmode=\"decimal\"" });
    }
    out.raw(" spellcheck=\"false\">");
}
