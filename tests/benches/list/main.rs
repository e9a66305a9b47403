//! What does a page cost? Processor time of the server for each request, beside that of a bare handler.
//!
//! `cargo bench -p fab-tests --bench list` measures everything; words after `--` pick: `-- sqlite 100000`.
//! Sessions and permissions are on. Each server is a process of its own, so that only its time counts; the time
//! that PostgreSQL itself takes counts for neither.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a benchmark is a program for developers: it prints, and stops at the first problem"
)]

mod bare;
mod cases;
mod cpu;
mod server;
mod shop;

use std::time::Duration;

use fab::db::{Db, DbOptions, schema};
use fab::testing::TestDb;
use fab_tests::databases::POSTGRES;
use fab_tests::site;

use cases::{CASES, Figures, Line};
use server::Server;

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["serve-fab", url] => server::serve_fab(url).await,
        ["serve-bare", url, filler] => server::serve_bare(url, filler.parse().unwrap()).await,
        words => measure_all(words).await,
    }
}

async fn measure_all(words: &[&str]) {
    let wanted = |word: &str| {
        let picks: Vec<&&str> = words.iter().filter(|pick| !pick.starts_with("--")).collect();
        let of_this_kind = |pick: &str| pick.parse::<u64>().is_ok() == word.parse::<u64>().is_ok();
        let mut picks = picks.into_iter().filter(|pick| of_this_kind(pick)).peekable();
        picks.peek().is_none() || picks.any(|pick| *pick == word)
    };
    let mut servers = vec![("sqlite", Some("sqlite:"))];
    servers.push(("postgres", POSTGRES.url().await));
    for (name, url) in servers {
        let Some(url) = url.filter(|_| wanted(name)) else { continue };
        let mut before: Option<Figures> = None;
        for rows in [100_000, 1_000_000] {
            if !wanted(&rows.to_string()) {
                continue;
            }
            let figures = measure(name, url, rows).await;
            figures.print(&format!("{name}, {rows} rows"), before.as_ref());
            before = Some(figures);
        }
    }
}

/// Fills a database, serves it twice, and asks both servers for the same pages.
async fn measure(name: &str, url: &str, rows: i64) -> Figures {
    println!("\n{name}: filling in {rows} rows");
    let database = TestDb::on(url).await.unwrap();
    let mut options = DbOptions::new(database.url());
    options.statement_timeout = Duration::ZERO;
    let db = Db::connect(&options).await.unwrap();
    schema::migrate(&db, &server::app().models()).await.unwrap();
    shop::fill(&db, rows).await;
    let mut figures = Figures::default();
    let mut fab = Server::start(&["serve-fab", database.url()]).await;
    fab.client.sign_in(site::ADMINISTRATOR, site::PASSWORD).await;
    for case in CASES {
        let (cost, bytes) = fab.measure(case.fab).await;
        // Our page has fifty rows; whatever the frame weighs is spread over those of the bare page.
        let plain = if case.rows > 1 { 340 } else { 0 };
        let filler = (bytes / case.rows).saturating_sub(plain);
        let mut server = Server::start(&["serve-bare", database.url(), &filler.to_string()]).await;
        let (bare, bare_bytes) = server.measure(case.bare).await;
        figures.add(Line { name: case.name, cost, bytes, bare, bare_bytes });
    }
    figures
}
