//! Do the commands do what they say, on every database?

use fab::cli::Call;
use fab::prelude::*;
use fab::security::RoleSpec;
use fab::testing::TestDb;
use fab::{App, Error, ErrorKind};
use fab_tests::databases::each_database;

const KEYS: &str = "0b5d1e7794a6c83f2290be51d86af31c7e04d2b8956f1ca3e8704d6b93c25fa1";
const KEY: &str = "c1c4f0a9be2d7e05334b2a1986f7d3501e6b9a427c8055dd3ef10bb6a95f2c84";
const PASSWORD: &str = "violet harbour 42 lanterns";

#[derive(AdminModel)]
struct Shelf {
    #[admin(key)]
    id: i64,
    #[admin(unique, max_length = 30)]
    name: String,
}

#[derive(AdminModel)]
struct Book {
    #[admin(key, pattern = "[0-9]{4}-[0-9]{3}")]
    code: String,
    title: String,
    shelf: ForeignKey<Shelf>,
    #[admin(min = 1900, max = 2026)]
    year: i32,
    price: Option<Money>,
}

fn app() -> App {
    App::new("Library").model::<Book>().model::<Shelf>()
}

/// Runs a command in development; what it printed, or why it failed.
async fn run(url: &str, arguments: &str) -> Result<String, Error> {
    run_with(url, "development", arguments, "").await
}

async fn run_with(url: &str, mode: &str, arguments: &str, input: &str) -> Result<String, Error> {
    run_sealed(url, mode, arguments, input, Some(KEYS)).await
}

async fn run_sealed(
    url: &str,
    mode: &str,
    arguments: &str,
    input: &str,
    keys: Option<&str>,
) -> Result<String, Error> {
    let arguments = std::iter::once("library").chain(arguments.split_whitespace());
    let (call, transcript) = Call::captured_with_input(arguments, input);
    let variables = [
        ("FAB_MODE", mode),
        ("FAB_DATABASE_URL", url),
        ("FAB_SECRET_KEY", KEY),
        ("FAB_BASE_URL", "https://library.example.com"),
    ];
    let call = call.variables(variables.into_iter().chain(keys.map(|keys| ("FAB_KEYS", keys))));
    app().run_from(call).await.map(|()| transcript.text())
}

fn contains(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "`{part}` is not in:\n{text}");
    }
}

#[tokio::test]
async fn migrate_prints_then_does_then_has_nothing_to_do() {
    each_database(async |db: TestDb| {
        let printed = run(db.url(), "migrate --print").await.unwrap();
        contains(&printed, &["CREATE TABLE", "books", "fab_users"]);
        let done = run(db.url(), "migrate").await.unwrap();
        contains(&done, &["done: create the table books"]);
        let again = run(db.url(), "migrate").await.unwrap();
        contains(&again, &["nothing to do"]);
        contains(&run(db.url(), "check").await.unwrap(), &["hold the models"]);
    })
    .await;
}

#[tokio::test]
async fn production_does_not_touch_tables_by_itself() {
    let db = TestDb::sqlite().await.unwrap();
    let error = run_with(db.url(), "production", "user list", "").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Models);
    contains(&error.to_string(), &["create the table books", "library migrate"]);
    let done = run_sealed(db.url(), "production", "migrate", "", None).await.unwrap();
    contains(&done, &["no keys were made, for FAB_KEYS is not set"]);

    // Second factors are sealed, so there are keys, and production makes none by itself.
    let error = run_sealed(db.url(), "production", "user list", "", None).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Settings);
    contains(&error.to_string(), &["FAB_KEYS is not set", "second factors", "library migrate"]);
    let error = run_with(db.url(), "production", "user list", "").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Settings);
    contains(&error.to_string(), &["no key for fields yet", "run `library migrate`", "FAB_KEYS"]);
    let done = run_with(db.url(), "production", "migrate", "").await.unwrap();
    assert_eq!(done, "done: make key 1 for fields\ndone: make key 2 for blind indexes\n");
    run_with(db.url(), "production", "user list", "").await.unwrap();
    // Whoever brings tables up to date needs no key once there are keys.
    let done = run_sealed(db.url(), "production", "migrate", "", None).await.unwrap();
    assert_eq!(done, "nothing to do: the tables hold the models\n");
}

