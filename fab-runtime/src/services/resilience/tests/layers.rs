//! Do the layers do together what each does alone?

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures::{join_all, now_or_never};
use tokio::sync::Barrier;

use crate::clock::Clock as _;

use super::super::{
    BulkheadSettings, CallError, Chain, Circuit, CircuitSettings, EventKind, Exhausted, Fault,
    Rejection, Repeatable, Retry, RetrySettings, State, Timeout, WindowSpan,
};
use super::{BROKEN, Failed, Heard, Virtual, circuit};

mod futures {
    //! Which futures are driven together, or once?

    use std::future::Future;
    use std::pin::Pin;
    use std::task::{Context, Poll, Waker};

    pub(super) async fn join_all<F>(futures: Vec<F>) -> Vec<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        let tasks: Vec<_> = futures.into_iter().map(tokio::spawn).collect();
        let mut results = Vec::new();
        for task in tasks {
            results.push(task.await.unwrap());
        }
        results
    }

    /// Polls a future once, and gives it back if it is not done.
    pub(super) fn now_or_never<F: Future>(
        mut future: Pin<Box<F>>,
    ) -> Result<F::Output, Pin<Box<F>>> {
        match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(output) => Ok(output),
            Poll::Pending => Err(future),
        }
    }
}

fn guard(circuit: &Circuit, limit: Duration, retry: RetrySettings) -> Retry {
    let bulkhead = BulkheadSettings::default();
    Timeout::after(limit).bulkhead(bulkhead).breaker(circuit.clone()).retry(retry)
}

fn settings() -> CircuitSettings {
    CircuitSettings { minimum_calls: 4, jitter_percent: 0, ..CircuitSettings::default() }
}

fn guarded(settings: CircuitSettings) -> (Retry, Circuit, Heard) {
    let (circuit, heard) = circuit(settings, Virtual::new());
    (guard(&circuit, Duration::from_secs(5), RetrySettings::default()), circuit, heard)
}

#[tokio::test(start_paused = true)]
async fn a_service_that_hangs_opens_its_circuit() {
    let (retry, circuit, _) = guarded(settings());
    let mut reached = 0;
    for _ in 0..30 {
        let call = async {
            reached += 1;
            std::future::pending::<Result<(), Failed>>().await
        };
        assert!(retry.once(call).await.is_err());
    }
    assert_eq!(reached, 4, "the fifth call is not made");
    assert_eq!(circuit.snapshot().totals.timed_out, 4);
}

#[tokio::test(start_paused = true)]
async fn waiting_for_room_is_not_the_time_of_the_service() {
    let (circuit, _) = circuit(settings(), Virtual::new());
    let room = BulkheadSettings { calls: 1, waiting: 9, patience: Duration::from_mins(1) };
    let breaker = Timeout::after(Duration::from_secs(5)).bulkhead(room).breaker(circuit.clone());
    let calls = (0..9).map(|_| {
        let breaker = breaker.clone();
        async move {
            let call = async {
                tokio::time::sleep(Duration::from_secs(2)).await;
                Ok::<_, Failed>(())
            };
            breaker.run(call).await
        }
    });
    assert!(join_all(calls.collect()).await.iter().all(Result::is_ok), "the last waited for 16 s");
    assert_eq!(circuit.snapshot().totals.slow, 0);
}

