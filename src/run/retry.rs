//! When a request is sent again: for the sake of the connection or of a busy server, never for the sake of a verdict.

use std::time::Duration;

use crate::exchange::{HttpResponse, TransportError};

/// The longest wait that a server is granted, whatever its Retry-After says.
const LONGEST: Duration = Duration::from_secs(8);

/// How long to wait before the next attempt, if there should be one.
///
/// A create that may have arrived is not repeated: it would make a second thing that nobody knows of.
pub(crate) fn pause(
    response: &Result<HttpResponse, TransportError>,
    attempts: u32,
    creates: bool,
) -> Option<Duration> {
    let (most, first) = match response {
        Ok(response) if is_busy(response) => (6, 250),
        Err(TransportError::Connect(_)) => (3, 100),
        Err(TransportError::Closed(_)) if !creates => (2, 50),
        _ => return None,
    };
    let doubled = 2_u64.saturating_pow(attempts - 1);
    let own = Duration::from_millis(first * doubled);
    let asked = response.as_ref().ok().and_then(retry_after);
    (attempts < most).then(|| asked.unwrap_or_default().min(LONGEST).max(own))
}

/// The seconds of Retry-After; a date is not looked at.
fn retry_after(response: &HttpResponse) -> Option<Duration> {
    let value = std::str::from_utf8(response.header("retry-after")?).ok()?;
    Some(Duration::from_secs(value.trim().parse().ok()?))
}

/// Whether there is nobody at the other end who speaks HTTP.
pub(crate) fn is_unreachable(error: &TransportError) -> bool {
    matches!(
        error,
        TransportError::Connect(_) | TransportError::Tls(_) | TransportError::NotHttp(_)
    )
}

/// The server asks for patience (protocol notes, section 4).
pub(crate) fn is_busy(response: &HttpResponse) -> bool {
    /// Codes of throttling that botocore retries, and the words of the limit on pending changes.
    const BUSY: [&str; 7] = [
        "<Code>RequestLimitExceeded<",
        "<Code>Throttling<",
        "<Code>ThrottlingException<",
        "<Code>RequestThrottled<",
        "<Code>EC2ThrottledException<",
        "<Code>SlowDown<",
        "maximum number of mutating objects",
    ];
    let says = |words: &str| memchr::memmem::find(&response.body, words.as_bytes()).is_some();
    match response.status {
        429 | 503 => true,
        400..=599 => BUSY.iter().any(|words| says(words)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> Result<HttpResponse, TransportError> {
        Ok(HttpResponse {
            status,
            headers: Vec::new(),
            body: body.as_bytes().to_vec(),
        })
    }

    #[test]
    fn a_verdict_is_never_retried() {
        for status in [200, 302, 400, 404, 500, 501] {
            assert_eq!(
                pause(&answer(status, "<Code>InternalError</Code>"), 1, false),
                None
            );
        }
        assert_eq!(
            pause(&Err(TransportError::Closed(String::new())), 1, true),
            None
        );
        assert_eq!(
            pause(&Err(TransportError::Timeout(Duration::ZERO)), 1, false),
            None
        );
    }

    #[test]
    fn a_busy_server_is_asked_again_ever_later_but_not_for_ever() {
        assert!(pause(&answer(400, "<Code>Throttling</Code>"), 1, true).is_some());
        let limit = "<Code>VpnConnectionLimitExceeded</Code><Message>The maximum number of mutating objects has been reached.</Message>";
        assert!(pause(&answer(400, limit), 1, true).is_some());
        let busy = answer(400, "<Code>RequestLimitExceeded</Code>");
        let pauses: Vec<_> = (1..=6).map(|n| pause(&busy, n, true)).collect();
        assert!(pauses.iter().take(5).is_sorted() && pauses.iter().take(5).all(Option::is_some));
        assert_eq!(pauses.last(), Some(&None));
        assert!(pause(&answer(503, ""), 1, true).is_some());
        let mut year = answer(503, "");
        for (value, wanted) in [
            ("31536000", LONGEST),
            ("1", Duration::from_secs(1)),
            ("0", Duration::from_millis(250)),
            ("-1", Duration::from_millis(250)),
        ] {
            if let Ok(year) = &mut year {
                year.headers = vec![("Retry-After".to_owned(), value.as_bytes().to_vec())];
            }
            assert_eq!(pause(&year, 1, true), Some(wanted), "{value}");
        }
        assert!(pause(&answer(429, ""), 1, true).is_some());
    }
}
