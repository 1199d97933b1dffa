//! No two responses have the same requestId.

use std::sync::LazyLock;

use crate::evidence::Part;
use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::{Hook, Scope};
use crate::rule::look::Look;
use crate::rule::response::identity::unique;
use crate::rule::shared_probe::ORDINARY;
use crate::rule::state::{self, LIFECYCLE};
use crate::rule::{Rule, request};

pub(super) static RULE: Rule = Rule {
    id: "response/request-id-unique",
    level: Level::Must,
    summary: "No two responses have the same requestId.",
    requirements: &["response/request-id"],
    explain: "The page calls it the ID of the request; one id for many requests identifies none of them.\n\
            Passes: a different requestId in each response.\n\
            Fails: the same one in every response, for instance the one of the page's example.",
    reads: &[&ORDINARY, &LIFECYCLE],
    with: || {
        static RULES: LazyLock<Vec<&Rule>> = LazyLock::new(|| {
            let many = request::KEYED.iter().copied();
            many.chain(state::ON_ONE_CONNECTION.iter().copied())
                .collect()
        });
        &RULES
    },
    looks_at: &[Look::Element("requestId")],
    judge: |rule, evidence| {
        let creates = evidence.accepted_creates().filter(|r| r.is_response());
        let others = evidence
            .records
            .iter()
            .filter(|r| r.is_accepted() && r.extent.part == Part::Response && !r.is_create());
        unique(
            rule,
            evidence,
            creates.chain(others),
            "requestId",
            |record| {
                let id = record.view().root()?.child("requestId")?;
                Some((id.text().trim().to_owned(), id.offset()))
            },
        )
    },
    faults: &[
        Fault::new(
            "request-id-constant",
            "sends the text request-id for every request (moto 5.2.5)",
            Hook::Answer(Scope::Any, |root, _| root.set(&["requestId"], "request-id")),
        ),
        Fault::new(
            "request-id-constant-in-descriptions",
            "sends the same request id with every description",
            Hook::Answer(Scope::Described, |root, _| {
                root.set(&["requestId"], "request-id")
            }),
        ),
        Fault::new(
            "request-id-of-connection",
            "sends the same request id for all that comes over one connection",
            Hook::Rules(|r| r.request_id_of_connection = true),
        ),
        Fault::new(
            "request-id-now-and-then-again",
            "sends the request id of the page's example with every sixth create",
            Hook::Answer(Scope::Created, |root, context| {
                if context.lock().connections.len().is_multiple_of(6) {
                    root.set(&["requestId"], "7a62c49f-347e-4fc4-9331-6e8e00000000");
                }
            }),
        ),
        Fault::new(
            "request-id-example",
            "sends the request id of the page's example (moto 4.2.14)",
            Hook::Answer(Scope::Created, |root, _| {
                root.set(&["requestId"], "7a62c49f-347e-4fc4-9331-6e8eEXAMPLE");
            }),
        ),
    ],
    ..Rule::SERVER
};
