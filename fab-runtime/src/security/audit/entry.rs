//! Which tables does the audit log stand in? One row for each entry, and one for its head.

use chrono::{DateTime, Utc};
use fab_derive::AdminModel;

use crate::security::audit::event::{AuditEvent, Outcome};

/// What happened, in order; entries are never changed and never deleted.
#[derive(Debug, Clone, PartialEq, Eq, AdminModel)]
#[admin(
    crate = "crate",
    table = "fab_audit",
    label = "Audit entry",
    plural = "Audit log",
    menu = "Administration",
    icon = "journal-text",
    order = "-seq",
    title(seq),
    permissions(list, show, export),
    list(seq, at, event, outcome, actor, subject_model, subject_key, address),
    show(
        seq,
        at,
        event,
        outcome,
        actor,
        actor_id,
        subject_model,
        subject_key,
        subject_field,
        facts,
        address,
        user_agent,
        session,
        request_id,
        seal
    )
)]
pub struct AuditEntry {
    /// Counts without gaps.
    #[admin(key, label = "No.")]
    pub seq: i64,
    /// When.
    #[admin(index, filter, label = "When")]
    pub at: DateTime<Utc>,
    /// What.
    #[admin(filter)]
    pub event: AuditEvent,
    /// How it ended.
    #[admin(filter)]
    pub outcome: Outcome,
    /// The user who did it; stays when the user is gone.
    #[admin(index, filter, label = "Who (key)")]
    pub actor_id: Option<i64>,
    /// The name of who did it, as it was then.
    #[admin(search, filter, max_length = 120, label = "Who")]
    pub actor: String,
    /// The kind of row that it happened to.
    #[admin(filter, max_length = 120, label = "Model")]
    pub subject_model: Option<String>,
    /// The key of that row.
    #[admin(search, filter, max_length = 200, label = "Row")]
    pub subject_key: Option<String>,
    /// The field of that row.
    #[admin(max_length = 120, label = "Field")]
    pub subject_field: Option<String>,
    /// From which address.
    #[admin(search, filter, max_length = 45)]
    pub address: Option<String>,
    /// What the client calls itself.
    #[admin(max_length = 250)]
    pub user_agent: Option<String>,
    /// Names the session; opens nothing.
    #[admin(filter, max_length = 16)]
    pub session: Option<String>,
    /// Names the request in the logs of the program.
    #[admin(search, max_length = 64, label = "Request")]
    pub request_id: Option<String>,
    /// More about it, as JSON; nothing secret.
    #[admin(max_length = 2000)]
    pub facts: String,
    /// Names the key of the seal.
    #[admin(max_length = 16)]
    pub key_id: String,
    /// Seals the entry to the one before.
    #[admin(max_length = 64)]
    pub seal: String,
}

/// How far the log reaches: what lets a tail that was cut off be missed, and the lock of everybody who adds.
#[derive(AdminModel)]
#[admin(crate = "crate", table = "fab_audit_head")]
pub(crate) struct AuditHead {
    /// Always 1.
    #[admin(key)]
    pub(crate) id: i32,
    /// The number of the last entry.
    pub(crate) entries: i64,
    /// The seal of the last entry.
    #[admin(max_length = 64)]
    pub(crate) last_seal: String,
    /// Names the key of the seal.
    #[admin(max_length = 16)]
    pub(crate) key_id: String,
    /// Seals the three above.
    #[admin(max_length = 64)]
    pub(crate) seal: String,
}
