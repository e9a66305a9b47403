//! When does a circuit open and close, and what does it remember?

use std::sync::Arc;
use std::time::Duration;

use super::super::{
    Circuit, CircuitSettings, EventKind, Fault, Mode, Outcome, Reason, Rejection, SettingsError,
    State, WindowSpan,
};
use super::{Heard, circuit};
use crate::clock::ManualClock;

const FAILURE: Outcome = Outcome::Fault(Fault::Service);

fn settings() -> CircuitSettings {
    CircuitSettings {
        window: WindowSpan::Calls(10),
        minimum_calls: 4,
        jitter_percent: 0,
        ..CircuitSettings::default()
    }
}

fn test(settings: CircuitSettings) -> (Circuit, Heard, ManualClock) {
    let clock = ManualClock::at(1_700_000_000);
    let (circuit, heard) = circuit(settings, Arc::new(clock.clone()));
    (circuit, heard, clock)
}

fn feed(circuit: &Circuit, outcomes: &[Outcome]) {
    for outcome in outcomes {
        circuit.admit().unwrap().end(*outcome);
    }
}

#[test]
fn it_opens_when_half_of_enough_calls_failed() {
    let (circuit, heard, _) = test(settings());
    feed(&circuit, &[FAILURE, FAILURE, Outcome::Success]);
    assert_eq!(circuit.state(), State::Closed, "three calls prove nothing");
    feed(&circuit, &[Outcome::Success]);
    assert_eq!(circuit.state(), State::Open);
    let wait = Duration::from_secs(30);
    assert_eq!(heard.take(), [EventKind::Opened { reason: Reason::Failures, wait }]);
    assert_eq!(circuit.admit().unwrap_err(), Rejection::Open { wait });
    assert_eq!(circuit.snapshot().totals.rejected, 1);
}

#[test]
fn timeouts_are_failures() {
    let (circuit, _, _) = test(settings());
    feed(&circuit, &[Outcome::TimedOut; 4]);
    assert_eq!(circuit.state(), State::Open);
    assert_eq!(circuit.snapshot().totals.timed_out, 4);
}

#[test]
fn what_the_caller_did_wrong_says_nothing_against_the_service() {
    let (circuit, _, _) = test(settings());
    feed(&circuit, &[Outcome::Fault(Fault::Caller); 50]);
    assert_eq!(circuit.state(), State::Closed);
    let snapshot = circuit.snapshot();
    assert_eq!((snapshot.totals.refused, snapshot.totals.failed), (50, 0));
    assert_eq!(snapshot.failure_percent(), Some(0));
}

#[test]
fn refused_credentials_open_it_at_once() {
    let (circuit, heard, _) = test(settings());
    feed(&circuit, &[Outcome::Fault(Fault::Credentials)]);
    assert_eq!(circuit.state(), State::Open);
    let wait = Duration::from_secs(30);
    assert_eq!(heard.take(), [EventKind::Opened { reason: Reason::Credentials, wait }]);
}

#[test]
fn a_service_that_asks_for_patience_is_left_alone_for_so_long() {
    let (circuit, heard, clock) = test(settings());
    let wait = Duration::from_secs(7);
    feed(&circuit, &[Outcome::Fault(Fault::Throttled { wait: Some(wait) })]);
    assert_eq!(circuit.state(), State::Closed, "it is not broken");
    assert_eq!(heard.take(), [EventKind::Paused { wait }]);
    clock.advance(6);
    let wait = Duration::from_secs(1);
    assert_eq!(circuit.admit().unwrap_err(), Rejection::Throttled { wait });
    assert_eq!(circuit.snapshot().wait, Some(wait));
    clock.advance(1);
    feed(&circuit, &[Outcome::Success]);
    assert_eq!(circuit.snapshot().window_failures, 0);
}

#[test]
fn nobody_is_kept_waiting_for_a_year() {
    let (circuit, _, clock) = test(settings());
    let wait = Some(Duration::from_hours(365 * 24));
    feed(&circuit, &[Outcome::Fault(Fault::Throttled { wait })]);
    clock.advance(300);
    feed(&circuit, &[Outcome::Success]);
}

#[test]
fn slow_answers_open_it_although_they_are_right() {
    let (circuit, heard, clock) = test(settings());
    for _ in 0..4 {
        let permit = circuit.admit().unwrap();
        clock.advance(3);
        permit.end(Outcome::Success);
    }
    assert_eq!(circuit.state(), State::Open);
    let wait = Duration::from_secs(30);
    assert_eq!(heard.take(), [EventKind::Opened { reason: Reason::Slowness, wait }]);
    assert_eq!(circuit.snapshot().totals.slow, 4);
}

