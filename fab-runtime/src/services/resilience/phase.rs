//! Which calls does a circuit let through, and what does it make of their ends? Decisions alone: no clock, no lock.

use std::time::Duration;

use crate::services::resilience::window::{Tally, Window};
use crate::services::resilience::{
    CircuitSettings, EventKind, Fault, Mode, Outcome, Reason, Rejection, State, Totals,
};

#[derive(Debug)]
enum Phase {
    Closed,
    Open {
        until: Duration,
    },
    /// `admitted` counts calls under way and calls that ended with an outcome; a call that was given up leaves it.
    HalfOpen {
        admitted: u32,
        ended: Tally,
    },
}

/// Everything about a circuit that changes.
#[derive(Debug)]
pub(super) struct Machine {
    settings: CircuitSettings,
    phase: Phase,
    mode: Mode,
    window: Window,
    /// Grows with every change of phase, so that calls of an earlier one are known.
    generation: u64,
    /// How often it opened without having closed in between.
    openings: u32,
    paused_until: Duration,
    random: fastrand::Rng,
    in_flight: u32,
    totals: Totals,
    /// What listeners have not been told yet.
    pub(super) unheard: Vec<EventKind>,
}

impl Machine {
    pub(super) fn new(settings: CircuitSettings, seed: u64) -> Self {
        Self {
            window: Window::new(settings.window),
            settings,
            phase: Phase::Closed,
            mode: Mode::default(),
            generation: 0,
            openings: 0,
            paused_until: Duration::ZERO,
            random: fastrand::Rng::with_seed(seed),
            in_flight: 0,
            totals: Totals::default(),
            unheard: Vec::new(),
        }
    }

    /// Lets a call through and says in which generation, or does not.
    pub(super) fn admit(&mut self, now: Duration) -> Result<u64, Rejection> {
        match self.decide(now) {
            Ok(()) => {
                self.in_flight = self.in_flight.saturating_add(1);
                Ok(self.generation)
            }
            Err(rejection) => {
                self.totals.rejected += 1;
                Err(rejection)
            }
        }
    }

    fn decide(&mut self, now: Duration) -> Result<(), Rejection> {
        match self.mode {
            Mode::ForcedOpen => return Err(Rejection::ForcedOpen),
            Mode::ForcedClosed => return Ok(()),
            Mode::Automatic => {}
        }
        if let Some(wait) = left(self.paused_until, now) {
            return Err(Rejection::Throttled { wait });
        }
        if let Phase::Open { until } = self.phase {
            if let Some(wait) = left(until, now) {
                return Err(Rejection::Open { wait });
            }
            self.enter(Phase::HalfOpen { admitted: 0, ended: Tally::default() });
            self.unheard.push(EventKind::HalfOpened);
        }
        match &mut self.phase {
            Phase::HalfOpen { admitted, .. } if *admitted >= self.settings.probes => {
                Err(Rejection::Probing)
            }
            Phase::HalfOpen { admitted, .. } => {
                *admitted += 1;
                Ok(())
            }
            Phase::Closed | Phase::Open { .. } => Ok(()),
        }
    }

    /// Whether a call that was let through may begin now, or was not to after all: while it waited the service failed.
    pub(super) fn confirm(&mut self, now: Duration, generation: u64) -> Result<(), Rejection> {
        let paused = left(self.paused_until, now);
        let refused = match (self.mode, &self.phase, paused) {
            (Mode::ForcedOpen, ..) => Some(Rejection::ForcedOpen),
            (Mode::Automatic, _, Some(wait)) => Some(Rejection::Throttled { wait }),
            (Mode::Automatic, Phase::Open { until }, None) => {
                Some(Rejection::Open { wait: left(*until, now).unwrap_or_default() })
            }
            (Mode::Automatic, Phase::HalfOpen { .. }, None) if generation != self.generation => {
                Some(Rejection::Probing)
            }
            (Mode::ForcedClosed, ..) | (Mode::Automatic, _, None) => None,
        };
        let Some(rejection) = refused else { return Ok(()) };
        self.in_flight = self.in_flight.saturating_sub(1);
        self.totals.rejected += 1;
        self.release(generation);
        Err(rejection)
    }

    /// A call of `generation` ended.
    pub(super) fn end(&mut self, now: Duration, generation: u64, outcome: Outcome, took: Duration) {
        self.in_flight = self.in_flight.saturating_sub(1);
        let slow = took >= self.settings.slow_call;
        self.count(outcome, slow);
        let failed = match outcome {
            Outcome::Success | Outcome::Fault(Fault::Caller | Fault::Unable) => false,
            Outcome::TimedOut | Outcome::Fault(Fault::Service) => true,
            Outcome::Fault(Fault::Credentials) => {
                if self.judges(generation) {
                    self.open(now, Reason::Credentials);
                }
                return;
            }
            Outcome::Fault(Fault::Throttled { wait }) => {
                self.pause(now, wait);
                self.release(generation);
                return;
            }
        };
        if generation == self.generation {
            self.learn(now, Tally::one(failed, slow));
        }
    }

    /// A call of `generation` was given up: it says nothing about the service, and others may take its place.
    pub(super) fn abandon(&mut self, generation: u64) {
        self.in_flight = self.in_flight.saturating_sub(1);
        self.totals.abandoned += 1;
        self.release(generation);
    }

