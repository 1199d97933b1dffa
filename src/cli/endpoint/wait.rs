//! `--wait`: a server that is starting.

use std::thread;
use std::time::{Duration, Instant};

use vpnconform::endpoint::Endpoint;
use vpnconform::exchange::HttpRequest;

/// Asks until something answers that is no gateway in front of a server; false where nothing does in this time.
pub(super) fn until_it_answers(endpoint: &dyn Endpoint, most: Duration) -> bool {
    const PAUSE: Duration = Duration::from_millis(250);
    let begin = Instant::now();
    let name = endpoint.name();
    let authority = name
        .split_once("://")
        .map_or(name.as_str(), |(_, rest)| rest);
    let authority = authority.split('/').next().unwrap_or_default();
    let request = HttpRequest {
        method: "GET".to_owned(),
        target: b"/".to_vec(),
        headers: vec![("Host".to_owned(), authority.as_bytes().to_vec())],
        body: Vec::new(),
    };
    loop {
        let is_up = match endpoint.send(&request) {
            Ok(response) => !matches!(response.status, 502..=504),
            Err(_) => false,
        };
        if is_up || begin.elapsed() >= most {
            return is_up;
        }
        thread::sleep(PAUSE.min(most.saturating_sub(begin.elapsed())));
    }
}