#[tokio::test]
async fn several_who_migrate_at_once_make_one_set_of_keys() {
    each_database(async |db: TestDb| {
        let migrate = || run_with(db.url(), "production", "migrate", "");
        let (a, b, c, d) = tokio::join!(migrate(), migrate(), migrate(), migrate());
        let said = [a, b, c, d].map(Result::unwrap);
        for key in ["make key 1 for fields", "make key 2 for blind indexes"] {
            let made = said.iter().filter(|said| said.contains(key)).count();
            assert_eq!(made, 1, "{key}: {said:?}");
        }
        let status = run_with(db.url(), "production", "keys status", "").await.unwrap();
        assert_eq!(status.matches("active").count(), 2, "{status}");
    })
    .await;
}

#[tokio::test]
async fn check_says_how_people_get_in_and_which_budgets_are_not_the_usual_ones() {
    let db = TestDb::sqlite().await.unwrap();
    let said = run(db.url(), "check").await.unwrap();
    contains(
        &said,
        &["invitations work for 7d, links to a new password for 1h; nobody can register"],
    );
    assert!(!said.contains("budgets"), "{said}");
    let mail =
        [("FAB_SMTP_URL", "smtps://mail.example.com"), ("FAB_MAIL_FROM", "library@example.com")];
    let set = [
        ("FAB_INVITATION_LIFE", "36h"),
        ("FAB_REGISTRATION", "Reader"),
        ("FAB_RATE_FORGOTTEN_ACCOUNT", "2 in 1d"),
    ];
    let set = [&set[..], &mail].concat();
    let said = check(&db, app().role(RoleSpec::new("Reader")), &set).await.unwrap();
    contains(
        &said,
        &[
            "invitations work for 1d 12h",
            "who registers is Reader, with 1d to confirm",
            "FAB_RATE_FORGOTTEN_ACCOUNT is 2 in 1d, and usually 3 in 1h",
        ],
    );
}

#[tokio::test]
async fn people_register_as_the_settings_say_whatever_the_program_says() {
    let db = TestDb::sqlite().await.unwrap();
    run(db.url(), "migrate").await.unwrap();
    let mail =
        [("FAB_SMTP_URL", "smtps://mail.example.com"), ("FAB_MAIL_FROM", "library@example.com")];
    let app =
        || app().role(RoleSpec::new("Reader")).role(RoleSpec::new("Guest")).registration("Reader");
    let with = |role| [&[("FAB_REGISTRATION", role)][..], &mail].concat();
    contains(&check(&db, app(), &mail).await.unwrap(), &["who registers is Reader"]);
    contains(&check(&db, app(), &with("Guest")).await.unwrap(), &["who registers is Guest"]);
    contains(&check(&db, app(), &with("off")).await.unwrap(), &["nobody can register"]);
    contains(&check(&db, app(), &[]).await.unwrap(), &["no mail server is set"]);
    // A role that is not there would be noticed by the first person who confirms an address.
    for command in ["check", "serve"] {
        let (call, transcript) = Call::captured(["library", command]);
        let call = call.variables(
            common(&db)
                .into_iter()
                .chain(with("Geust").into_iter().map(|(name, value)| (name, value.to_owned()))),
        );
        let failed = app().run_from(call).await.unwrap_err();
        let said = format!("{}{failed}", transcript.text());
        contains(
            &said,
            &[
                "FAB_REGISTRATION lets people register as Geust",
                "there are Guest, Reader",
                "FAB_REGISTRATION=off",
            ],
        );
    }
}

