//! How much processor time did a process use? Read from the kernel, so that waiting does not count.

use std::fs;
use std::time::Duration;

/// The processor time that all threads of a process have used.
pub(crate) fn used(process: u32) -> Duration {
    let mut total = 0;
    for task in fs::read_dir(format!("/proc/{process}/task")).unwrap() {
        // A thread may end while we look.
        if let Ok(text) = fs::read_to_string(task.unwrap().path().join("schedstat")) {
            total += text.split(' ').next().and_then(|word| word.parse::<u64>().ok()).unwrap_or(0);
        }
    }
    Duration::from_nanos(total)
}
