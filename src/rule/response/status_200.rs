//! A success has status 200.

use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::{Hook, Scope};
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Rule, findings};

pub(super) static RULE: Rule = Rule {
    id: "response/status-200",
    level: Level::Should,
    summary: "A success has status 200.",
    requirements: &["response/status"],
    explain: "Clients that compare the status with 200 take every other one for an error, though the connection was made and \
            its keys are in the body. 202 also means that the request is not finished, and 204 that there is no body.\n\
            Passes: 200.\n\
            Fails: 201, 202, 206.",
    reads: &[&ORDINARY],
    descriptions: true,
    deletions: true,
    judge: |rule, evidence| {
        findings::heads(rule, evidence, |scribe, response| {
            if response.status != 200 {
                let found = format!("status {}", response.status);
                scribe.whole(&found.clone(), "status 200", found);
            }
        })
    },
    faults: &[
        Fault::new(
            "status-created",
            "answers a create with status 201",
            Hook::Wire(Scope::Created, |mut response, _| {
                response.status = 201;
                Ok(response)
            }),
        ),
        Fault::new(
            "status-of-deletion",
            "answers a deletion with status 203",
            Hook::Wire(Scope::Other, |mut response, context| {
                if context.action() == "DeleteVpnConnection" && response.status == 200 {
                    response.status = 203;
                }
                Ok(response)
            }),
        ),
        Fault::new(
            "status-accepted-by-post",
            "answers a create that comes as a form with status 202",
            Hook::Wire(Scope::Created, |mut response, context| {
                if context.method == "POST" {
                    response.status = 202;
                }
                Ok(response)
            }),
        ),
    ],
    ..Rule::SERVER
};
