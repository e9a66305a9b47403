//! What could not be tested here? The last of all tests says so, loudly.

use fab_tests::databases::{MYSQL, POSTGRES, announce};
use fab_tests::peer::{AIOSMTPD, MOTO, OIDC, PROMETHEUS};

#[tokio::test]
async fn whatever_was_not_tested_is_named() {
    let mut lines = Vec::new();
    for server in [&POSTGRES, &MYSQL] {
        if let Some(reason) = server.missing().await {
            lines.push(format!("**** NOT TESTED on {}: {reason}", server.name));
        }
    }
    for peer in [&AIOSMTPD, &MOTO, &OIDC, &PROMETHEUS] {
        if let Some(reason) = peer.missing() {
            lines.push(format!("**** NOT TESTED against {}: {reason}", peer.name));
        }
    }
    for name in crate::security::mfa::others::missing() {
        lines.push(format!("**** NOT TESTED against {name}: it is not installed"));
    }
    if let Some(reason) = crate::browser::missing() {
        lines.push(format!("**** NOT TESTED in a browser: {reason}"));
    }
    if !lines.is_empty() {
        lines.push(
            "**** FAB_TEST_REQUIRE=postgres,mysql,browser,aiosmtpd,moto,oidc-provider-mock,prometheus-client makes this a failure"
                .to_owned(),
        );
        announce(&lines.join("\n"));
    }
}
