//! No URL of a request contains a secret.

use crate::finding::Level;
use crate::rule::Rule;
use crate::rule::client::{Wrong, requests};

pub(super) static RULE: Rule = Rule {
    id: "client/no-secret-in-url",
    level: Level::Should,
    summary: "No URL of a request contains a secret.",
    explain: "URLs end up in logs of servers and proxies. A pre-shared key belongs into the body of a POST, and a secret \
            access key into no request at all.\n\
            Passes: Options.TunnelOptions.1.PreSharedKey in a form.\n\
            Fails: the same in the query; AWSSecretAccessKey anywhere.",
    judge: |rule, evidence| {
        requests(rule, evidence, |_, request| {
            let start = request.target.iter().position(|b| *b == b'?')?;
            let query = request.target.get(start + 1..).unwrap_or_default();
            let names = query
                .split(|b| *b == b'&')
                .filter_map(|pair| pair.split(|b| *b == b'=').next());
            let secret = |name: &[u8]| {
                let name = String::from_utf8_lossy(name).to_ascii_lowercase();
                name.ends_with("presharedkey") || name.ends_with("secretaccesskey")
            };
            let wrong = |name: &[u8]| Wrong {
                cause: "a secret in the query",
                expected: "no secret in the URL",
                actual: format!("{} in the query", String::from_utf8_lossy(name)),
            };
            Some(names.filter(|name| secret(name)).map(wrong).collect())
        })
    },
    ..Rule::SERVER
};
