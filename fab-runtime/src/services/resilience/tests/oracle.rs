//! Does a circuit decide as those of others do, over random histories, where both promise the same?

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use proptest::prelude::*;
use tokio::sync::oneshot;
use tower::{Layer as _, Service, service_fn};
use tower_resilience_circuitbreaker::{
    CircuitBreaker, CircuitBreakerError, CircuitBreakerLayer, CircuitState, SlidingWindowType,
};

use super::super::{CircuitSettings, Fault, Outcome, Permit, State, WindowSpan};
use super::circuit;
use crate::clock::ManualClock;

const FAILURE: Outcome = Outcome::Fault(Fault::Service);

#[derive(Debug, Clone)]
enum Step {
    Begin,
    End { which: usize, failed: bool },
    GiveUp { which: usize },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        6 => Just(Step::Begin),
        6 => (any::<usize>(), proptest::bool::weighted(0.45))
            .prop_map(|(which, failed)| Step::End { which, failed }),
        1 => any::<usize>().prop_map(|which| Step::GiveUp { which }),
    ];
    proptest::collection::vec(step, 1..160)
}

type Answer = Pin<Box<dyn Future<Output = Result<(), CircuitBreakerError<()>>> + Send>>;

fn poll(answer: &mut Answer) -> Poll<Result<(), CircuitBreakerError<()>>> {
    answer.as_mut().poll(&mut Context::from_waker(Waker::noop()))
}

/// A call that is under way with both.
struct Call {
    ours: Permit,
    theirs: Answer,
    end: oneshot::Sender<Result<(), ()>>,
}

fn state<S, C>(theirs: &CircuitBreaker<S, C>) -> State {
    match theirs.state_sync() {
        CircuitState::Closed => State::Closed,
        CircuitState::Open => State::Open,
        CircuitState::HalfOpen => State::HalfOpen,
    }
}

/// The common subset: a window that nothing leaves, rates of failures, permits while half-open, permits that are given
/// back. The open time is nothing or for ever, since their clock cannot be moved. What began before a change is given
/// up at the change: they would count it, we do not.
fn same_decisions(
    steps: &[Step],
    minimum: u32,
    probes: u32,
    recovers: bool,
) -> Result<(), TestCaseError> {
    let open = if recovers { Duration::ZERO } else { Duration::from_hours(1) };
    let settings = CircuitSettings {
        window: WindowSpan::Time(Duration::from_hours(1)),
        minimum_calls: minimum,
        probes,
        open,
        longest_open: open,
        ..CircuitSettings::default()
    };
    let (ours, _) = circuit(settings, Arc::new(ManualClock::at(0)));
    let layer = CircuitBreakerLayer::builder()
        .failure_rate_threshold(0.5)
        .sliding_window_type(SlidingWindowType::TimeBased)
        .sliding_window_duration(Duration::from_hours(1))
        .minimum_number_of_calls(minimum.try_into().unwrap())
        .permitted_calls_in_half_open(probes.try_into().unwrap())
        .wait_duration_in_open(open)
        .build()
        .unwrap();
    let mut theirs = layer.layer(service_fn(|end: oneshot::Receiver<Result<(), ()>>| async move {
        end.await.unwrap_or(Err(()))
    }));
    let mut calls: Vec<Call> = Vec::new();
    for step in steps {
        let before = ours.state();
        match step {
            Step::Begin => {
                let (end, ended) = oneshot::channel();
                let ready = theirs.poll_ready(&mut Context::from_waker(Waker::noop()));
                prop_assert!(matches!(ready, Poll::Ready(Ok(()))));
                let mut answer: Answer = Box::pin(theirs.call(ended));
                let admitted = match poll(&mut answer) {
                    Poll::Pending => true,
                    Poll::Ready(Err(CircuitBreakerError::OpenCircuit)) => false,
                    Poll::Ready(_) => return Err(TestCaseError::fail("it ended too early")),
                };
                let permit = ours.admit();
                prop_assert_eq!(permit.is_ok(), admitted, "admitted while {:?}", before);
                if let Ok(ours) = permit {
                    if ours_changed(before, State::HalfOpen, &calls) {
                        calls.clear();
                    }
                    calls.push(Call { ours, theirs: answer, end });
                }
            }
            Step::End { which, failed } if !calls.is_empty() => {
                let mut call = calls.swap_remove(which % calls.len());
                let (outcome, result) =
                    if *failed { (FAILURE, Err(())) } else { (Outcome::Success, Ok(())) };
                call.ours.end(outcome);
                prop_assert!(call.end.send(result).is_ok());
                prop_assert!(poll(&mut call.theirs).is_ready());
            }
            Step::GiveUp { which } if !calls.is_empty() => {
                drop(calls.swap_remove(which % calls.len()));
            }
            Step::End { .. } | Step::GiveUp { .. } => {}
        }
        prop_assert_eq!(ours.state(), state(&theirs));
        if ours.state() != before && !matches!(step, Step::Begin) {
            calls.clear();
        }
    }
    Ok(())
}

/// Whether a permit that was just given is the first of a new phase.
fn ours_changed(before: State, after: State, calls: &[Call]) -> bool {
    before != after && before == State::Open && !calls.is_empty()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn a_circuit_decides_as_tower_resilience_does(
        steps in steps(), minimum in 1_u32..8, probes in 1_u32..5, recovers in any::<bool>(),
    ) {
        same_decisions(&steps, minimum, probes, recovers)?;
    }

    /// The sliding window of the last so many calls, which the other one does not have.
    #[test]
    fn a_circuit_opens_at_the_same_call_as_recloser_does(
        failures in proptest::collection::vec(proptest::bool::weighted(0.4), 1..120), size in 1_u32..15,
    ) {
        let settings = CircuitSettings {
            window: WindowSpan::Calls(size), minimum_calls: size, ..CircuitSettings::default()
        };
        let (ours, _) = circuit(settings, Arc::new(ManualClock::at(0)));
        let theirs = recloser::Recloser::custom()
            .error_rate(0.5)
            .closed_len(size.try_into().unwrap())
            .open_wait(Duration::from_hours(1))
            .build();
        // It concludes one call after its window is full, so it gets one that we do not see.
        prop_assert!(theirs.call(|| Ok::<_, ()>(())).is_ok());
        for failed in failures {
            let result = theirs.call(|| if failed { Err(()) } else { Ok(()) });
            let rejected = matches!(result, Err(recloser::Error::Rejected));
            let permit = ours.admit();
            prop_assert_eq!(permit.is_err(), rejected);
            if let Ok(permit) = permit {
                permit.end(if failed { FAILURE } else { Outcome::Success });
            }
        }
    }
}
