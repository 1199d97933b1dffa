//! A request is signed.

use crate::finding::Level;
use crate::request::encoding;
use crate::rule::Rule;
use crate::rule::client::{Wrong, requests};

pub(super) static RULE: Rule = Rule {
    id: "client/signed",
    level: Level::Should,
    summary: "A request is signed.",
    explain: "The service refuses a request without a signature. An emulator that takes it hides the mistake.\n\
            Passes: an Authorization header of version 4; Signature or X-Amz-Signature among the parameters.\n\
            Fails: neither of them.",
    judge: |rule, evidence| {
        requests(rule, evidence, |_, request| {
            let header = request.header("authorization").is_some();
            let pairs = encoding::decode(request).unwrap_or_default();
            let parameter = pairs.iter().any(|pair| {
                [&b"Signature"[..], b"X-Amz-Signature"].contains(&pair.name.as_slice())
            });
            let wrong = Wrong {
                cause: "no signature",
                expected: "an Authorization header, or a signature among the parameters",
                actual: "neither".to_owned(),
            };
            Some(match header || parameter {
                true => Vec::new(),
                false => vec![wrong],
            })
        })
    },
    ..Rule::SERVER
};