#[tokio::test(start_paused = true)]
async fn no_more_calls_are_under_way_than_there_is_room_for() {
    let (circuit, _) =
        circuit(CircuitSettings { minimum_calls: 1_000, ..settings() }, Virtual::new());
    let breaker = Timeout::after(Duration::from_secs(5))
        .bulkhead(BulkheadSettings::default())
        .breaker(circuit.clone());
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let calls = (0..200).map(|_| {
        let (breaker, now, most) = (breaker.clone(), Arc::clone(&now), Arc::clone(&most));
        async move {
            let call = async {
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                tokio::time::sleep(Duration::from_secs(9)).await;
                Ok::<_, Failed>(())
            };
            let result = breaker.run(call).await;
            matches!(result, Err(CallError::Full))
        }
    });
    let begun = tokio::time::Instant::now();
    let full = join_all(calls.collect()).await.into_iter().filter(|full| *full).count();
    assert_eq!((most.load(Ordering::SeqCst), full), (16, 184));
    assert!(begun.elapsed() < Duration::from_secs(6));
    let snapshot = circuit.snapshot();
    assert_eq!(snapshot.totals.failed, 16, "a full program says nothing about the service");
    assert_eq!(snapshot.in_flight, 0);
}

#[tokio::test(start_paused = true)]
async fn whoever_waited_for_room_is_not_let_through_once_the_circuit_is_open() {
    let settings = CircuitSettings {
        window: WindowSpan::Calls(10),
        minimum_calls: 5,
        ..CircuitSettings::default()
    };
    let (circuit, _) = circuit(settings, Virtual::new());
    let room = BulkheadSettings { calls: 6, waiting: 50, patience: Duration::from_mins(5) };
    let breaker = Timeout::after(Duration::from_secs(5)).bulkhead(room).breaker(circuit.clone());
    // It answered many, and now it hangs.
    for _ in 0..30 {
        breaker.run(async { Ok::<_, Failed>(()) }).await.unwrap();
    }
    let reached = Arc::new(AtomicUsize::new(0));
    let calls = (0..50).map(|_| {
        let (breaker, reached) = (breaker.clone(), Arc::clone(&reached));
        async move {
            let call = async {
                reached.fetch_add(1, Ordering::SeqCst);
                std::future::pending::<Result<(), Failed>>().await
            };
            matches!(breaker.run(call).await, Err(CallError::Rejected(Rejection::Open { .. })))
        }
    });
    let rejected = join_all(calls.collect()).await.into_iter().filter(|found| *found).count();
    let reached = reached.load(Ordering::SeqCst);
    assert!(reached <= 10, "{reached} calls were made");
    assert_eq!(rejected, 50 - reached);
    let snapshot = circuit.snapshot();
    assert_eq!((snapshot.state, snapshot.in_flight), (State::Open, 0));
    assert_eq!((snapshot.totals.opened, snapshot.totals.abandoned), (1, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_fifty_calls_at_once_exactly_the_probes_get_through() {
    for probes in [1, 2, 3, 7] {
        let clock = crate::clock::ManualClock::at(0);
        let settings = CircuitSettings { probes, ..settings() };
        let (circuit, _) = circuit(settings, Arc::new(clock.clone()));
        let breaker = Timeout::after(Duration::from_mins(1))
            .bulkhead(BulkheadSettings { calls: 50, ..BulkheadSettings::default() })
            .breaker(circuit.clone());
        for _ in 0..4 {
            assert!(breaker.run(async { Err::<(), _>(BROKEN) }).await.is_err());
        }
        assert_eq!(circuit.state(), State::Open);
        clock.advance(30);
        let reached = Arc::new(AtomicUsize::new(0));
        let (start, decided) = (Arc::new(Barrier::new(50)), Arc::new(Barrier::new(50)));
        let calls = (0..50).map(|_| {
            let (breaker, reached) = (breaker.clone(), Arc::clone(&reached));
            let (start, decided) = (Arc::clone(&start), Arc::clone(&decided));
            async move {
                start.wait().await;
                // A call ends when all fifty were decided about.
                let call = async {
                    reached.fetch_add(1, Ordering::SeqCst);
                    decided.wait().await;
                    Ok::<_, Failed>(())
                };
                let result = breaker.run(call).await;
                let probing = matches!(result, Err(CallError::Rejected(Rejection::Probing)));
                if probing {
                    decided.wait().await;
                }
                probing
            }
        });
        let rejected = join_all(calls.collect()).await.into_iter().filter(|r| *r).count();
        let probes = usize::try_from(probes).unwrap();
        assert_eq!((reached.load(Ordering::SeqCst), rejected), (probes, 50 - probes));
        assert_eq!(circuit.state(), State::Closed);
    }
}

#[tokio::test(start_paused = true)]
async fn a_future_that_is_dropped_gives_its_permit_back() {
    let (retry, circuit, _) = guarded(settings());
    for _ in 0..4 {
        assert!(retry.once(async { Err::<(), _>(BROKEN) }).await.is_err());
    }
    tokio::time::advance(Duration::from_secs(30)).await;
    for _ in 0..10 {
        let call = || Box::pin(retry.once(std::future::pending::<Result<(), Failed>>()));
        let first = now_or_never(call()).expect_err("it waits");
        let second = now_or_never(call()).expect_err("it waits");
        let third = now_or_never(call()).unwrap_or_else(|_| panic!("it is decided at once"));
        assert!(matches!(third, Err(CallError::Rejected(Rejection::Probing))));
        drop((first, second));
    }
    assert_eq!(circuit.snapshot().in_flight, 0);
    for _ in 0..2 {
        retry.once(async { Ok::<_, Failed>(()) }).await.unwrap();
    }
    assert_eq!(circuit.state(), State::Closed);
}

async fn attempts(retry: &Retry, repeatable: Repeatable<'_>, fault: Fault) -> (usize, Duration) {
    let count = AtomicUsize::new(0);
    let begun = tokio::time::Instant::now();
    let call = || async {
        count.fetch_add(1, Ordering::SeqCst);
        Err::<(), _>(Failed(fault))
    };
    assert!(retry.repeat(repeatable, call).await.is_err());
    (count.load(Ordering::SeqCst), begun.elapsed())
}

#[tokio::test(start_paused = true)]
async fn only_what_may_change_is_tried_again() {
    let (retry, _, _) = guarded(CircuitSettings { minimum_calls: 100, ..settings() });
    assert_eq!(attempts(&retry, Repeatable::Idempotent, Fault::Caller).await.0, 1);
    assert_eq!(attempts(&retry, Repeatable::Keyed(""), Fault::Service).await.0, 1);
    let (count, took) = attempts(&retry, Repeatable::Keyed("a-1"), Fault::Service).await;
    assert_eq!(count, 3);
    assert!((Duration::from_millis(600)..Duration::from_millis(1_300)).contains(&took), "{took:?}");
    // Credentials open the circuit: nothing is tried after them.
    assert_eq!(attempts(&retry, Repeatable::Idempotent, Fault::Credentials).await.0, 1);
    assert_eq!(attempts(&retry, Repeatable::Idempotent, Fault::Service).await.0, 0);
}

#[tokio::test(start_paused = true)]
async fn a_retry_waits_for_as_long_as_the_service_asks() {
    let (retry, _, _) = guarded(settings());
    let wait = Some(Duration::from_secs(4));
    let (count, took) = attempts(&retry, Repeatable::Idempotent, Fault::Throttled { wait }).await;
    assert_eq!(count, 3);
    assert!(took >= Duration::from_secs(8), "{took:?}");
    let (retry, _, _) = guarded(settings());
    let wait = Some(Duration::from_mins(1));
    let (count, took) = attempts(&retry, Repeatable::Idempotent, Fault::Throttled { wait }).await;
    assert_eq!((count, took.as_secs()), (1, 0), "that is too long: say so at once");
}

#[tokio::test(start_paused = true)]
async fn retries_stay_within_their_budget() {
    let (retry, _, _) = guarded(CircuitSettings { minimum_calls: 10_000, ..settings() });
    let mut made = 0;
    for _ in 0..500 {
        made += attempts(&retry, Repeatable::Idempotent, Fault::Service).await.0;
    }
    assert!((540..=560).contains(&made), "{made} calls for 500");
}

#[tokio::test(start_paused = true)]
async fn the_next_provider_is_asked_when_one_cannot_but_not_when_the_request_is_wrong() {
    let clock = Virtual::new();
    let heard = Heard::default();
    let circuit = |name: &str| Circuit::new(name, settings(), clock.clone()).unwrap();
    let (first, second) = (circuit("first"), circuit("second"));
    let limit = Duration::from_secs(5);
    let chain = Chain::new("test", clock.clone())
        .then("a", guard(&first, limit, RetrySettings::default()))
        .then("b", guard(&second, limit, RetrySettings::default()))
        .with_listener(Arc::new(heard.clone()));

    let hangs = |provider: &&str| {
        let broken = *provider == "a";
        async move {
            if broken {
                std::future::pending::<()>().await;
            }
            Ok::<_, Failed>(7)
        }
    };
    let served = chain.once(hangs).await.unwrap();
    assert_eq!((served.provider.as_ref(), served.answer), ("second", 7));
    let fell_back = EventKind::FellBack { from: "first".into(), to: "second".into() };
    assert_eq!(heard.take(), [fell_back]);

    let refused = chain.once(|_| async { Err::<(), _>(Failed(Fault::Caller)) }).await.unwrap_err();
    let Exhausted::Refused { provider, .. } = refused else { panic!("{refused:?}") };
    assert_eq!(provider.as_ref(), "first");
    assert_eq!(heard.take(), [], "nobody else was asked");

    for _ in 0..8 {
        let dead = chain.once(|_| async { Err::<(), _>(BROKEN) }).await.unwrap_err();
        let Exhausted::Unavailable { attempts } = dead else { panic!("{dead:?}") };
        assert_eq!(attempts.len(), 2);
    }
    assert_eq!((first.state(), second.state()), (State::Open, State::Open));
    let again = chain.repeat(Repeatable::Idempotent, |_| async { Err::<(), _>(BROKEN) }).await;
    let Err(Exhausted::Unavailable { attempts }) = again else { panic!("{again:?}") };
    assert!(attempts.iter().all(|(_, error)| matches!(error, CallError::Rejected(_))));
}

#[tokio::test]
async fn nobody_stands_in_when_it_is_too_late() {
    let clock = crate::clock::ManualClock::at(0);
    let circuit = |name: &str| Circuit::new(name, settings(), Arc::new(clock.clone())).unwrap();
    let limit = Duration::from_secs(5);
    let chain = Chain::new("test", Arc::new(clock.clone()))
        .then("a", guard(&circuit("first"), limit, RetrySettings::default()))
        .then("b", guard(&circuit("second"), limit, RetrySettings::default()));
    let deadline = clock.now() + chrono::TimeDelta::seconds(4);
    let fails = |_: &&str| async {
        clock.advance(3);
        Err::<(), _>(BROKEN)
    };
    for asked in [2, 0] {
        let Err(Exhausted::Unavailable { attempts }) = chain.once_before(deadline, fails).await
        else {
            panic!("nobody answers")
        };
        assert_eq!(attempts.len(), asked);
    }
    let deadline = clock.now() + chrono::TimeDelta::seconds(3);
    let Err(Exhausted::Unavailable { attempts }) = chain.once_before(deadline, fails).await else {
        panic!("nobody answers")
    };
    assert_eq!(attempts.len(), 1, "the time was over before the second");
}

#[tokio::test]
async fn the_futures_of_all_layers_can_move_between_threads() {
    fn is_send<T: Send>(value: T) -> T {
        value
    }
    let (retry, _, _) = guarded(settings());
    is_send(retry.repeat(Repeatable::Idempotent, || async { Ok::<_, Failed>(()) })).await.unwrap();
    let chain = Chain::new("test", Virtual::new()).then((), retry);
    let answer = is_send(chain.once(|()| async { Ok::<_, Failed>(1) })).await.unwrap().answer;
    assert_eq!(answer, 1);
}