#[test]
fn old_calls_leave_a_window_of_calls() {
    let (circuit, _, _) = test(settings());
    feed(&circuit, &[Outcome::Success; 10]);
    feed(&circuit, &[FAILURE; 4]);
    assert_eq!(circuit.snapshot().failure_percent(), Some(40));
    feed(&circuit, &[FAILURE]);
    assert_eq!(circuit.state(), State::Open, "five of the last ten");
}

#[test]
fn old_calls_leave_a_window_of_time() {
    let window = WindowSpan::Time(Duration::from_mins(1));
    let (circuit, _, clock) = test(CircuitSettings { window, ..settings() });
    feed(&circuit, &[FAILURE; 3]);
    clock.advance(60);
    assert_eq!(circuit.snapshot().window_calls, 0);
    feed(&circuit, &[FAILURE; 3]);
    assert_eq!(circuit.state(), State::Closed);
    feed(&circuit, &[FAILURE]);
    assert_eq!(circuit.state(), State::Open);
}

#[test]
fn it_closes_when_all_probes_succeed() {
    let (circuit, heard, clock) = test(settings());
    feed(&circuit, &[FAILURE; 4]);
    clock.advance(30);
    feed(&circuit, &[Outcome::Success]);
    assert_eq!(circuit.state(), State::HalfOpen);
    feed(&circuit, &[Outcome::Success]);
    assert_eq!(circuit.state(), State::Closed);
    assert_eq!(heard.take()[1..], [EventKind::HalfOpened, EventKind::Closed]);
    feed(&circuit, &[FAILURE; 3]);
    assert_eq!(circuit.state(), State::Closed, "what was before is forgotten");
}

#[test]
fn it_stays_open_twice_as_long_each_time_that_a_probe_fails_up_to_the_longest() {
    let (circuit, _, clock) = test(settings());
    feed(&circuit, &[FAILURE; 4]);
    for seconds in [30, 60, 120, 240, 300, 300] {
        assert_eq!(circuit.snapshot().wait, Some(Duration::from_secs(seconds)));
        clock.pass(Duration::from_secs(seconds));
        feed(&circuit, &[FAILURE]);
        assert_eq!(circuit.state(), State::Open);
    }
    clock.advance(300);
    feed(&circuit, &[Outcome::Success; 2]);
    feed(&circuit, &[FAILURE; 4]);
    assert_eq!(circuit.snapshot().wait, Some(Duration::from_secs(30)), "it begins anew");
}

#[test]
fn chance_lengthens_the_wait_by_no_more_than_its_share() {
    let mut waits = Vec::new();
    for _ in 0..200 {
        let (circuit, _, _) = test(CircuitSettings { jitter_percent: 20, ..settings() });
        feed(&circuit, &[FAILURE; 4]);
        waits.push(circuit.snapshot().wait.unwrap());
    }
    let (least, most) = (waits.iter().min().unwrap(), waits.iter().max().unwrap());
    assert!(*least >= Duration::from_secs(30) && *most <= Duration::from_secs(36));
    assert!(*most > *least + Duration::from_secs(3), "200 circuits return at different times");
}

#[test]
fn a_probe_that_is_given_up_makes_room_for_another() {
    let (circuit, _, clock) = test(settings());
    feed(&circuit, &[FAILURE; 4]);
    clock.advance(30);
    for _ in 0..20 {
        let permits = (circuit.admit().unwrap(), circuit.admit().unwrap());
        assert_eq!(circuit.admit().unwrap_err(), Rejection::Probing);
        drop(permits);
    }
    assert_eq!(circuit.state(), State::HalfOpen);
    assert_eq!(circuit.snapshot().totals.abandoned, 40);
    feed(&circuit, &[Outcome::Success; 2]);
    assert_eq!(circuit.state(), State::Closed);
}

#[test]
fn a_probe_that_is_throttled_makes_room_for_another_later() {
    let (circuit, _, clock) = test(settings());
    feed(&circuit, &[FAILURE; 4]);
    clock.advance(30);
    for _ in 0..5 {
        let wait = Some(Duration::from_secs(1));
        feed(&circuit, &[Outcome::Fault(Fault::Throttled { wait })]);
        clock.advance(1);
    }
    feed(&circuit, &[Outcome::Success; 2]);
    assert_eq!(circuit.state(), State::Closed);
}

