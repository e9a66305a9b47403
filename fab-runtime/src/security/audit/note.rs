//! What is to be written down? Bounded, printable, and never a secret.

use std::collections::BTreeMap;
use std::fmt::Display;

use chrono::{DateTime, Utc};
use serde_json::Value as Json;

use crate::models::{Actor, Choice as _, Key, Origin};
use crate::security::audit::entry::AuditEntry;
use crate::security::audit::event::{AuditEvent, Outcome};
use crate::security::authority::By;

/// The most characters of one fact.
const LONGEST_FACT: usize = 300;
/// The most characters of all facts together.
const LONGEST_FACTS: usize = 2000;

/// An entry of the audit log in the making.
///
/// ```
/// use fab_runtime::models::{Actor, ActorId};
/// use fab_runtime::security::{AuditEvent, AuditNote};
///
/// let note = AuditNote::new(AuditEvent::FieldRevealed)
///     .actor(&Actor::person(ActorId(7), "Anna"))
///     .subject("customer", 42)
///     .field("tax_id")
///     .fact("reason", "a call from the tax office");
/// ```
///
/// Facts are for people who look into what happened: counts, names, reasons. Values of secret fields, passwords and
/// tokens have no place in them.
#[derive(Debug, Clone, PartialEq)]
#[must_use = "a note is written by `Security::record`"]
pub struct AuditNote {
    event: AuditEvent,
    outcome: Outcome,
    actor: Actor,
    origin: Origin,
    model: Option<String>,
    key: Option<String>,
    field: Option<String>,
    facts: BTreeMap<&'static str, Json>,
}

impl AuditNote {
    /// That something was done, by the program itself.
    pub fn new(event: AuditEvent) -> Self {
        Self {
            event,
            outcome: Outcome::Ok,
            actor: Actor::system(),
            origin: Origin::default(),
            model: None,
            key: None,
            field: None,
            facts: BTreeMap::new(),
        }
    }

    /// How it ended, if not well.
    pub const fn outcome(mut self, outcome: Outcome) -> Self {
        self.outcome = outcome;
        self
    }

    /// Who did it.
    pub fn actor(mut self, actor: &Actor) -> Self {
        self.actor = actor.clone();
        self
    }

    /// From where.
    pub fn origin(mut self, origin: &Origin) -> Self {
        self.origin = origin.clone();
        self
    }

    /// In whose name and from where.
    pub fn by(self, by: By<'_>) -> Self {
        match by {
            By::Program => self,
            By::Session(session) => self.actor(session.actor()).origin(&session.origin()),
        }
    }

    /// To which row it happened.
    pub fn subject(mut self, model: &str, key: impl Display) -> Self {
        self.model = Some(model.to_owned());
        self.key = Some(key.to_string());
        self
    }

    /// To which row of a model with any key it happened.
    pub fn row(self, model: &str, key: &Key) -> Self {
        self.subject(model, key.to_segment())
    }

    /// To which kind of rows it happened.
    pub fn rows(mut self, model: &str) -> Self {
        self.model = Some(model.to_owned());
        self
    }

    /// To which field.
    pub fn field(mut self, field: &str) -> Self {
        self.field = Some(field.to_owned());
        self
    }

    /// More about it: a number, or a short text.
    pub fn fact(mut self, name: &'static str, value: impl Into<Json>) -> Self {
        self.facts.insert(name, shortened(value.into()));
        self
    }

    /// What it says happened, and how it ended.
    pub(super) fn counted(&self) -> (&'static str, &'static str) {
        (self.event.as_str(), self.outcome.as_str())
    }

    /// The entry, but for its number and its seal.
    pub(super) fn entry(&self, now: DateTime<Utc>) -> AuditEntry {
        let text = |text: &Option<String>, longest| text.as_deref().map(|t| printable(t, longest));
        AuditEntry {
            seq: 0,
            // As fine as databases keep it.
            at: DateTime::from_timestamp_micros(now.timestamp_micros()).unwrap_or_default(),
            event: self.event,
            outcome: self.outcome,
            actor_id: self.actor.id.map(|id| id.0),
            actor: printable(&self.actor.name, 120),
            subject_model: text(&self.model, 120),
            subject_key: text(&self.key, 200),
            subject_field: text(&self.field, 120),
            address: self.origin.address.map(|address| address.to_string()),
            user_agent: text(&self.origin.user_agent, 250),
            session: text(&self.origin.session, 16),
            request_id: text(&self.origin.request_id, 64),
            facts: facts(&self.facts),
            key_id: String::new(),
            seal: String::new(),
        }
    }
}

/// The facts as JSON; the last ones are left out when it would be too much.
fn facts(facts: &BTreeMap<&'static str, Json>) -> String {
    let mut object = serde_json::Map::new();
    for (name, value) in facts {
        object.insert((*name).to_owned(), value.clone());
        let length = Json::Object(object.clone()).to_string().chars().count();
        if length > LONGEST_FACTS - r#","more":true"#.len() {
            object.remove(*name);
            object.insert("more".to_owned(), Json::Bool(true));
            break;
        }
    }
    Json::Object(object).to_string()
}

fn shortened(value: Json) -> Json {
    match value {
        Json::String(text) => printable(&text, LONGEST_FACT).into(),
        Json::Array(values) => values.into_iter().take(20).map(shortened).collect(),
        Json::Object(_) => printable(&value.to_string(), LONGEST_FACT).into(),
        value => value,
    }
}

/// `text`, cut, and free of signs that a terminal or a page could take for an order.
pub(crate) fn printable(text: &str, longest: usize) -> String {
    let plain = |letter: char| match letter {
        // Line and paragraph ends, marks of direction, the byte order mark.
        '\u{2028}'..='\u{202e}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2066}'..='\u{2069}'
        | '\u{61c}'
        | '\u{feff}' => '\u{fffd}',
        letter if letter.is_control() => '\u{fffd}',
        letter => letter,
    };
    text.chars().take(longest).map(plain).collect()
}
