//! Which texts are settings, and what is said to the others?

use std::path::Path;
use std::time::Duration;

use crate::cli::settings::{Environment, KNOWN, Layers, Mode, Settings};

const KEY: &str = "c1c4f0a9be2d7e05334b2a1986f7d3501e6b9a427c8055dd3ef10bb6a95f2c84";

fn read(variables: &[(&str, &str)]) -> Result<Settings, String> {
    let environment: Environment = variables.iter().copied().collect();
    let layers = Layers::new().variables(&environment);
    Settings::read("My Shop", &layers).map_err(|problems| problems.to_string())
}

fn check_refused(variables: &[(&str, &str)], wanted: &[&str]) {
    let said = read(variables).expect_err("it should be refused");
    for part in wanted {
        assert!(said.contains(part), "`{part}` is not in:\n{said}");
    }
}

#[test]
fn development_needs_no_setting() {
    let settings = read(&[("FAB_MODE", "development")]).unwrap();
    assert_eq!(settings.database_url, "sqlite:my-shop.db");
    assert_eq!(settings.bind.to_string(), "127.0.0.1:8000");
    assert!(settings.base_url.is_none() && settings.secret_key.is_none());
    assert_eq!(settings.local_url(), "http://127.0.0.1:8000");
    assert_eq!(settings.session_idle, Duration::from_mins(30));
    assert_eq!(settings.body_limit, 2 * 1024 * 1024);
}

#[test]
fn units_are_read_as_people_write_them() {
    for (text, seconds) in [
        ("30s", 30),
        ("5m", 300),
        ("1h 30m", 5400),
        ("12h", 43_200),
        ("7d", 604_800),
        ("2 h", 7200),
    ] {
        let settings = read(&[("FAB_SESSION_IDLE", text), ("FAB_SESSION_MAX", "30d")]).unwrap();
        assert_eq!(settings.session_idle.as_secs(), seconds, "{text}");
    }
    for (text, bytes) in [("512KiB", 524_288), ("2MB", 2_000_000), ("1 GiB", 1 << 30), ("7b", 7)] {
        assert_eq!(read(&[("FAB_BODY_LIMIT", text)]).unwrap().body_limit, bytes, "{text}");
    }
}

#[test]
fn a_wrong_value_is_refused_by_name_with_what_to_write() {
    check_refused(
        &[("FAB_REQUEST_TIMEOUT", "30")],
        &["FAB_REQUEST_TIMEOUT", "`30`", "has no unit", "30s"],
    );
    check_refused(&[("FAB_REQUEST_TIMEOUT", "0s")], &["no time at all"]);
    check_refused(&[("FAB_BODY_LIMIT", "2 parsecs")], &["FAB_BODY_LIMIT", "unknown unit", "2MiB"]);
    check_refused(&[("FAB_BIND", "here")], &["FAB_BIND", "no address", "127.0.0.1:8000"]);
    check_refused(&[("FAB_BASE_URL", "shop.example")], &["FAB_BASE_URL", "https://"]);
    check_refused(&[("FAB_BASE_URL", "https://x.example/admin")], &["without a path"]);
    check_refused(&[("FAB_POOL_SIZE", "0")], &["FAB_POOL_SIZE", "out of range"]);
    check_refused(
        &[("FAB_TRUSTED_PROXIES", "10.0.0.0/33")],
        &["FAB_TRUSTED_PROXIES", "10.0.0.0/8"],
    );
    check_refused(&[("FAB_LOG", "loud=very")], &["FAB_LOG"]);
    check_refused(
        &[("FAB_BREACHED_PASSWORDS", "http://lists.example.com")],
        &["FAB_BREACHED_PASSWORDS", "without TLS", "write an address such as https://"],
    );
    check_refused(&[("FAB_DEVICE_TRUST", "31d")], &["longer than 30d"]);
    check_refused(&[("FAB_SESSION_IDLE", "2d")], &["longer than FAB_SESSION_MAX"]);
}

#[test]
fn an_unknown_name_is_refused_with_the_nearest_one() {
    check_refused(
        &[("FAB_DATABASE_ULR", "sqlite:x")],
        &["FAB_DATABASE_ULR", "did you mean FAB_DATABASE_URL?"],
    );
    check_refused(&[("FAB_WEATHER", "sunny")], &["FAB_WEATHER is not a setting"]);
    read(&[("FAB_TEST_POSTGRES_URL", "postgres://x")]).unwrap();
}