#[test]
fn slow_probes_open_it_again() {
    let (circuit, _, clock) = test(settings());
    feed(&circuit, &[FAILURE; 4]);
    clock.advance(30);
    for _ in 0..2 {
        circuit.admit().unwrap().end_after(Outcome::Success, Duration::from_secs(4));
    }
    assert_eq!(circuit.state(), State::Open);
}

#[test]
fn calls_from_before_a_change_do_not_count_after_it() {
    let (circuit, _, clock) = test(settings());
    let late: Vec<_> = (0..6).map(|_| circuit.admit().unwrap()).collect();
    feed(&circuit, &[FAILURE; 4]);
    clock.advance(30);
    let probe = circuit.admit().unwrap();
    assert_eq!(circuit.state(), State::HalfOpen);
    for (at, permit) in late.into_iter().enumerate() {
        match at % 3 {
            0 => permit.end(Outcome::Success),
            1 => permit.end(Outcome::Fault(Fault::Credentials)),
            _ => drop(permit),
        }
    }
    assert_eq!(circuit.state(), State::HalfOpen, "neither closed nor opened by the late ones");
    let second = circuit.admit().unwrap();
    assert_eq!(circuit.admit().unwrap_err(), Rejection::Probing, "nor was room made by them");
    probe.end(Outcome::Success);
    second.end(Outcome::Success);
    assert_eq!(circuit.state(), State::Closed);
}

#[test]
fn an_operator_can_open_and_close_it_and_leave_it_to_itself_again() {
    let (circuit, heard, _) = test(settings());
    circuit.force_open();
    assert_eq!(circuit.admit().unwrap_err(), Rejection::ForcedOpen);
    assert_eq!((circuit.state(), circuit.snapshot().mode), (State::Open, Mode::ForcedOpen));
    circuit.force_closed();
    feed(&circuit, &[FAILURE; 20]);
    feed(&circuit, &[Outcome::Fault(Fault::Credentials)]);
    feed(&circuit, &[Outcome::Fault(Fault::Throttled { wait: Some(Duration::from_secs(9)) })]);
    assert_eq!((circuit.state(), circuit.snapshot().mode), (State::Closed, Mode::ForcedClosed));
    assert_eq!(circuit.snapshot().failure_percent(), Some(100), "it is seen all the same");
    circuit.reset();
    assert_eq!(circuit.snapshot().window_calls, 0);
    feed(&circuit, &[FAILURE; 4]);
    assert_eq!(circuit.state(), State::Open);
    let kinds = heard.take();
    assert_eq!(kinds[..3], [EventKind::ForcedOpen, EventKind::ForcedClosed, EventKind::Reset]);
}

#[test]
fn a_calendar_that_is_set_back_changes_no_wait() {
    let (circuit, _, clock) = test(settings());
    feed(&circuit, &[FAILURE; 4]);
    clock.advance(-7_200);
    clock.advance(30);
    feed(&circuit, &[Outcome::Success; 2]);
    assert_eq!(circuit.state(), State::Closed);
}

#[test]
fn settings_that_would_never_or_always_open_are_refused() {
    let refused = |change: fn(&mut CircuitSettings)| {
        let mut settings = settings();
        change(&mut settings);
        let clock = Arc::new(ManualClock::at(0));
        Circuit::new("test", settings, clock).unwrap_err()
    };
    let percent = |setting| SettingsError::Percent { setting };
    assert_eq!(refused(|s| s.failure_percent = 0), percent("failure_percent"));
    assert_eq!(refused(|s| s.slow_percent = 101), percent("slow_percent"));
    assert_eq!(refused(|s| s.jitter_percent = 101), percent("jitter_percent"));
    assert_eq!(refused(|s| s.probes = 0), SettingsError::Zero { setting: "probes" });
    assert_eq!(refused(|s| s.minimum_calls = 0), SettingsError::Zero { setting: "minimum_calls" });
    let window = SettingsError::Zero { setting: "window" };
    assert_eq!(refused(|s| s.window = WindowSpan::Calls(0)), window);
    assert_eq!(refused(|s| s.window = WindowSpan::Time(Duration::ZERO)), window);
    assert_eq!(refused(|s| s.minimum_calls = 11), SettingsError::Minimum { window: 10 });
    assert_eq!(refused(|s| s.open = Duration::from_secs(301)), SettingsError::Open);
}
