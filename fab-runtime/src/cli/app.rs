//! What does an application say of its own start?

use crate::admin::App;

impl App {
    /// Sets what a setting is when nobody says otherwise: `setting("bind", "127.0.0.1:9000")`.
    ///
    /// The file, variables and flags win over it. [`KNOWN`](crate::cli::settings::KNOWN) lists the names; one
    /// that is not there, or a wrong value, is refused when the program starts.
    pub fn setting(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.settings.push((name.into(), value.into()));
        self
    }

    /// In development, fills every empty table with so many made-up rows when the site starts.
    ///
    /// Needs the feature `seed`.
    pub fn demo_rows(mut self, rows: u64) -> Self {
        self.demo_rows = rows;
        self
    }
}
