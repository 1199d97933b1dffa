//! The exit status of the program.

use crate::finding::{Level, Verdict};

/// The exit status where nothing was selected or decided.
pub(super) const NOTHING: u8 = 4;

/// The exit status where this program has found its own bug.
pub const BUG: u8 = 70;

/// The exit status of a run with these verdicts, the worst cause first. Verdicts below the level do not count.
pub(crate) fn exit_status(
    verdicts: impl Iterator<Item = (Level, Verdict)> + Clone,
    level: Level,
    is_left: bool,
    is_stale: bool,
) -> u8 {
    let any = |verdict| {
        verdicts
            .clone()
            .any(|(of, found)| of >= level && found == verdict)
    };
    match () {
        () if verdicts.clone().next().is_none() => NOTHING,
        () if any(Verdict::Fail) => 1,
        () if is_left => 7,
        () if any(Verdict::Blocked) => 3,
        () if is_stale => 5,
        () => 0,
    }
}
