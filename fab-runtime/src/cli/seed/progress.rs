//! How far is it? A bar for people, nothing for pipes.

use indicatif::{ProgressBar, ProgressStyle};

const STYLE: &str = "{msg:24} {wide_bar} {human_pos}/{human_len} rows, {per_sec}, {eta} left";

/// A bar on the terminal, if there is one.
#[derive(Debug)]
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// Drawn on the terminal's error stream; nothing is drawn where that is no terminal.
    pub(crate) fn visible() -> Self {
        let bar = ProgressBar::new(0);
        if let Ok(style) = ProgressStyle::with_template(STYLE) {
            bar.set_style(style);
        }
        Self(bar)
    }

    pub(crate) fn begin(&self, what: &'static str, rows: u64) {
        self.0.reset();
        self.0.set_length(rows);
        self.0.set_message(what);
    }

    pub(crate) fn advance(&self, rows: u64) {
        self.0.inc(rows);
    }

    pub(crate) fn finish(&self) {
        self.0.finish_and_clear();
    }
}
