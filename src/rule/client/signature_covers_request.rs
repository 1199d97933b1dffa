//! A signature of version 4 covers the host and the body.

use crate::exchange::HttpRequest;
use crate::finding::Level;
use crate::rule::Rule;
use crate::rule::client::{Wrong, requests};

pub(super) static RULE: Rule = Rule {
    id: "client/signature-covers-request",
    level: Level::Must,
    summary: "A signature of version 4 covers the host and the body.",
    explain: "What the signature does not cover can be changed on the way. The Host header must be among SignedHeaders, and \
            a hash that X-Amz-Content-Sha256 states must be that of the body. Whether the signature itself is right cannot \
            be told without the key.\n\
            Passes: SignedHeaders=content-type;host;x-amz-date.\n\
            Fails: SignedHeaders=x-amz-date; a hash of another body.",
    judge: |rule, evidence| requests(rule, evidence, |_, request| covers(request)),
    ..Rule::SERVER
};

fn covers(request: &HttpRequest) -> Option<Vec<Wrong>> {
    let header = String::from_utf8_lossy(request.header("authorization")?).into_owned();
    let fields = header.strip_prefix("AWS4-HMAC-SHA256")?;
    let signed = fields
        .split(',')
        .find_map(|field| field.trim().strip_prefix("SignedHeaders="))
        .unwrap_or_default();
    let mut wrong = Vec::new();
    if !signed
        .split(';')
        .any(|name| name.eq_ignore_ascii_case("host"))
    {
        wrong.push(Wrong {
            cause: "host is not signed",
            expected: "host among SignedHeaders",
            actual: format!("SignedHeaders={signed}"),
        });
    }
    let stated = request.header("x-amz-content-sha256");
    let stated = stated.filter(|hash| hash.len() == 64);
    let digest = hmac_sha256::Hash::hash(&request.body);
    let actual: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    if stated.is_some_and(|hash| !hash.eq_ignore_ascii_case(actual.as_bytes())) {
        wrong.push(Wrong {
            cause: "hash of another body",
            expected: "the SHA-256 of the body in X-Amz-Content-Sha256",
            actual: "that of another body".to_owned(),
        });
    }
    Some(wrong)
}
