//! An Action that is absent or unknown is a client error.

use crate::finding::Level;
use crate::generate::request::mutation::Mutation;
use crate::reference::action;
use crate::reference::fault::{Fault, with_body, with_header};
use crate::reference::hook::{Hook, Scope};
use crate::request::Draft;
use crate::request::expectation::Reason;
use crate::rule::{Dialogue, Rule, twin};

pub(super) static RULE: Rule = Rule {
    id: "request/unknown-action-rejected",
    level: Level::Should,
    summary: "An Action that is absent or unknown is a client error.",
    requirements: &["wire/action", "error/status"],
    explain: "A request for something that does not exist is the mistake of the client, so it must not \
            look like a fault of the server or like success. Names of actions are compared exactly.\n\
            Passes: 400 with InvalidAction or MissingAction.\n\
            Fails: 500 with a page of HTML; 200 with an empty document or with a list of buckets.",
    dialogue: Dialogue::Mutations,
    mutations: &[
        Mutation::reject("nobodys", Reason::Action, |d, _| action(d, "NoSuchAction")),
        Mutation::reject("absent", Reason::Action, |d, _| d.remove("Action")),
        Mutation::reject("empty", Reason::Action, |d, _| action(d, "")),
        Mutation::reject("first-lower", Reason::Action, |d, _| {
            action(d, "createVpnConnection")
        }),
        Mutation::reject("lower-case", Reason::Action, |d, _| {
            action(d, "createvpnconnection")
        }),
        Mutation::reject("upper-case", Reason::Action, |d, _| {
            action(d, "CREATEVPNCONNECTION")
        }),
        Mutation::reject("abbreviation-upper", Reason::Action, |d, _| {
            action(d, "CreateVPNConnection");
        }),
        Mutation::reject("plural", Reason::Action, |d, _| {
            action(d, "CreateVpnConnections")
        }),
        Mutation::reject("request-behind", Reason::Action, |d, _| {
            action(d, "CreateVpnConnectionRequest");
        }),
        Mutation::reject("response-behind", Reason::Action, |d, _| {
            action(d, "CreateVpnConnectionResponse");
        }),
        Mutation::reject("blank-after", Reason::Action, |d, _| {
            action(d, "CreateVpnConnection ")
        }),
    ],
    judge: twin::rejected,
    faults: &[
        Fault::new(
            "action-any-case",
            "knows actions under any spelling of upper and lower case",
            Hook::Rules(|r| {
                r.action = |name| action::find_any_case(name).unwrap_or(name).to_owned()
            }),
        ),
        Fault::new(
            "unknown-action-html-500",
            "answers an unknown action with status 500 and a page of HTML (moto 5.2.5)",
            Hook::Wire(Scope::Refused, |mut response, context| {
                if action::find(context.action(), context.version).is_none() {
                    response.status = 500;
                    response = with_header(response, "content-type", "text/html; charset=utf-8");
                    response = with_body(
                        response,
                        "<!doctype html><html lang=en><title>500 Internal Server Error</title>",
                    );
                }
                Ok(response)
            }),
        ),
        Fault::new(
            "unknown-action-200",
            "answers an unknown action with an empty success",
            Hook::Wire(Scope::Refused, |mut response, context| {
                if action::find(context.action(), context.version).is_none() {
                    response.status = 200;
                    response = with_body(response, "<Response/>");
                }
                Ok(response)
            }),
        ),
    ],
    ..Rule::SERVER
};

fn action(draft: &mut Draft, value: &str) {
    draft.set("Action", value);
}
