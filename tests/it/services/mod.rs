//! Does the program get along with a world outside that hangs, fails and lies?

mod breaches;
mod http;
mod kms;
mod mail;
mod peers;
mod rates;
mod texts;

use std::time::Duration;

use fab::services::http::{ClientSettings, PlainHttp, PrivateAddresses};
use fab::services::resilience::{BulkheadSettings, CircuitSettings, GuardSettings};
use fab_tests::tls::CERTIFICATES;

/// May ask this machine, with and without TLS.
fn client(port: u16) -> ClientSettings {
    ClientSettings {
        hosts: vec![format!("127.0.0.1:{port}"), format!("localhost:{port}")],
        private: PrivateAddresses::Allowed,
        plain: PlainHttp::OnLoopback,
        roots: CERTIFICATES.root.clone().into_bytes(),
        ..ClientSettings::default()
    }
}

/// Layers that wait for as long as a busy machine needs.
fn patient() -> GuardSettings {
    GuardSettings { timeout: Duration::from_secs(20), ..hasty() }
}

/// Layers that give up soon: a twentieth of the usual time.
fn hasty() -> GuardSettings {
    GuardSettings {
        timeout: Duration::from_millis(250),
        bulkhead: BulkheadSettings {
            patience: Duration::from_millis(25),
            ..BulkheadSettings::default()
        },
        circuit: CircuitSettings { minimum_calls: 5, ..CircuitSettings::default() },
        ..GuardSettings::default()
    }
}
