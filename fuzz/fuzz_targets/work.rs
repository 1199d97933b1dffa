#![no_main]
//! Work is counted as the blocks of code that were executed, where the build counts them (`--cfg counted` and
//! `-Cinstrument-coverage`, see scripts/fuzz.sh), and as time of the CPU, which also sees what the standard library does.

use rustix::time::{ClockId, clock_gettime};
use vpnconform::suite::oracle::work::{Meter, work};

#[cfg(counted)]
mod counted {
    unsafe extern "C" {
        fn __llvm_profile_begin_counters() -> *const u64;
        fn __llvm_profile_end_counters() -> *const u64;
    }

    pub fn blocks() -> u64 {
        // SAFETY: the counters of this program, which live as long as it does; only this thread counts.
        unsafe {
            let (begin, end) = (
                __llvm_profile_begin_counters(),
                __llvm_profile_end_counters(),
            );
            let counters = std::slice::from_raw_parts(begin, end.offset_from_unsigned(begin));
            counters
                .iter()
                .fold(0, |sum, count| sum.wrapping_add(*count))
        }
    }
}

fn nanoseconds() -> u64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
}

const METERS: &[Meter] = &[
    #[cfg(counted)]
    Meter {
        unit: "blocks",
        read: counted::blocks,
        noise: 50_000,
    },
    Meter {
        unit: "ns",
        read: nanoseconds,
        noise: 200_000_000,
    },
];

libfuzzer_sys::fuzz_target!(|data: &[u8]| work(data, METERS));
