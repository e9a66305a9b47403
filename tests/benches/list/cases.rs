//! Which pages are measured, and how are the figures read?

use std::time::Duration;

/// A request that is repeated.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Ask {
    /// This page.
    Get(&'static str),
    /// This form, sent with a stock that changes each time.
    Save(&'static str),
}

/// A page of ours, and the same of the bare handler.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) fab: Ask,
    pub(crate) bare: Ask,
    /// Rows on the bare page.
    pub(crate) rows: usize,
}

const fn list(name: &'static str, fab: &'static str, bare: &'static str) -> Case {
    Case { name, fab: Ask::Get(fab), bare: Ask::Get(bare), rows: 51 }
}

pub(crate) const CASES: &[Case] = &[
    list("first page", "/products", "/first"),
    list("last page", "/products?before=", "/last"),
    list("sorted, indexed", "/products?sort=name", "/indexed"),
    list("sorted, not indexed", "/products?sort=weight", "/unindexed"),
    list("search", "/products?q=spring", "/search"),
    Case {
        name: "edit form",
        fab: Ask::Get("/products/77/edit"),
        bare: Ask::Get("/form/77"),
        rows: 1,
    },
    Case {
        name: "save",
        fab: Ask::Save("/products/77/edit"),
        bare: Ask::Save("/save/77"),
        rows: 1,
    },
];

/// Pages that an index serves: a larger table must not make them dearer.
const INDEXED: &[&str] = &["first page", "last page", "sorted, indexed", "edit form"];

/// What was measured on one table.
#[derive(Debug, Default)]
pub(crate) struct Figures(Vec<Line>);

/// One page of ours and the same of the bare handler: processor time, and bytes.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) name: &'static str,
    pub(crate) cost: Duration,
    pub(crate) bytes: usize,
    pub(crate) bare: Duration,
    pub(crate) bare_bytes: usize,
}

impl Figures {
    pub(crate) fn add(&mut self, line: Line) {
        self.0.push(line);
    }

    fn cost(&self, name: &str) -> Option<Duration> {
        self.0.iter().find(|line| line.name == name).map(|line| line.cost)
    }

    /// Prints a table, and how it compares with the smaller one measured `before`.
    pub(crate) fn print(&self, title: &str, before: Option<&Self>) {
        println!(
            "\n{title:<28}{:>9}{:>9}{:>8}{:>9}{:>9}",
            "fab ms", "bare ms", "ratio", "bytes", "bare"
        );
        for line in &self.0 {
            println!(
                "{:<28}{:>9.3}{:>9.3}{:>8.2}{:>9}{:>9}",
                line.name,
                milliseconds(line.cost),
                milliseconds(line.bare),
                ratio(line.cost, line.bare),
                line.bytes,
                line.bare_bytes
            );
        }
        if let (Some(first), Some(last)) = (self.cost("first page"), self.cost("last page")) {
            println!("last page against first: {:.2} (aim: at most 1.5)", ratio(last, first));
        }
        for name in INDEXED {
            if let (Some(now), Some(then)) =
                (self.cost(name), before.and_then(|before| before.cost(name)))
            {
                println!(
                    "{name} against the smaller table: {:.2} (aim: at most 1.2)",
                    ratio(now, then)
                );
            }
        }
    }
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn ratio(a: Duration, b: Duration) -> f64 {
    a.as_secs_f64() / b.as_secs_f64()
}
