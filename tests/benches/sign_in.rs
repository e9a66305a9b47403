//! What does a sign-in cost, and what do others notice of two hundred at once? On SQLite, over loopback.
//!
//! `cargo bench -p fab-tests --bench sign_in` prints how many people sign in per second at the recommended cost of a
//! password, how long another page takes while nobody and while 200 people sign in, and what the check of a session
//! takes of each request.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a measurement says what it found, or fails"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use fab::admin::App;
use fab::crypto::AppSecret;
use fab::secret::Secret;
use fab::security::{Budget, PasswordCost, RatePolicy, SecurityOptions};
use fab::testing::TestDb;
use fab_tests::client::Client;
use fab_tests::site::{ADMINISTRATOR, PASSWORD, Served};

/// So many people sign in at once.
const PEOPLE: usize = 200;
/// So many pages are asked for while nobody signs in.
const PAGES: usize = 400;
/// So many sessions are checked.
const CHECKS: u32 = 5_000;
/// Nothing goes on for longer.
const PATIENCE: Duration = Duration::from_mins(3);
/// The page that others look at meanwhile.
const PAGE: &str = "/";

/// At which time so much of a hundred was done.
fn percentile(times: &mut [Duration], percent: usize) -> Duration {
    times.sort_unstable();
    times[(times.len() - 1) * percent / 100]
}

fn options() -> SecurityOptions {
    let plenty = Budget::minutes(100_000, 60);
    let mut options = SecurityOptions::new(AppSecret::generate().unwrap());
    options.password_cost = PasswordCost::RECOMMENDED;
    options.rates =
        RatePolicy { sign_in_account: plenty, sign_in_address: plenty, ..RatePolicy::default() };
    options
}

/// Asks for the page again and again until `over`, with a short pause after each.
async fn look(client: &mut Client, most: usize, over: &AtomicBool) -> Vec<Duration> {
    let mut times = Vec::with_capacity(most);
    while times.len() < most && !over.load(Ordering::Relaxed) {
        let begun = Instant::now();
        let answer = client.get(PAGE).await;
        times.push(begun.elapsed());
        assert_eq!(answer.status, 200, "{}", answer.body);
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    times
}

/// What the check of a session takes, as every request has it done.
async fn check_sessions(site: &Served) -> Duration {
    let who = fab::security::Client { address: None, user_agent: None, request_id: None };
    let password = Secret::new(PASSWORD.to_owned());
    let opened = site.security.login(ADMINISTRATOR, password, &who).await.unwrap();
    let begun = Instant::now();
    for _ in 0..CHECKS {
        assert!(site.security.load(opened.token.expose()).await.unwrap().is_some());
    }
    begun.elapsed() / CHECKS
}

#[tokio::main]
async fn main() {
    let db = TestDb::sqlite().await.unwrap();
    let site = Served::start_secured(&App::new("Shop"), &db, options()).await;
    println!(
        "the check of a session: {:?} (wanted: less than 150 µs)",
        check_sessions(&site).await
    );

    let mut looker = site.administrator().await;
    let never = AtomicBool::new(false);
    look(&mut looker, 50, &never).await;
    let mut idle = look(&mut looker, PAGES, &never).await;
    let (median, slowest) = (percentile(&mut idle, 50), percentile(&mut idle, 99));
    println!("another page, while nobody signs in: p50 {median:?}, p99 {slowest:?}");

    let over = Arc::new(AtomicBool::new(false));
    let done = Arc::clone(&over);
    let looking = tokio::spawn(async move { look(&mut looker, 1_000_000, &done).await });
    let begun = Instant::now();
    let entering: Vec<_> = (0..PEOPLE)
        .map(|_| {
            let mut visitor = site.visitor();
            tokio::spawn(async move {
                visitor.get("/login").await;
                let typed = [("username", ADMINISTRATOR), ("password", PASSWORD)];
                visitor.post("/login", &typed).await.status
            })
        })
        .collect();
    let mut entered = 0_u32;
    let mut turned_away = 0_u32;
    for one in entering {
        match tokio::time::timeout(PATIENCE, one).await.unwrap().unwrap() {
            303 => entered += 1,
            _ => turned_away += 1,
        }
    }
    let taken = begun.elapsed();
    over.store(true, Ordering::Relaxed);
    let mut busy = looking.await.unwrap();
    let (busy_median, busy_slowest) = (percentile(&mut busy, 50), percentile(&mut busy, 99));
    println!(
        "{PEOPLE} sign-ins at once: {entered} in, {turned_away} turned away, in {taken:.2?}: {:.1} in a second",
        f64::from(entered) / taken.as_secs_f64()
    );
    println!(
        "another page meanwhile: p50 {busy_median:?}, p99 {busy_slowest:?}: {:.1} times as long (wanted: 3 at most)",
        busy_slowest.as_secs_f64() / slowest.as_secs_f64()
    );
}
