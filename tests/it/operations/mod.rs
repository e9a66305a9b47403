//! What do those see and do who look after a site: figures, services, switches?

mod circuits;
mod figures;
mod switches;
mod test_messages;

use std::sync::Arc;

use fab::admin::App;
use fab::clock::SystemClock;
use fab::models::{Choice as _, Condition, Model as _, Scope};
use fab::security::{AuditEntry, AuditEvent, RoleSpec};
use fab::services::resilience::{Circuit, CircuitSettings, Outcome, State};
use fab_tests::site::Served;

use crate::shop::shop;

fn watched() -> (App, Circuit) {
    let app = shop()
        .role(RoleSpec::new("Watcher").grant("fab_service.see"))
        .role(RoleSpec::new("Operator").grant("fab_service.see").grant("fab_service.control"))
        .role(RoleSpec::new("Gauge").grant("fab_service.metrics"));
    let settings = CircuitSettings { minimum_calls: 2, ..CircuitSettings::default() };
    let circuit = Circuit::new("sms.\"first\"", settings, Arc::new(SystemClock)).unwrap();
    app.circuits().add(circuit.clone());
    (app, circuit)
}

fn fail(circuit: &Circuit) {
    for _ in 0..2 {
        circuit.admit().unwrap().end(Outcome::TimedOut);
    }
    assert_eq!(circuit.state(), State::Open);
}

async fn entries(site: &Served, event: AuditEvent) -> Vec<AuditEntry> {
    let wanted = Condition::eq("event", event.as_str());
    let rows = site
        .security
        .store()
        .find(AuditEntry::meta(), &Scope::system(), &wanted, &[], u32::MAX)
        .await;
    rows.unwrap().into_iter().map(|row| AuditEntry::from_record(row).unwrap()).collect()
}
