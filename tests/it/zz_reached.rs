//! What could not be tested here? The last of all tests says so, loudly.

use fab_tests::databases::{MYSQL, POSTGRES, announce};

#[tokio::test]
async fn every_server_was_reached_or_is_named() {
    let mut lines = Vec::new();
    for server in [&POSTGRES, &MYSQL] {
        if let Some(reason) = server.missing().await {
            lines.push(format!("**** NOT TESTED on {}: {reason}", server.name));
        }
    }
    if !lines.is_empty() {
        lines.push("**** FAB_TEST_REQUIRE=postgres,mysql,browser makes this a failure".to_owned());
        announce(&lines.join("\n"));
    }
}
