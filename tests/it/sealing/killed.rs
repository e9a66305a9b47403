//! What is left when a process is killed in the middle of a re-encryption? Whole cells, and work for the next one.

use std::io::{BufRead, BufReader};
use std::ops::ControlFlow;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use fab::crypto::AppSecret;
use fab::crypto::keys::{LocalKey, Purpose};
use fab::db::keys::{Depth, Reencryption};
use fab::db::{Db, DbOptions, SealingMode, Store, Update};
use fab::models::{Condition, Key, Scope, Value};
use fab_tests::databases::{each_database, variable};

use super::models::PERSON;
use super::{MODELS, Wrapper, inside, person, prepared_by};

/// What the child is told: where, and with which key.
const URL: &str = "FAB_TEST_KILLED_URL";
const SECRET: &str = "FAB_TEST_KILLED_KEY";
/// The half of the test that runs in the child.
const HALF: &str = "sealing::killed::the_half_that_is_killed";
const PEOPLE: i64 = 60;

/// The process that is killed, at the latest when the test is over.
struct Doomed(Child);

impl Doomed {
    fn start(url: &str, secret: &AppSecret) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", HALF, "--nocapture", "--test-threads=1"]);
        command.env(URL, url).env(SECRET, secret.to_text().expose());
        Self(command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap())
    }

    /// Lets it work through some batches, and kills it in the next.
    fn kill_half_way(&mut self) {
        let lines = BufReader::new(self.0.stdout.take().unwrap()).lines();
        let batches = lines.map_while(Result::ok).filter(|line| line.starts_with("batch")).take(3);
        assert_eq!(batches.count(), 3, "it ended before it was killed");
        self.0.kill().unwrap();
        assert_eq!(self.0.wait().unwrap().code(), None, "it ended by itself");
    }
}

impl Drop for Doomed {
    fn drop(&mut self) {
        // It is gone already unless the test failed.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Nothing by itself: the test below starts it as a process of its own.
#[tokio::test]
async fn the_half_that_is_killed() {
    let (Some(url), Some(secret)) = (variable(URL), variable(SECRET)) else { return };
    let wrapper = Wrapper(Arc::new(LocalKey::new(&secret.parse::<AppSecret>().unwrap())));
    let db = Db::connect(&DbOptions::new(url)).await.unwrap();
    let vault = wrapper.vault(&db, SealingMode::Strict).await;
    let small = Reencryption { batch: 5, rate: Some(50), ..Reencryption::default() };
    let tell = |_: &'static _, _: &_| {
        println!("batch");
        ControlFlow::Continue(())
    };
    vault.reencrypt(MODELS, small, tell).await.unwrap();
}

/// Changes rows of its own until `over`, and says what must stand there in the end.
async fn write(
    store: Store,
    rows: std::ops::RangeInclusive<i64>,
    over: Arc<AtomicBool>,
) -> Vec<(i64, String)> {
    let mut last = Vec::new();
    let mut round = 0;
    while !over.load(Ordering::Relaxed) || round == 0 {
        last.clear();
        for id in rows.clone() {
            let note = format!("row {id}, round {round}");
            let change = Update::new(&PERSON).set("note", note.as_str());
            let key = Key::new(vec![Value::Int(id)]);
            store.update(&Scope::system(), &key, change).await.unwrap();
            last.push((id, note));
        }
        round += 1;
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    last
}

#[tokio::test]
async fn nothing_is_lost_when_the_process_is_killed_half_way_and_others_write() {
    each_database(|db| async move {
        let secret = AppSecret::generate().unwrap();
        let wrapper = Wrapper(Arc::new(LocalKey::new(&secret)));
        prepared_by(&wrapper, &db).await;
        let (store, vault) = wrapper.store(&db, SealingMode::Strict).await;
        let people =
            (1..=PEOPLE).map(|number| person(&format!("P{number}"), &format!("DE{number}")));
        store.insert_many(&Scope::system(), people.collect()).await.unwrap();
        vault.rotate(Purpose::Fields).await.unwrap();
        vault.rotate(Purpose::BlindIndex).await.unwrap();

        let over = Arc::new(AtomicBool::new(false));
        let mut writers = Vec::new();
        for rows in [1..=10, 11..=20, 21..=30] {
            let (store, _) = wrapper.store(&db, SealingMode::Strict).await;
            writers.push(tokio::spawn(write(store, rows, Arc::clone(&over))));
        }
        let mut doomed = Doomed::start(db.url(), &secret);
        tokio::task::spawn_blocking(move || doomed.kill_half_way()).await.unwrap();
        let active = vault.active(Purpose::Fields).unwrap();
        let survey = vault.survey(MODELS, Depth::Opened, |_, _| ()).await.unwrap();
        assert!(survey.failed.is_empty(), "{:?}", survey.failed);
        let old: u64 = survey.cells.iter().filter(|(key, _)| **key != active).map(|(_, n)| n).sum();
        assert!(old > 0, "it was not half-way: {:?}", survey.cells);

        let next = wrapper.vault(&db, SealingMode::Strict).await;
        let done =
            next.reencrypt(MODELS, Reencryption::default(), |_, _| ControlFlow::Continue(())).await;
        assert!(done.unwrap().failed.is_empty());
        over.store(true, Ordering::Relaxed);
        let mut wanted = Vec::new();
        for writer in writers {
            wanted.extend(writer.await.unwrap());
        }
        wanted.extend((31..=PEOPLE).map(|id| (id, format!("about P{id}"))));
        let survey = next.survey(MODELS, Depth::Opened, |_, _| ()).await.unwrap();
        assert!(survey.failed.is_empty(), "{:?}", survey.failed);
        assert_eq!(survey.cells.into_keys().collect::<Vec<_>>(), [active]);
        let rows = store.find(&PERSON, &Scope::system(), &Condition::Everything, &[], 999).await;
        let note = |row: &_| inside(row, "note").as_text().map(str::to_owned);
        let mut found: Vec<_> = rows
            .unwrap()
            .iter()
            .map(|row| (row.get("id").as_int().unwrap(), note(row).unwrap()))
            .collect();
        found.sort();
        wanted.sort();
        assert_eq!(found, wanted);
    })
    .await;
}