#[test]
fn a_list_of_breaches_is_asked_only_where_it_is_named() {
    assert_eq!(read(&[]).unwrap().breached_passwords, None);
    for address in ["https://lists.example.com", "http://localhost:8081", "http://[::1]:8081"] {
        let settings = read(&[("FAB_BREACHED_PASSWORDS", address)]).unwrap();
        assert_eq!(settings.breached_passwords.as_deref(), Some(address));
    }
}

#[test]
fn all_problems_are_listed_at_once() {
    check_refused(
        &[("FAB_BIND", "x"), ("FAB_POOL_SIZE", "many"), ("FAB_LOGG", "info")],
        &["3 settings need a look", "FAB_BIND", "FAB_POOL_SIZE", "did you mean FAB_LOG?"],
    );
}

#[test]
fn production_makes_nothing_up() {
    check_refused(
        &[("FAB_MODE", "production")],
        &["FAB_SECRET_KEY is not set", "FAB_DATABASE_URL is not set", "FAB_BASE_URL is not set"],
    );
    let most = [
        ("FAB_MODE", "production"),
        ("FAB_SECRET_KEY", KEY),
        ("FAB_DATABASE_URL", "sqlite:/srv/x.db"),
    ];
    let with = |url| most.iter().copied().chain([("FAB_BASE_URL", url)]).collect::<Vec<_>>();
    check_refused(&with("http://x.example"), &["FAB_BASE_URL is plain HTTP"]);
    assert_eq!(read(&with("https://x.example/")).unwrap().local_url(), "https://x.example");
}

#[test]
fn later_layers_win() {
    let environment: Environment = [("FAB_BIND", "127.0.0.1:3")].into_iter().collect();
    let layers = Layers::new().builder("bind", "127.0.0.1:1").builder("log", "warn");
    let layers = layers.toml(Path::new("fab.toml"), "bind = '127.0.0.1:2'\npool_size = 7");
    let layers = layers.variables(&environment);
    let settings = Settings::read("x", &layers).unwrap();
    assert_eq!(
        (settings.bind.port(), settings.pool_size, settings.log.as_deref()),
        (3, 7, Some("warn"))
    );
    let settings = Settings::read("x", &layers.flag("bind", Some("127.0.0.1:4"))).unwrap();
    assert_eq!(settings.bind.port(), 4);
}

#[test]
fn a_file_names_the_place_of_its_mistakes() {
    let said = |text: &str| {
        let layers = Layers::new().toml(Path::new("shop.toml"), text);
        Settings::read("x", &layers).expect_err("it should be refused").to_string()
    };
    assert!(said("bind = 'x'").contains("shop.toml:1 bind is `x`"), "{}", said("bind = 'x'"));
    assert!(said("\nbind =").starts_with("shop.toml:2 "), "{}", said("\nbind ="));
    assert!(said("bnd = '1'").contains("did you mean bind?"), "{}", said("bnd = '1'"));
    assert!(said("[server]\nbind = '1'").contains("sections are not used"));
    let layers = Layers::new().toml(Path::new("x"), "trusted_proxies = ['10.0.0.0/8', '::1']");
    assert_eq!(Settings::read("x", &layers).unwrap().trusted_proxies.len(), 2);
}

#[test]
fn secrets_are_never_shown() {
    let url = "postgres://shop:hunter2@db.example/shop?sslmode=require&password=hunter3";
    let settings = read(&[("FAB_SECRET_KEY", KEY), ("FAB_DATABASE_URL", url)]).unwrap();
    let shown = format!("{settings:?} {settings:#?}");
    assert!(!shown.contains("hunter") && !shown.contains("c1c4"), "{shown}");
    assert_eq!(
        settings.shown_database_url(),
        "postgres://shop:***@db.example/shop?sslmode=require"
    );
    for secret in ["abc123secret", &"ab".repeat(32)] {
        let said = read(&[("FAB_SECRET_KEY", secret)]).unwrap_err();
        assert!(said.contains("FAB_SECRET_KEY") && !said.contains(secret), "{said}");
    }
    let said = read(&[("FAB_DATABASE_URL", "oracle://u:secret@h")]).unwrap_err();
    assert!(said.contains("FAB_DATABASE_URL") && !said.contains("secret"), "{said}");
}

#[test]
fn the_readme_lists_every_setting() {
    let readme = include_str!("../../../../README.md");
    for known in KNOWN {
        assert!(
            readme.contains(&format!("`{}`", known.variable())),
            "{} is missing",
            known.variable()
        );
    }
    assert_eq!(Mode::parse("production"), Ok(Mode::Production));
}