fn common(db: &TestDb) -> [(&'static str, String); 4] {
    [
        ("FAB_MODE", "development".to_owned()),
        ("FAB_DATABASE_URL", db.url().to_owned()),
        ("FAB_SECRET_KEY", KEY.to_owned()),
        ("FAB_KEYS", KEYS.to_owned()),
    ]
}

async fn check(db: &TestDb, app: App, set: &[(&'static str, &str)]) -> Result<String, Error> {
    let (call, transcript) = Call::captured(["library", "check"]);
    let set = set.iter().map(|(name, value)| (*name, (*value).to_owned()));
    app.run_from(call.variables(common(db).into_iter().chain(set)))
        .await
        .map(|()| transcript.text())
}

#[tokio::test]
async fn people_are_added_listed_and_shut_out() {
    each_database(async |db: TestDb| {
        let with_password =
            async |arguments: &str| run_with(db.url(), "development", arguments, PASSWORD).await;
        let added =
            with_password("user add Ada --role admin --email ada@example.com --password-stdin");
        contains(&added.await.unwrap(), &["added ada"]);
        contains(
            &run(db.url(), "user list").await.unwrap(),
            &["ada", "ada@example.com", "Admin", "never"],
        );
        with_password("user add bob --password-stdin").await.unwrap();
        contains(&run(db.url(), "user deactivate bob").await.unwrap(), &["can no longer sign in"]);
        let reset = with_password("user reset-password ada --password-stdin").await.unwrap();
        contains(&reset, &["new password"]);
        let link = run(db.url(), "user reset-password ada").await.unwrap();
        contains(
            &link,
            &[
                "ada chooses a new password there, once, until 20",
                " UTC:\nhttps://library.example.com/setup/",
            ],
        );
        let bare = "DELETE FROM fab_credentials WHERE user_id = \
            (SELECT id FROM fab_users WHERE username = 'bob')";
        db.execute(fab::db::SqlWriter::new(db.dialect()).push(bare).finish(&[])).await.unwrap();
        let link = run(db.url(), "user reset-password bob").await.unwrap();
        contains(&link, &["bob chooses a first password there, once, until 20"]);

        let none = run(db.url(), "user reset-mfa ada --reason lost").await.unwrap_err();
        contains(&none.to_string(), &["no second factors"]);
        let factor = "INSERT INTO fab_factors (user_id, kind, name, created_at, confirmed_at, failures) \
            SELECT id, 'totp', 'Phone', created_at, created_at, 0 FROM fab_users WHERE username = 'ada'";
        db.execute(fab::db::SqlWriter::new(db.dialect()).push(factor).finish(&[])).await.unwrap();
        let first = run(db.url(), "user reset-mfa ada --reason lost").await.unwrap();
        contains(&first, &["ada has no second factors any more"]);
        // Once more, because the link was lost.
        let reset = run(db.url(), "user reset-mfa ada --reason lost").await.unwrap();
        contains(
            &reset,
            &["ada has no second factors any more", "https://library.example.com/mfa/enrol/"],
        );

        for (arguments, words) in [
            ("user reset-mfa ada", "--reason"),
            ("user add ada --password-stdin", "taken"),
            (
                "user add eve --role Nobody --password-stdin",
                "there is no role Nobody; there are Admin",
            ),
            ("user deactivate ada", "last active administrator"),
            ("user deactivate eve", "nobody called eve"),
            ("user add eve", "--password-stdin"),
        ] {
            let error = with_password(arguments).await.unwrap_err();
            contains(&error.to_string(), &[words]);
            assert_eq!(error.kind(), ErrorKind::Command, "{arguments}");
        }
    })
    .await;
}

#[tokio::test]
async fn roles_travel_in_a_file() {
    let (from, to) = (TestDb::sqlite().await.unwrap(), TestDb::sqlite().await.unwrap());
    let path = std::env::temp_dir().join(format!("fab-roles-{}.json", std::process::id()));
    let file = path.display();
    let roles =
        r#"{"roles": [{"name": "Reader", "description": "Reads", "grants": ["book.list"]}]}"#;
    std::fs::write(&path, roles).unwrap();
    contains(
        &run(from.url(), &format!("role import {file}")).await.unwrap(),
        &["+ Reader book.list"],
    );
    run(from.url(), &format!("role export {file}")).await.unwrap();
    let error = run(to.url(), &format!("role diff {file}")).await.unwrap_err();
    contains(&error.to_string(), &["3 differences"]);
    run(to.url(), &format!("role import {file}")).await.unwrap();
    contains(&run(to.url(), &format!("role diff {file}")).await.unwrap(), &["no difference"]);
    contains(&run(to.url(), "role list").await.unwrap(), &["Reader", "book.list", "*.*"]);
    std::fs::remove_file(path).unwrap();
}

#[tokio::test]
async fn seeding_again_adds_more_and_breaks_no_rule() {
    each_database(async |db: TestDb| {
        let said = run(db.url(), "seed 300").await.unwrap();
        contains(&said, &["Shelves: 300 rows", "Books: 300 rows"]);
        let said = run(db.url(), "seed 40 --model books --seed-number 1").await.unwrap();
        assert_eq!(said, "Books: 40 rows\n");
        contains(&run(db.url(), "seed 300").await.unwrap(), &["Shelves: 300 rows"]);
        let error = run(db.url(), "seed 1 --model pamphlet").await.unwrap_err();
        contains(&error.to_string(), &["there is no model pamphlet; there are book, shelf"]);
    })
    .await;
}

#[tokio::test]
async fn help_and_mistakes_are_readable() {
    let help = run("sqlite::memory:", "--help").await.unwrap();
    contains(&help, &["Library", "Examples:", "library seed 100", "--database-url", "Exit codes"]);
    for (arguments, words) in [
        ("sed 5", "unrecognized subcommand 'sed'"),
        ("seed many", "invalid value 'many'"),
        ("--log loud=very check", "--log is `loud=very`"),
        ("--config /nowhere.toml check", "/nowhere.toml cannot be read"),
        ("user", "one of these commands is needed"),
    ] {
        let error = run("sqlite::memory:", arguments).await.unwrap_err();
        contains(&error.to_string(), &[words]);
    }
    let error = run("postgres://u:hunter2@127.0.0.1:1/x", "check").await.unwrap_err();
    assert!(!error.to_string().contains("hunter2"), "{error}");
}

#[tokio::test]
async fn routes_say_what_they_need() {
    let routes = run("sqlite::memory:", "routes").await.unwrap();
    contains(&routes, &["/books/{key}/edit", "book.edit", "/login", "nothing"]);
}

#[tokio::test]
async fn inspect_prints_models_of_what_is_there_and_makes_no_file() {
    each_database(async |db: TestDb| {
        run(db.url(), "migrate").await.unwrap();
        let source =
            run(db.url(), &format!("inspect {} --app --table books", db.url())).await.unwrap();
        contains(&source, &["pub struct Book", "#[admin(", ".model::<Book>()"]);
        let absent =
            run(db.url(), &format!("inspect {} --table nowhere", db.url())).await.unwrap_err();
        contains(&absent.to_string(), &["no table nowhere"]);
    })
    .await;
    let path = std::env::temp_dir().join(format!("fab-inspect-{}.db", std::process::id()));
    let error =
        run("sqlite::memory:", &format!("inspect sqlite:{}", path.display())).await.unwrap_err();
    contains(&error.to_string(), &["cannot open"]);
    assert!(!path.exists(), "a name that is spelt wrongly became a file");
}

#[tokio::test]
async fn check_says_of_each_field_what_cannot_be_done_with_it_and_why() {
    each_database(async |db: TestDb| {
        run(db.url(), "migrate").await.unwrap();
        let plain = run(db.url(), "check").await.unwrap();
        assert!(!plain.contains("book.year"), "{plain}");
        let fields = run(db.url(), "check --fields").await.unwrap();
        contains(
            &fields,
            &["book.year is not searched: it holds no text", "shelf.id is not edited"],
        );
    })
    .await;
}

#[tokio::test]
async fn the_audit_log_is_proven_whole_and_written_out() {
    each_database(async |db: TestDb| {
        run_with(db.url(), "development", "user add ada --role Admin --password-stdin", PASSWORD)
            .await
            .unwrap();
        let said = run(db.url(), "audit verify").await.unwrap();
        contains(&said, &["2 entries are whole", "anchor 2:"]);
        let anchor = said.split_once("anchor ").unwrap().1.trim();
        run(db.url(), &format!("audit verify --anchor {anchor}")).await.unwrap();

        let out = run(db.url(), "audit export").await.unwrap();
        let lines: Vec<serde_json::Value> =
            out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0]["event"], "user.added");
        assert_eq!(lines[0]["facts"]["username"], "ada");
        assert_eq!(lines[1]["event"], "role.granted");
        let path = std::env::temp_dir().join(format!("fab-audit-{}.jsonl", std::process::id()));
        run(db.url(), &format!("audit export {}", path.display())).await.unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), out);
        std::fs::remove_file(path).unwrap();

        let alter = fab::db::SqlWriter::new(db.dialect())
            .push("UPDATE fab_audit SET facts = '{}' WHERE seq = 2")
            .finish(&[]);
        db.execute(alter).await.unwrap();
        let error = run(db.url(), "audit verify").await.unwrap_err();
        contains(&error.to_string(), &["the audit log is broken: entry 2 was changed"]);
        let error = run(db.url(), "audit verify --anchor 2:zz").await.unwrap_err();
        contains(&error.to_string(), &["an anchor is a number and a seal"]);
    })
    .await;
}
