//! Which site do the tests of what is sealed visit? A clinic, where some may see more than others.

use fab::App;
use fab::models::{Condition, Scope};
use fab::prelude::*;
use fab::security::{AuditEntry, AuditEvent, RoleSpec, Security};

/// Somebody who is ill.
#[derive(Debug, Clone, AdminModel, Encrypted)]
#[admin(order = "name", title(name))]
pub(crate) struct Patient {
    #[admin(key)]
    pub(crate) id: i64,
    #[admin(search, unique, max_length = 120)]
    pub(crate) name: String,
    #[admin(filter, max_length = 20)]
    pub(crate) ward: String,
    #[admin(search, filter)]
    #[encrypted(blind_index(unique), normalize = "lower")]
    pub(crate) insurance_no: Secret<String>,
    #[encrypted(mask = "last4")]
    pub(crate) account: Secret<String>,
    #[encrypted]
    pub(crate) plan: Secret<Json>,
    #[encrypted(name = "dob")]
    pub(crate) born: Secret<NaiveDate>,
    #[encrypted(pad = 32)]
    pub(crate) diagnosis: Option<Secret<String>>,
    #[admin(version)]
    pub(crate) version: i64,
}

/// When a patient was here.
#[derive(AdminModel)]
pub(crate) struct Visit {
    #[admin(key)]
    pub(crate) id: i64,
    pub(crate) patient: ForeignKey<Patient>,
    #[admin(max_length = 80)]
    pub(crate) reason: String,
}

/// May do everything with patients, and see what is sealed.
pub(crate) const DOCTOR: &str = "Doctor";
/// May do everything with patients but see what is sealed.
pub(crate) const NURSE: &str = "Nurse";
/// Sees what is sealed, of the patients of the north alone.
pub(crate) const NORTH: &str = "North";
/// Sees what is sealed nowhere, for want of the page that it stands on.
pub(crate) const BLIND: &str = "Blind";

/// The site.
pub(crate) fn clinic() -> App {
    App::new("Clinic")
        .model::<Patient>()
        .model::<Visit>()
        .role(RoleSpec::new(DOCTOR).grant("patient.*").grant("visit.*"))
        .role(
            RoleSpec::new(NURSE)
                .grant(Patient::LIST)
                .grant(Patient::SHOW)
                .grant(Patient::ADD)
                .grant(Patient::EDIT)
                .grant(Patient::DELETE)
                .grant(Patient::EXPORT),
        )
        .role(
            RoleSpec::new(NORTH)
                .grant(Patient::LIST)
                .grant(Patient::SHOW)
                .grant(Patient::EXPORT)
                .grant(Patient::REVEAL),
        )
        .role(RoleSpec::new(BLIND).grant(Patient::LIST).grant(Patient::REVEAL))
        .policy::<Patient>(NORTH, |_| Condition::eq("ward", "north"))
}

/// A patient, every field of which says whose it is.
pub(crate) fn patient(name: &str, ward: &str) -> Patient {
    Patient {
        id: 0,
        name: name.to_owned(),
        ward: ward.to_owned(),
        insurance_no: Secret::new(format!("insurance-of-{name}")),
        account: Secret::new(format!("account-of-{name}-4321")),
        plan: Secret::new(serde_json::json!({ "pills": format!("plan-of-{name}") })),
        born: Secret::new(NaiveDate::from_ymd_opt(1907, 11, 23).unwrap()),
        diagnosis: Some(Secret::new(format!("diagnosis-of-{name}"))),
        version: 1,
    }
}

/// What the log says of an event, from the first entry to the last.
pub(crate) async fn entries(security: &Security, event: AuditEvent) -> Vec<AuditEntry> {
    let all: Vec<AuditEntry> =
        security.store().all(&Scope::system(), &Condition::Everything).await.unwrap();
    let mut found: Vec<AuditEntry> = all.into_iter().filter(|entry| entry.event == event).collect();
    found.sort_by_key(|entry| entry.seq);
    found
}
