//! How are figures written so that Prometheus reads them? As text, format 0.0.4: a family at a time, every label escaped.

use std::fmt::{Display, Write as _};

/// What the answer says of itself.
pub(crate) const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Figures as text.
#[derive(Debug, Default)]
pub(crate) struct Exposition(String);

/// What figures of a family mean.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Sort {
    /// It only grows.
    Counter,
    /// It is what it is just now.
    Gauge,
    /// How many were no larger than each bound.
    Histogram,
}

impl Exposition {
    /// Begins a family; its samples follow at once.
    pub(crate) fn family(&mut self, name: &str, sort: Sort, help: &'static str) -> &mut Self {
        let sort = match sort {
            Sort::Counter => "counter",
            Sort::Gauge => "gauge",
            Sort::Histogram => "histogram",
        };
        // Writing to a text does not fail.
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {sort}");
        self
    }

    /// One figure.
    pub(crate) fn sample(&mut self, name: &str, labels: &[(&str, &str)], value: impl Display) {
        self.0.push_str(name);
        for (index, (label, text)) in labels.iter().enumerate() {
            self.0.push(if index == 0 { '{' } else { ',' });
            let _ = write!(self.0, "{label}=\"");
            for letter in text.chars() {
                match letter {
                    '\\' => self.0.push_str("\\\\"),
                    '"' => self.0.push_str("\\\""),
                    '\n' => self.0.push_str("\\n"),
                    letter => self.0.push(letter),
                }
            }
            self.0.push('"');
        }
        if !labels.is_empty() {
            self.0.push('}');
        }
        let _ = writeln!(self.0, " {value}");
    }

    /// All of it.
    pub(crate) fn finish(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_cannot_break_out() {
        let mut out = Exposition::default();
        out.family("fab_x", Sort::Gauge, "What it is.");
        out.sample("fab_x", &[("a", "b\"} 1\nfab_y{c=\"\\"), ("d", "")], 7);
        out.sample("fab_x", &[], 0.5);
        assert_eq!(
            out.finish(),
            "# HELP fab_x What it is.\n# TYPE fab_x gauge\n\
             fab_x{a=\"b\\\"} 1\\nfab_y{c=\\\"\\\\\",d=\"\"} 7\nfab_x 0.5\n"
        );
    }
}
