//! Do the authenticators of others show the same codes, and do we take theirs?

use std::process::{Command, Stdio};

use fab_tests::databases::{required, variable};

use super::super::house::each_house;

/// The code that `oathtool` shows for a secret at that second; nothing where it is not installed.
fn oathtool(secret: &str, time: i64) -> Option<String> {
    let now = format!("@{time}");
    shown("oathtool", Command::new("oathtool").args(["--totp", "--base32", "--now", &now, secret]))
}

/// The code that `pyotp` shows.
fn pyotp(secret: &str, time: i64) -> Option<String> {
    let python = variable("FAB_TEST_PYTHON").unwrap_or_else(|| "/usr/bin/python3".to_owned());
    let program = format!("import pyotp; print(pyotp.TOTP({secret:?}).at({time}))");
    shown("pyotp", Command::new(python).args(["-c", &program]))
}

fn shown(name: &str, command: &mut Command) -> Option<String> {
    match command.stderr(Stdio::null()).output() {
        Ok(output) if output.status.success() => {
            Some(String::from_utf8(output.stdout).unwrap().trim().to_owned())
        }
        _ => {
            assert!(!required(name), "{name} is required, and not there");
            None
        }
    }
}

/// The authenticators of others that are not there.
pub(crate) fn missing() -> Vec<&'static str> {
    let secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    let found = [("oathtool", oathtool(secret, 59)), ("pyotp", pyotp(secret, 59))];
    found.into_iter().filter(|(_, code)| code.is_none()).map(|(name, _)| name).collect()
}

/// What the address in a QR code says to `pyotp`: name, issuer, secret.
fn read_by_pyotp(uri: &str) -> Option<String> {
    let python = variable("FAB_TEST_PYTHON").unwrap_or_else(|| "/usr/bin/python3".to_owned());
    let program =
        format!("import pyotp; t = pyotp.parse_uri({uri:?}); print(t.name, t.issuer, t.secret)");
    shown("pyotp", Command::new(python).args(["-c", &program]))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_authenticators_of_others_sign_people_in() {
    each_house(|house| async move {
        house.user("anna", &[]).await;
        let session = house.login("anna", super::super::house::GOOD).await.unwrap().session;
        let begun = house.security.begin_totp(&session, "Phone").await.unwrap();
        let secret = begun.secret.expose();
        if let Some(read) = read_by_pyotp(begun.uri.expose()) {
            assert_eq!(read, format!("anna Shop {secret}"));
        }
        let Some(code) = oathtool(secret, house.second()) else { return };
        let ours = super::phone::Phone::of(&begun).code(house.second());
        assert_eq!(code, ours);
        house.security.confirm_factor(&session, begun.factor, &code).await.unwrap();
        house.clock.advance(300);
        let half = house.half("anna").await;
        let Some(code) = pyotp(secret, house.second()) else { return };
        house.totp(&half, &code).await.unwrap();
    })
    .await;
}
