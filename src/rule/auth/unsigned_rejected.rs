//! A create without a signature is refused.

use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::rule::Rule;
use crate::rule::auth::trial::Wanted::Rejected;
use crate::rule::auth::trial::judge;
use crate::rule::auth::{BAD_SIGNATURE, EXPIRED, OTHER_ACTIONS, UNSIGNED};
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "auth/unsigned-rejected",
    level: Level::Must,
    summary: "A create without a signature is refused.",
    requirements: &["wire/signature-required", "example/auth-params"],
    explain: "The answer to a create holds keys. The same request with a signature is accepted; it is sent as a query and as a \
            form.\n\
            Passes: 400, 401 or 403.\n\
            Fails: 200; DryRunOperation for a dry run.",
    reads: &[&UNSIGNED, &BAD_SIGNATURE, &EXPIRED, &OTHER_ACTIONS],
    judge: |rule, evidence| judge(rule, evidence, Rejected),
    faults: &[
        Fault::new(
            "unsigned-accepted",
            "lets in who does not sign",
            Hook::Rules(|r| r.auth.refuse_unsigned = false),
        ),
        Fault::new(
            "create-without-signature",
            "asks for a signature everywhere but where connections are made",
            Hook::Rules(|r| r.auth.open = Some("CreateVpnConnection")),
        ),
        Fault::new(
            "unsigned-dry-run-answered",
            "asks for no signature in a dry run",
            Hook::Rules(|r| r.auth.refuse_unsigned_dry_runs = false),
        )
        .since(ApiVersion::V2016_11_15),
        Fault::new(
            "unsigned-form-accepted",
            "decides by the query who is let in, and lets in a form without a signature",
            Hook::Rules(|r| r.auth.refuse_unsigned_posts = false),
        ),
    ],
    ..Rule::SERVER
};
