//! What must hold of exchanges with any answer: no check fails to judge them, and no key leaves them.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use crate::evidence::redact::{Redacted, Redactor};
use crate::evidence::{Evidence, Record};
use crate::exchange::{Exchange, HttpRequest, HttpResponse, TransportError};
use crate::glob::GlobSet;
use crate::reference::Reference;
use crate::rule;
use crate::run::Options;
use crate::suite::{outcome, plan};

/// Any bytes as an answer: what is saved of it holds no key, wherever one stands in it, and is read as it was saved. The
/// same for any bytes as the file of an exchange.
pub fn exchange(bytes: &[u8]) {
    if let Ok(saved) = serde_json::from_slice::<Redacted<Exchange>>(bytes) {
        lossless(&saved);
        lossless(&Redactor::new().exchange(&saved));
    }
    let (before, after) = bytes.split_at(bytes.len() / 2);
    let body = [before, OPEN, KEY.as_bytes(), CLOSE, after].concat();
    let exchange = Exchange {
        request: HttpRequest {
            method: "GET".to_owned(),
            target: bytes.to_vec(),
            headers: vec![("X-Test".to_owned(), after.to_vec())],
            body: before.to_vec(),
        },
        response: answer(bytes.first().copied().unwrap_or_default(), body),
        elapsed: Duration::from_micros(1),
        attempts: 1,
    };
    let mut redactor = Redactor::new();
    let text = lossless(&redactor.exchange(&exchange));
    assert!(!text.contains(KEY), "a key is never saved");
}

const OPEN: &[u8] = b"<pre_shared_key>";
const KEY: &str = "cAnArY_key.7391_plain";
const CLOSE: &[u8] = b"</pre_shared_key>";

fn lossless(saved: &Redacted<Exchange>) -> String {
    let text = serde_json::to_string(&saved.as_ref()).unwrap_or_default();
    let again = serde_json::from_str::<Redacted<Exchange>>(&text);
    assert_eq!(again.ok().as_ref(), Some(saved), "what is saved is read");
    text
}

/// Any bytes as the answer to a create and to a request that must be refused: every check judges the run, twice alike,
/// and shows none of the keys.
pub fn check(bytes: &[u8]) {
    let (first, body) = bytes.split_first().unwrap_or((&0, b""));
    let mut evidence = Evidence::new(EVIDENCE.api_version);
    let mut replaced = [false; 2];
    for record in &EVIDENCE.records {
        let mut exchange = (*record.exchange).clone();
        let [refused, granted] = &mut replaced;
        let done = if record.is_accepted() {
            granted
        } else {
            refused
        };
        if record.is_create() && !std::mem::replace(done, true) {
            exchange.response = answer(*first, body.to_vec());
        }
        evidence.records.push(Record::new(
            Arc::clone(&record.probe),
            record.origin,
            record.role,
            record.case.clone(),
            record.fixtures.clone(),
            exchange,
        ));
    }
    for check in rule::catalogue() {
        let judgement = outcome::judge(check, &evidence);
        let said = format!("{judgement:?}");
        let again = outcome::judge(check, &evidence);
        assert_eq!(format!("{again:?}"), said, "{} is a function", check.id);
        let shown = evidence.known().find(said.as_bytes());
        assert!(shown.is_empty(), "{} shows a key", check.id);
    }
}

/// A response with this body, or none; `choice` picks status and headers.
fn answer(choice: u8, body: Vec<u8>) -> Result<HttpResponse, TransportError> {
    const STATUS: [u16; 8] = [200, 400, 200, 500, 200, 403, 301, 999];
    if choice == u8::MAX {
        return Err(TransportError::Closed("at once".to_owned()));
    }
    let types: [&[u8]; 4] = [
        b"text/xml;charset=UTF-8",
        b"text/html",
        b"application/xml; charset=utf-16",
        b"",
    ];
    let pick = |from: &[&[u8]]| {
        from.get(usize::from(choice / 8) % from.len())
            .map(|t| t.to_vec())
    };
    Ok(HttpResponse {
        status: STATUS.get(usize::from(choice % 8)).copied().unwrap_or(200),
        headers: vec![("Content-Type".to_owned(), pick(&types).unwrap_or_default())],
        body,
    })
}

/// A run against the embedded endpoint with what the checks of documents and errors read.
static EVIDENCE: LazyLock<Evidence> = LazyLock::new(|| {
    let only = GlobSet::new(["{response,configuration,secret,error}/*"]);
    let options = Options {
        only: only.unwrap_or_default(),
        ..Options::default()
    };
    let stop = AtomicBool::new(false);
    plan::run(&Reference::default(), &options, &(), &stop)
        .map(|outcome| outcome.evidence)
        .unwrap_or_default()
});

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::generate::document::Document;
    use crate::generate::document::cases::noise;

    #[test]
    fn exchanges_with_generated_answers_hold() {
        assert!(EVIDENCE.records.len() > 10);
        for seed in 0..300 {
            let bytes = noise(seed);
            exchange(&bytes);
            let document = Document::from_bytes(&bytes, crate::rule::document_mutations());
            if document.body().len() < 20_000 {
                exchange(document.body());
                if seed < 40 {
                    check(&[&bytes[..1], document.body()].concat());
                }
            }
        }
    }

    #[test]
    fn the_file_of_an_exchange_holds() {
        let record = EVIDENCE.records.first().unwrap();
        let saved = Redactor::new().exchange(&record.exchange);
        exchange(serde_json::to_string(&saved.as_ref()).unwrap().as_bytes());
        check(&[255]);
        check(&[]);
    }
}
