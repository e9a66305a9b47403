//! What holds in every history of calls, whatever their ends, their order and the time between them?

use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::*;

use super::super::{
    CircuitSettings, EventKind, Fault, Outcome, Permit, Rejection, State, WindowSpan,
};
use super::circuit;
use crate::clock::ManualClock;

#[derive(Debug, Clone)]
enum Step {
    Begin,
    End(usize, Outcome),
    GiveUp(usize),
    Pass(u64),
    ForceOpen,
    ForceClosed,
    Reset,
}

fn outcome() -> impl Strategy<Value = Outcome> {
    let wait = || proptest::option::of((0_u64..2_000).prop_map(Duration::from_millis));
    prop_oneof![
        4 => Just(Outcome::Success),
        4 => Just(Outcome::Fault(Fault::Service)),
        2 => Just(Outcome::TimedOut),
        1 => Just(Outcome::Fault(Fault::Caller)),
        1 => Just(Outcome::Fault(Fault::Credentials)),
        1 => wait().prop_map(|wait| Outcome::Fault(Fault::Throttled { wait })),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        30 => Just(Step::Begin),
        30 => (any::<usize>(), outcome()).prop_map(|(which, outcome)| Step::End(which, outcome)),
        5 => any::<usize>().prop_map(Step::GiveUp),
        12 => (0_u64..40_000).prop_map(Step::Pass),
        1 => Just(Step::ForceOpen),
        1 => Just(Step::ForceClosed),
        1 => Just(Step::Reset),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_circuit_never_loses_a_permit_nor_lets_too_many_through(
        steps in proptest::collection::vec(step(), 1..300),
        probes in 1_u32..4,
        counted in any::<bool>(),
    ) {
        let clock = ManualClock::at(0);
        let window = if counted {
            WindowSpan::Calls(8)
        } else {
            WindowSpan::Time(Duration::from_secs(10))
        };
        let settings = CircuitSettings { window, minimum_calls: 4, probes, ..CircuitSettings::default() };
        let (circuit, heard) = circuit(settings, Arc::new(clock.clone()));
        let mut held: Vec<(Permit, u64)> = Vec::new();
        let (mut begun, mut ended, mut given_up, mut rejected) = (0_u64, 0, 0, 0);
        let mut changes = 0;
        for step in steps {
            match step {
                Step::Begin => {
                    let before = circuit.snapshot();
                    match circuit.admit() {
                        Ok(permit) => {
                            begun += 1;
                            prop_assert_ne!(before.wait.map(|wait| wait.is_zero()), Some(false));
                            changes += changes_in(&heard.take());
                            held.push((permit, changes));
                        }
                        Err(rejection) => {
                            rejected += 1;
                            let open = before.state == State::Open;
                            let held_back = matches!(rejection, Rejection::Open { .. });
                            prop_assert!(open || !held_back);
                        }
                    }
                }
                Step::End(which, outcome) if !held.is_empty() => {
                    let (permit, _) = held.swap_remove(which % held.len());
                    permit.end(outcome);
                    ended += 1;
                }
                Step::GiveUp(which) if !held.is_empty() => {
                    drop(held.swap_remove(which % held.len()));
                    given_up += 1;
                }
                Step::Pass(millis) => clock.pass(Duration::from_millis(millis)),
                Step::ForceOpen => circuit.force_open(),
                Step::ForceClosed => circuit.force_closed(),
                Step::Reset => circuit.reset(),
                Step::End(..) | Step::GiveUp(_) => {}
            }
            changes += changes_in(&heard.take());
            let snapshot = circuit.snapshot();
            prop_assert_eq!(usize::try_from(snapshot.in_flight).unwrap(), held.len());
            if snapshot.state == State::HalfOpen {
                let probing = held.iter().filter(|(_, generation)| *generation == changes).count();
                prop_assert!(probing + usize::try_from(snapshot.window_calls).unwrap() <= usize::try_from(probes).unwrap());
            }
            let totals = snapshot.totals;
            let all = totals.succeeded + totals.failed + totals.refused + totals.throttled + totals.unauthorized;
            prop_assert_eq!(all, ended);
            prop_assert_eq!((totals.abandoned, totals.rejected), (given_up, rejected));
            prop_assert_eq!(begun, ended + given_up + u64::from(snapshot.in_flight));
            prop_assert!(snapshot.window_failures <= snapshot.window_calls);
        }
        // Whatever was before: left alone for long enough, it lets somebody try.
        drop(held);
        circuit.reset();
        prop_assert!(circuit.admit().is_ok());
    }

    #[test]
    fn a_service_that_recovers_is_used_again(failures in 4_usize..40, rounds in 0_usize..8) {
        let clock = ManualClock::at(0);
        let settings = CircuitSettings { minimum_calls: 4, ..CircuitSettings::default() };
        let longest = settings.longest_open * 2;
        let (circuit, _) = circuit(settings, Arc::new(clock.clone()));
        for _ in 0..failures {
            if let Ok(permit) = circuit.admit() {
                permit.end(Outcome::TimedOut);
            }
        }
        for _ in 0..rounds {
            clock.pass(longest);
            circuit.admit().unwrap().end(Outcome::TimedOut);
            prop_assert_eq!(circuit.state(), State::Open);
        }
        clock.pass(longest);
        circuit.admit().unwrap().end(Outcome::Success);
        circuit.admit().unwrap().end(Outcome::Success);
        prop_assert_eq!(circuit.state(), State::Closed);
    }
}

fn changes_in(events: &[EventKind]) -> u64 {
    let changes = events.iter().filter(|event| !matches!(event, EventKind::Paused { .. }));
    changes.count().try_into().unwrap()
}
