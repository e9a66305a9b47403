//! Which classes do things carry? The names of the style sheet, in one place.

use crate::models::Tone;

/// A single-line control.
pub const INPUT: &str = "form-control";
/// A control whose text is code: keys, JSON.
pub const INPUT_CODE: &str = "form-control fab-code";
/// A drop-down list.
pub const SELECT: &str = "form-select";
/// A box or a radio button.
pub const CHECK: &str = "form-check-input";
/// The text beside a box.
pub const CHECK_LABEL: &str = "form-check-label";
/// The label above a control.
pub const LABEL: &str = "form-label";
/// The text under a control.
pub const HELP: &str = "form-text";
/// Controls in one line.
pub const GROUP: &str = "input-group";
/// The button that matters.
pub const PRIMARY: &str = "btn btn-primary";
/// Any other button.
pub const SECONDARY: &str = "btn fab-btn";
/// A button that destroys.
pub const DANGER: &str = "btn fab-btn fab-btn-danger";
/// Only for screen readers.
pub const HIDDEN: &str = "visually-hidden";

/// A badge in a tone; the text says it too.
pub const fn badge(tone: Tone) -> &'static str {
    match tone {
        Tone::Info => "fab-badge fab-info",
        Tone::Success => "fab-badge fab-success",
        Tone::Warning => "fab-badge fab-warning",
        Tone::Danger => "fab-badge fab-danger",
        Tone::Neutral => "fab-badge",
    }
}

/// A box with a message in a tone.
pub const fn notice(tone: Tone) -> &'static str {
    match tone {
        Tone::Info => "fab-notice fab-info",
        Tone::Success => "fab-notice fab-success",
        Tone::Warning => "fab-notice fab-warning",
        Tone::Danger => "fab-notice fab-danger",
        Tone::Neutral => "fab-notice",
    }
}