    fn release(&mut self, generation: u64) {
        if generation == self.generation
            && let Phase::HalfOpen { admitted, .. } = &mut self.phase
        {
            *admitted = admitted.saturating_sub(1);
        }
    }

    fn learn(&mut self, now: Duration, call: Tally) {
        match &mut self.phase {
            Phase::Closed => {
                self.window.record(now, call);
                let tally = self.window.tally(now);
                if !self.judges(self.generation) || tally.calls < self.settings.minimum_calls {
                    return;
                }
                if tally.reaches(tally.failures, self.settings.failure_percent) {
                    self.open(now, Reason::Failures);
                } else if tally.reaches(tally.slow, self.settings.slow_percent) {
                    self.open(now, Reason::Slowness);
                }
            }
            Phase::Open { .. } => {}
            Phase::HalfOpen { ended, .. } => {
                ended.calls += call.calls;
                ended.slow += call.slow;
                let ended = *ended;
                if call.failures > 0 {
                    self.open(now, Reason::Probes);
                } else if ended.calls >= self.settings.probes {
                    if ended.reaches(ended.slow, self.settings.slow_percent) {
                        self.open(now, Reason::Slowness);
                    } else {
                        self.close();
                    }
                }
            }
        }
    }

    /// Whether what calls of `generation` tell may change the phase.
    fn judges(&self, generation: u64) -> bool {
        generation == self.generation && self.mode == Mode::Automatic
    }

    fn pause(&mut self, now: Duration, wait: Option<Duration>) {
        let wait = wait.unwrap_or_default().min(self.settings.longest_pause);
        let until = now.saturating_add(wait);
        if until > self.paused_until && self.mode == Mode::Automatic {
            self.paused_until = until;
            self.unheard.push(EventKind::Paused { wait });
        }
    }

    fn open(&mut self, now: Duration, reason: Reason) {
        let doubled = 2_u32.saturating_pow(self.openings);
        let wait = self.settings.open.saturating_mul(doubled).min(self.settings.longest_open);
        let share = u32::from(self.settings.jitter_percent) * self.random.u32(0..=1000);
        let wait = wait.saturating_add(wait / 100_000 * share);
        self.openings = self.openings.saturating_add(1);
        self.totals.opened += 1;
        self.enter(Phase::Open { until: now.saturating_add(wait) });
        self.unheard.push(EventKind::Opened { reason, wait });
    }

    fn close(&mut self) {
        self.openings = 0;
        self.enter(Phase::Closed);
        self.unheard.push(EventKind::Closed);
    }

    fn enter(&mut self, phase: Phase) {
        self.phase = phase;
        self.generation += 1;
        self.window.clear();
    }

    /// An operator decides until further notice.
    pub(super) fn force(&mut self, mode: Mode) {
        self.forget();
        self.mode = mode;
        self.unheard.push(match mode {
            Mode::Automatic => EventKind::Reset,
            Mode::ForcedOpen => EventKind::ForcedOpen,
            Mode::ForcedClosed => EventKind::ForcedClosed,
        });
    }

    fn forget(&mut self) {
        self.openings = 0;
        self.paused_until = Duration::ZERO;
        self.enter(Phase::Closed);
    }

    fn count(&mut self, outcome: Outcome, slow: bool) {
        let totals = &mut self.totals;
        totals.slow += u64::from(slow);
        match outcome {
            Outcome::Success => totals.succeeded += 1,
            Outcome::TimedOut => {
                totals.timed_out += 1;
                totals.failed += 1;
            }
            Outcome::Fault(Fault::Service) => totals.failed += 1,
            Outcome::Fault(Fault::Caller | Fault::Unable) => totals.refused += 1,
            Outcome::Fault(Fault::Credentials) => totals.unauthorized += 1,
            Outcome::Fault(Fault::Throttled { .. }) => totals.throttled += 1,
        }
    }

    pub(super) fn state(&self) -> State {
        match (self.mode, &self.phase) {
            (Mode::ForcedOpen, _) | (Mode::Automatic, Phase::Open { .. }) => State::Open,
            (Mode::ForcedClosed, _) | (Mode::Automatic, Phase::Closed) => State::Closed,
            (Mode::Automatic, Phase::HalfOpen { .. }) => State::HalfOpen,
        }
    }

    pub(super) const fn mode(&self) -> Mode {
        self.mode
    }

    pub(super) const fn totals(&self) -> Totals {
        self.totals
    }

    pub(super) const fn in_flight(&self) -> u32 {
        self.in_flight
    }

    pub(super) const fn generation(&self) -> u64 {
        self.generation
    }

    /// How long calls are held back still.
    pub(super) fn wait(&self, now: Duration) -> Option<Duration> {
        if self.mode != Mode::Automatic {
            return None;
        }
        let open = match self.phase {
            Phase::Open { until } => until,
            Phase::Closed | Phase::HalfOpen { .. } => Duration::ZERO,
        };
        left(open.max(self.paused_until), now)
    }

    pub(super) fn tally(&mut self, now: Duration) -> Tally {
        match self.phase {
            Phase::HalfOpen { ended, .. } => ended,
            Phase::Closed | Phase::Open { .. } => self.window.tally(now),
        }
    }
}

/// The time from `now` until `until`, if any.
fn left(until: Duration, now: Duration) -> Option<Duration> {
    until.checked_sub(now).filter(|left| !left.is_zero())
}
