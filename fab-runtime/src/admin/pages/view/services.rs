//! What does the page of services show?

use chrono::{DateTime, Utc};

use crate::models::{Tone, Violations};

/// The services outside. Sends `do`, and `service`, `message`, or what a [`TestWay`] names.
#[derive(Debug, Clone)]
pub struct ServicesView<'a> {
    /// What is wrong, in words; nothing needs to be done where it is empty.
    pub troubles: &'a [String],
    /// When that was so.
    pub at: DateTime<Utc>,
    /// A line for each circuit, those with trouble first.
    pub breakers: &'a [BreakerLine],
    /// A line for each rate of exchange.
    pub rates: &'a [RateRow],
    /// How the outbox fares.
    pub outbox: &'a OutboxLine,
    /// Messages that wait for their turn.
    pub waiting: &'a [MessageLine],
    /// Messages that wait for a person.
    pub refused: &'a [MessageLine],
    /// How a message can be tried.
    pub ways: &'a [TestWay],
    /// Messages that were tried.
    pub tests: &'a [TestLine],
    /// Whether there are switches.
    pub may_control: bool,
    /// What was wrong with what was typed.
    pub violations: &'a Violations,
}

/// A service and its circuit.
#[derive(Debug, Clone)]
pub struct BreakerLine {
    /// Its name.
    pub service: String,
    /// How it fares, in words.
    pub state: &'static str,
    /// How good that is.
    pub tone: Tone,
    /// Since when.
    pub since: DateTime<Utc>,
    /// How long it is left alone still.
    pub wait: Option<String>,
    /// Calls that count at present.
    pub calls: u32,
    /// Failures among them.
    pub failures: u32,
    /// Slow ones among them.
    pub slow: u32,
    /// Calls under way.
    pub in_flight: u32,
    /// Calls that were answered since the program started.
    pub answered: u64,
    /// Calls that failed.
    pub failed: u64,
    /// Calls that were not let through.
    pub rejected: u64,
    /// The last failure: of what kind, and how long ago.
    pub last_failure: Option<String>,
    /// Whether an operator decides.
    pub forced: bool,
    /// Whether they decided that it is left alone.
    pub left_alone: bool,
}

/// A rate of exchange.
#[derive(Debug, Clone)]
pub struct RateRow {
    /// Such as `EUR/USD`.
    pub pair: String,
    /// How much.
    pub rate: String,
    /// Who said so.
    pub source: String,
    /// How far it can be trusted.
    pub trust: &'static str,
    /// How long ago it was confirmed.
    pub age: String,
}

/// How the outbox fares.
#[derive(Debug, Clone)]
pub struct OutboxLine {
    /// Messages that wait.
    pub waiting: u64,
    /// How long the oldest of them has waited.
    pub oldest: Option<String>,
    /// Messages that were sent.
    pub sent: u64,
    /// Messages that were not sent in time.
    pub expired: u64,
    /// Messages that wait for a person.
    pub refused: u64,
}

/// A message that waits.
#[derive(Debug, Clone)]
pub struct MessageLine {
    /// What the form sends.
    pub id: String,
    /// What it is.
    pub kind: &'static str,
    /// On which way it goes.
    pub channel: &'static str,
    /// To whom, with most of it left out.
    pub recipient: String,
    /// Why it was not sent.
    pub problem: String,
    /// How often it was tried.
    pub attempts: u32,
    /// How old it is.
    pub age: String,
    /// Whether it may be sent still.
    pub alive: bool,
    /// Whether it is a test message, which is not sent once more: another one is.
    pub test: bool,
    /// When it is tried next, unless it waits for a person.
    pub next: String,
}

/// A form for a message that only shows whether messages arrive.
#[derive(Debug, Clone)]
pub struct TestWay {
    /// What the form sends as `do`.
    pub act: &'static str,
    /// The name of its control.
    pub name: &'static str,
    /// The label of its control.
    pub label: &'static str,
    /// What is typed there: `email` or `tel`.
    pub control: &'static str,
    /// What to know before.
    pub help: &'static str,
    /// What the button says.
    pub button: &'static str,
    /// What is typed there already.
    pub typed: String,
}

/// A message that was tried.
#[derive(Debug, Clone)]
pub struct TestLine {
    /// To whom, with most of it left out.
    pub recipient: String,
    /// On which way it went.
    pub channel: &'static str,
    /// What became of it.
    pub state: &'static str,
    /// How good that is.
    pub tone: Tone,
    /// Who took it over, or why nobody did.
    pub details: String,
    /// How old it is.
    pub age: String,
}
