//! Does a window count what the plain definition counts, whatever the calls?

use std::time::Duration;

use proptest::prelude::*;

use super::super::WindowSpan;
use super::super::window::{Tally, Window};

type Call = (u64, bool, bool);

fn calls() -> impl Strategy<Value = Vec<Call>> {
    proptest::collection::vec((0_u64..40, any::<bool>(), any::<bool>()), 0..120)
}

fn sum<'a>(calls: impl Iterator<Item = &'a (u64, bool, bool)>) -> Tally {
    let mut sum = Tally::default();
    for (_, failed, slow) in calls {
        sum.calls += 1;
        sum.failures += u32::from(*failed);
        sum.slow += u32::from(*slow);
    }
    sum
}

proptest! {
    #[test]
    fn a_window_of_calls_holds_the_last_ones(size in 1_u32..20, calls in calls()) {
        let mut window = Window::new(WindowSpan::Calls(size));
        for (at, (_, failed, slow)) in calls.iter().enumerate() {
            window.record(Duration::ZERO, Tally::one(*failed, *slow));
            let last = calls[..=at].iter().rev().take(size.try_into().unwrap());
            prop_assert_eq!(window.tally(Duration::ZERO), sum(last));
        }
    }

    /// With slices of 10 ms: the current slice and the nine before it.
    #[test]
    fn a_window_of_time_holds_the_last_ten_slices(calls in calls()) {
        let mut window = Window::new(WindowSpan::Time(Duration::from_millis(100)));
        let mut seen: Vec<Call> = Vec::new();
        let mut now = 0;
        for (pause, failed, slow) in calls {
            now += pause;
            let at = Duration::from_millis(now);
            window.record(at, Tally::one(failed, slow));
            seen.push((now, failed, slow));
            let recent = seen.iter().filter(|(then, _, _)| now / 10 - then / 10 < 10);
            prop_assert_eq!(window.tally(at), sum(recent));
        }
        prop_assert_eq!(window.tally(Duration::from_millis(now + 100)), Tally::default());
    }
}
