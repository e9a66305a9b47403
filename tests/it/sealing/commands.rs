//! Do the commands change keys as they say, and does a program with sealed fields start only with its keys?

use fab::cli::Call;
use fab::db::{Db, DbOptions, DialectKind};
use fab::models::Kind;
use fab::prelude::*;
use fab::testing::TestDb;
use fab::{App, Error, ErrorKind};
use fab_tests::databases::each_database;

const KEY: &str = "c1c4f0a9be2d7e05334b2a1986f7d3501e6b9a427c8055dd3ef10bb6a95f2c84";

#[derive(AdminModel, Encrypted)]
struct Taxpayer {
    #[admin(key)]
    id: i64,
    #[admin(max_length = 40)]
    name: String,
    #[encrypted(blind_index)]
    tax_id: Secret<String>,
    #[encrypted]
    note: Option<Secret<String>>,
}

async fn run(url: &str, mode: &str, keys: Option<&str>, arguments: &str) -> Result<String, Error> {
    let arguments = std::iter::once("taxes").chain(arguments.split_whitespace());
    let (call, transcript) = Call::captured_with_input(arguments, "");
    let given = [
        ("FAB_MODE", mode),
        ("FAB_DATABASE_URL", url),
        ("FAB_SECRET_KEY", KEY),
        ("FAB_BASE_URL", "https://taxes.example.com"),
    ];
    let call = call.variables(given.into_iter().chain(keys.map(|keys| ("FAB_KEYS", keys))));
    App::new("Taxes").model::<Taxpayer>().run_from(call).await.map(|()| transcript.text())
}

/// In production, with another key of the keys than before.
async fn run_with(url: &str, keys: &str, old: &str, arguments: &str) -> Result<String, Error> {
    let arguments = std::iter::once("taxes").chain(arguments.split_whitespace());
    let (call, transcript) = Call::captured_with_input(arguments, "");
    let call = call.variables([
        ("FAB_MODE", "production"),
        ("FAB_DATABASE_URL", url),
        ("FAB_SECRET_KEY", KEY),
        ("FAB_BASE_URL", "https://taxes.example.com"),
        ("FAB_KEYS", keys),
        ("FAB_KEYS_OLD", old),
    ]);
    App::new("Taxes").model::<Taxpayer>().run_from(call).await.map(|()| transcript.text())
}

fn contains(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "`{part}` is not in:\n{text}");
    }
}

#[tokio::test]
async fn keys_are_made_changed_and_destroyed_by_commands() {
    each_database(async |db: TestDb| {
        let run = async |arguments: &str| run(db.url(), "production", Some(KEY), arguments).await;
        contains(&self::run(db.url(), "production", None, "migrate").await.unwrap(), &["fab_keys"]);
        let refused = run("user list").await.unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::Settings);
        contains(&refused.to_string(), &["no key for fields yet", "taxes migrate"]);
        let made = run("keys generate").await.unwrap();
        contains(&made, &["made key 1 for fields", "made key 2 for blind indexes"]);
        contains(&run("keys generate").await.unwrap(), &["there is a key for fields already"]);
        run("seed 40 --model taxpayer").await.unwrap();
        let status = run("keys status").await.unwrap();
        contains(&status, &["active", "local:", "in the clear: 0 cells"]);
        let rotated = run("keys rotate").await.unwrap();
        contains(&rotated, &["key 3 is active for fields", "key 4 is active for blind indexes"]);
        contains(&run("keys reencrypt --dry-run").await.unwrap(), &["would be sealed"]);
        let in_use = run("keys destroy 1").await.unwrap_err();
        assert_eq!(in_use.kind(), ErrorKind::Command);
        contains(&in_use.to_string(), &["still used", "taxpayers."]);
        let done = run("keys reencrypt --rate 100000").await.unwrap();
        contains(&done, &["40 rows looked at", "40 blind indexes written"]);
        let verified = run("keys verify").await.unwrap();
        contains(&verified, &["key 3:", "blind indexes: 40 of the active key, 0 others"]);
        assert!(!verified.contains("key 1:"), "{verified}");
        contains(&run("keys destroy 1").await.unwrap(), &["key 1 is destroyed"]);
        contains(&run("keys destroy 2").await.unwrap(), &["key 2 is destroyed"]);
        contains(&run("keys destroy 3").await.unwrap_err().to_string(), &["rotate it first"]);
        contains(&run("keys status").await.unwrap(), &["destroyed"]);
        spoil(&db).await;
        let wrong = run("keys verify").await.unwrap_err();
        contains(&wrong.to_string(), &["one cell does not open"]);
    })
    .await;
}

