//! How long a process may take, in CPU time: a busy machine must not make a parser look hung.

use std::time::{Duration, Instant};

/// The time of one document.
pub(in crate::parser) struct Stopwatch {
    limit: Duration,
    begin: Instant,
    /// CPU time at the first look and at the last one, and when it was last at work.
    seen: Option<(Duration, Duration, Instant)>,
}

/// The limit of wall time, as a multiple of the limit of CPU time.
const MOST: u32 = 5;

/// A process that used no CPU time for so long, and waits for none, is idle.
const IDLE: Duration = Duration::from_millis(500);

impl Stopwatch {
    /// Starts it.
    pub(in crate::parser) fn new(limit: Duration) -> Self {
        Self {
            limit,
            begin: Instant::now(),
            seen: None,
        }
    }

    /// What is left until the limit of the clock.
    pub(in crate::parser) fn left(&self) -> Duration {
        self.limit.saturating_sub(self.begin.elapsed())
    }

    /// Looks at a process and those it has started: whether their time is over.
    pub(in crate::parser) fn is_over(&mut self, pid: u32) -> bool {
        if let Some(now) = used(pid) {
            let (first, last, worked) = self.seen.unwrap_or((now, now, Instant::now()));
            let is_at_work = now > last || is_ready(pid);
            let worked = if is_at_work { Instant::now() } else { worked };
            self.seen = Some((first, now, worked));
        }
        let seen = self
            .seen
            .map(|(first, last, worked)| (last.saturating_sub(first), worked.elapsed()));
        is_over(self.limit, self.begin.elapsed(), seen)
    }

    /// How long it took in all, in words.
    pub(in crate::parser) fn describe(&self) -> String {
        let limit = self.limit.as_secs_f64();
        match self.begin.elapsed() {
            waited if waited > self.limit + IDLE => format!(
                "{limit:.1} s of CPU time or {:.1} s of wall time",
                waited.as_secs_f64()
            ),
            _ => format!("{limit:.1} s"),
        }
    }
}

/// Whether the time is over after waiting so long. `seen` is the CPU time used and how long the process has been idle,
/// where the system tells it.
fn is_over(limit: Duration, waited: Duration, seen: Option<(Duration, Duration)>) -> bool {
    waited >= limit
        && seen.is_none_or(|(used, idle)| used >= limit || idle >= IDLE || waited >= limit * MOST)
}

/// The CPU time of a process and its descendants, where `/proc` tells it.
fn used(pid: u32) -> Option<Duration> {
    // The unit of these figures, USER_HZ, is a hundredth of a second.
    const TICK: Duration = Duration::from_millis(10);
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name, in parentheses, may hold anything. Its own time and that of ended children are fields 14 to 17.
    let (_, fields) = stat.rsplit_once(')')?;
    let times = fields.split_ascii_whitespace().skip(11).take(4);
    let ticks: u32 = times.filter_map(|ticks| ticks.parse::<u32>().ok()).sum();
    let below = children(pid).into_iter().filter_map(used);
    Some(TICK * ticks + below.sum::<Duration>())
}

/// Whether a thread of a process, or of one that it has started, runs or waits for a processor or a disk: on a busy machine
/// it may get none for a second.
fn is_ready(pid: u32) -> bool {
    let threads = std::fs::read_dir(format!("/proc/{pid}/task"));
    let mut threads = threads.into_iter().flatten().flatten();
    threads.any(|thread| {
        let stat = std::fs::read_to_string(thread.path().join("stat")).unwrap_or_default();
        let state = stat.rsplit_once(") ").map(|(_, state)| state);
        state.is_some_and(|state| state.starts_with(['R', 'D']))
    }) || children(pid).into_iter().any(is_ready)
}

/// The processes that a process has started, where `/proc` tells it.
pub(super) fn children(pid: u32) -> Vec<u32> {
    let children = std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/children"));
    let children = children.unwrap_or_default();
    let pids = children.split_ascii_whitespace();
    pids.filter_map(|child| child.parse().ok()).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn time_is_over_for_who_used_it_or_waits_in_vain() {
        let second = Duration::from_secs;
        let limit = second(2);
        let working = Duration::from_millis(100);
        let cases = [
            (second(1), Some((second(1), working)), false),
            // Used up.
            (second(2), Some((second(2), working)), true),
            // At work, beside others.
            (second(2), Some((second(1), working)), false),
            (second(9), Some((second(1), working)), false),
            (second(10), Some((second(1), working)), true),
            // Asleep.
            (second(2), Some((second(0), second(2))), true),
            (second(1), Some((second(0), second(1))), false),
            // Nobody can tell.
            (second(2), None, true),
        ];
        for (waited, seen, expected) in cases {
            assert_eq!(
                is_over(limit, waited, seen),
                expected,
                "{waited:?} {seen:?}"
            );
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn one_that_is_ready_to_run_is_not_idle() {
        use std::process::Command;

        let run = |script| Command::new("sh").args(["-c", script]).spawn().unwrap();
        let within = |pid, wanted| {
            let end = Instant::now() + Duration::from_secs(20);
            while is_ready(pid) != wanted && Instant::now() < end {
                std::thread::sleep(Duration::from_millis(5));
            }
            is_ready(pid) == wanted
        };
        // Behind another, and one that waits.
        for (script, wanted) in [
            ("while :; do :; done & wait", true),
            ("exec sleep 60", false),
        ] {
            let mut child = run(script);
            assert!(within(child.id(), wanted), "{script}");
            for behind in children(child.id()) {
                let _ = Command::new("kill").arg(behind.to_string()).status();
            }
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn work_of_this_process_is_counted() {
        let pid = std::process::id();
        let before = used(pid);
        assert!(before.is_some());
        let end = Instant::now() + Duration::from_secs(20);
        let mut sum = 0_u64;
        while Instant::now() < end && used(pid) <= before {
            sum = sum.wrapping_add(std::hint::black_box(1));
        }
        assert!(used(pid) > before, "{sum}");
    }
}
