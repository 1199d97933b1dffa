//! The time of day, whatever the system clock says.

use std::time::SystemTime;

use jiff::Timestamp;

/// Now; the last representable moment where the clock is beyond the year 9999, or the first where it is before -9999.
pub fn now() -> Timestamp {
    timestamp(SystemTime::now())
}

fn timestamp(time: SystemTime) -> Timestamp {
    let last = match time < SystemTime::UNIX_EPOCH {
        true => Timestamp::MIN,
        false => Timestamp::MAX,
    };
    Timestamp::try_from(time).unwrap_or(last)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_clock_out_of_range_is_no_panic() {
        let far = Duration::from_secs(400_000_000_000);
        assert_eq!(timestamp(SystemTime::UNIX_EPOCH + far), Timestamp::MAX);
        assert_eq!(timestamp(SystemTime::UNIX_EPOCH - far), Timestamp::MIN);
        let second = SystemTime::UNIX_EPOCH + Duration::from_secs(1);
        assert_eq!(timestamp(second).as_second(), 1);
    }
}