/// Puts the ciphertext of one row into another.
async fn spoil(db: &Db) {
    let mut writer = db.writer();
    let column = if db.dialect() == DialectKind::MySql { "`tax_id`" } else { "\"tax_id\"" };
    writer.push("SELECT ").push(column).push(" FROM taxpayers WHERE id = 1");
    let found = db.fetch(writer.finish(&[Kind::Bytes])).await.unwrap();
    let cell = found.into_iter().flatten().next().unwrap();
    let mut writer = db.writer();
    writer.push("UPDATE taxpayers SET ").push(column).push(" = ").bind(Kind::Bytes, cell);
    writer.push(" WHERE id = 2");
    assert_eq!(db.execute(writer.finish(&[])).await.unwrap(), 1);
}

#[tokio::test]
async fn production_with_sealed_fields_does_not_start_without_the_key_of_its_keys() {
    let db = TestDb::sqlite().await.unwrap();
    run(db.url(), "production", None, "migrate").await.unwrap();
    let refused = run(db.url(), "production", None, "user list").await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Settings);
    contains(&refused.to_string(), &["FAB_KEYS is not set", "openssl rand -hex 32"]);
    let wrong = run(db.url(), "production", Some("changeme"), "user list").await.unwrap_err();
    assert!(!wrong.to_string().contains("changeme"), "{wrong}");
}

#[tokio::test]
async fn another_key_of_the_keys_takes_the_place_of_the_old_one_and_no_cell_is_touched() {
    const OTHER: &str = "8f1b6d20c95ae4737d01b8e2f64a9c35570ed1b43a6c29f8e07b52d1946ac83f";
    each_database(|db: TestDb| async move {
        let first = async |arguments: &str| run(db.url(), "production", Some(KEY), arguments).await;
        let both = async |arguments: &str| run_with(db.url(), OTHER, KEY, arguments).await;
        let other =
            async |arguments: &str| run(db.url(), "production", Some(OTHER), arguments).await;
        first("migrate").await.unwrap();
        first("seed 5 --model taxpayer").await.unwrap();
        first("keys rotate --purpose fields").await.unwrap();
        let refused = other("user list").await.unwrap_err();
        let said = std::error::Error::source(&refused).map(ToString::to_string);
        contains(&said.unwrap_or_default(), &["was wrapped by `local:", "not among the settings"]);
        let same = run_with(db.url(), KEY, KEY, "keys rewrap").await.unwrap_err();
        contains(&same.to_string(), &["FAB_KEYS_OLD and FAB_KEYS name the same key"]);
        // The program runs with both, while keys are still wrapped by the old one.
        both("user list").await.unwrap();
        let done = both("keys rewrap").await.unwrap();
        contains(
            &done,
            &["key 1 is wrapped anew", "key 2 is", "key 3 is", "take FAB_KEYS_OLD out"],
        );
        contains(&both("keys rewrap").await.unwrap(), &["FAB_KEYS_OLD is not needed"]);
        contains(
            &other("keys verify").await.unwrap(),
            &["5 rows looked at", "key 1:", "in the clear: 0"],
        );
        first("user list").await.unwrap_err();
    })
    .await;
}

#[tokio::test]
async fn development_makes_its_keys_and_says_so() {
    let db = TestDb::sqlite().await.unwrap();
    let made = run(db.url(), "development", Some(KEY), "user list").await.unwrap();
    contains(&made, &["made key 1 for fields", "made key 2 for blind indexes"]);
    let again = run(db.url(), "development", Some(KEY), "user list").await.unwrap();
    assert!(!again.contains("made key"), "{again}");
}

#[tokio::test]
async fn structs_with_secrets_come_back_from_every_database() {
    each_database(async |db: TestDb| {
        run(db.url(), "production", Some(KEY), "migrate").await.unwrap();
        let secret: fab::crypto::AppSecret = KEY.parse().unwrap();
        let wrapper = std::sync::Arc::new(fab::crypto::keys::LocalKey::new(&secret));
        let options = fab::db::keys::KeyVaultOptions::new(wrapper);
        let fresh = Db::connect(&DbOptions::new(db.url())).await.unwrap();
        let vault =
            fab::db::keys::KeyVault::open(fresh.clone(), super::clock(), options).await.unwrap();
        let store =
            fab::db::Store::new(fresh, super::clock()).with_sealer(std::sync::Arc::new(vault));
        let scope = Scope::system();
        let ada = Taxpayer {
            id: 0,
            name: "Ada".to_owned(),
            tax_id: Secret::new("12 345".to_owned()),
            note: None,
        };
        let added = store.add(&scope, &ada).await.unwrap();
        let loaded: Taxpayer = store.load(&scope, &added.key()).await.unwrap();
        assert_eq!((loaded.name.as_str(), loaded.tax_id.expose().as_str()), ("Ada", "12 345"));
        assert!(loaded.note.is_none());
        let by_id = Condition::eq("tax_id", "12 345");
        let found: Vec<Taxpayer> = store.all(&scope, &by_id).await.unwrap();
        assert_eq!(found.len(), 1);
    })
    .await;
}
