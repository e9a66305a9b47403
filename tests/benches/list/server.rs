//! How is a server measured? It runs as a process of its own, and the kernel says what it used.

use std::process::Stdio;
use std::time::{Duration, Instant};

use fab::admin::{App, SiteOptions};
use fab::db::{Db, DbOptions};
use fab_tests::client::{Answer, Client};
use fab_tests::site;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::net::TcpListener;
use tokio::process::{Child, Command};

use crate::cases::Ask;
use crate::shop::{Product, Supplier};
use crate::{bare, cpu};

/// Requests before anything is measured.
const WARM_UP: u32 = 30;
/// Requests of one round, unless they take too long.
const ROUND: u32 = 100;
/// The cheapest round counts: whatever else the machine does only adds.
const ROUNDS: u32 = 5;
/// No round goes on for longer.
const PATIENCE: Duration = Duration::from_secs(3);

/// The site that is measured.
pub(crate) fn app() -> App {
    App::new("Shop").model::<Product>().model::<Supplier>()
}

/// A server in a process of its own; it is killed when dropped.
pub(crate) struct Server {
    process: Child,
    pub(crate) client: Client,
}

impl Server {
    /// Starts this program again with `arguments`.
    pub(crate) async fn start(arguments: &[&str]) -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(arguments)
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).await.unwrap();
        let address = line.trim().parse().unwrap();
        Self { process, client: Client::new(address) }
    }

    /// The processor time of one request, and the bytes of its answer.
    pub(crate) async fn measure(&mut self, ask: Ask) -> (Duration, usize) {
        let mut bytes = 0;
        let start = Instant::now();
        for turn in 0..WARM_UP {
            let answer = self.ask(ask, turn).await;
            assert!(answer.status < 400, "{ask:?}: {} {}", answer.status, answer.body);
            bytes = answer.body.len();
            if start.elapsed() > PATIENCE {
                break;
            }
        }
        let process = self.process.id().unwrap();
        let mut best = Duration::MAX;
        for _ in 0..ROUNDS {
            let (start, before) = (Instant::now(), cpu::used(process));
            let mut turns = 0;
            while turns < ROUND && start.elapsed() < PATIENCE {
                self.ask(ask, turns).await;
                turns += 1;
            }
            best = best.min(cpu::used(process).saturating_sub(before) / turns);
        }
        (best, bytes)
    }

    async fn ask(&mut self, ask: Ask, turn: u32) -> Answer {
        match ask {
            Ask::Get(path) => self.client.get(path).await,
            Ask::Save(path) => {
                if self.client.form_token().is_empty() {
                    self.client.get(path).await;
                }
                let stock = turn.to_string();
                let fields = [
                    ("name", "Product 0077 of the autumn collection"),
                    ("sku", "SKU-00000077"),
                    ("price", "123.45"),
                    ("stock", stock.as_str()),
                    ("weight", "1.5"),
                    ("state", "on_sale"),
                    ("active", "true"),
                    ("added", "2024-01-31T12:30:00"),
                    ("supplier", "7"),
                ];
                let answer = self.client.post(path, &fields).await;
                assert_eq!(answer.status, 303, "{}", answer.body);
                answer
            }
        }
    }
}

/// Serves our site.
pub(crate) async fn serve_fab(url: &str) {
    let db = Db::connect(&DbOptions::new(url)).await.unwrap();
    let app = app();
    let security = site::security(&app, &db).await;
    let site = app.site(security, SiteOptions::default()).unwrap();
    site.serve(listen().await, std::future::pending()).await.unwrap();
}

/// Serves the bare pages.
pub(crate) async fn serve_bare(url: &str, filler: usize) {
    bare::serve(url, filler, listen().await).await;
}

/// Listens on a free port, and says where.
async fn listen() -> TcpListener {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    println!("{}", listener.local_addr().unwrap());
    listener
}
