//! Faults in what the endpoint keeps.

use std::time::Duration;

use crate::reference::element::{Element, Node};
use crate::reference::fault::{Fault, fault};
use crate::reference::hook::Context;
use crate::reference::hook::Hook::{Answer, Rules, Wire};
use crate::reference::hook::Scope::{Any, Described};
use crate::reference::query::is_clean;
use crate::secret::Secret;

pub(super) const FAULTS: &[Fault] = &[
    fault(
        "create-forgotten",
        "answers a create and keeps nothing",
        &["state/described-after-create"],
        Rules(|r| r.keep_created = false),
    ),
    fault(
        "describe-empty",
        "describes nothing, whatever there is",
        &["state/described-after-create"],
        Answer(Described, |root, _| {
            if let Some(set) = root.at(&["vpnConnectionSet"]) {
                set.children.clear();
            }
        }),
    ),
    fault(
        "describe-other-customer-gateway",
        "describes a connection with another customer gateway",
        &["state/describe-agrees"],
        Answer(Described, |root, _| {
            items(root, |item| {
                item.set(&["customerGatewayId"], "cgw-b4dc3961")
            });
        }),
    ),
    fault(
        "describe-other-type",
        "describes a connection with another type",
        &["state/describe-agrees"],
        Answer(Described, |root, _| {
            items(root, |item| item.set(&["type"], "ipsec.2"))
        }),
    ),
    fault(
        "describe-other-keys",
        "describes a connection with keys that it was not created with",
        &["state/describe-agrees"],
        Answer(Described, |root, context| {
            let key = context.lock().random.clone().key();
            items(root, |item| {
                each_key(item, &key);
            });
        }),
    ),
    fault(
        "refused-create-kept",
        "keeps a connection although it refuses the create",
        &["state/rejected-creates-nothing"],
        Rules(|r| r.keep_refused = true),
    ),
    fault(
        "delete-without-effect",
        "answers a delete and keeps the connection",
        &["state/deleted-gone"],
        Rules(|r| r.delete = false),
    ),
    fault(
        "delete-twice-accepted",
        "answers the second deletion of a connection with success too",
        &["state/double-delete-rejected"],
        Rules(|r| r.refuse_second_delete = false),
    ),
    fault(
        "describe-unknown-empty",
        "answers the description of an unknown id with an empty set",
        &["state/unknown-id-rejected"],
        Rules(|r| r.refuse_unknown_describe = false),
    ),
    fault(
        "delete-unknown-accepted",
        "answers the deletion of an unknown id with success (fakecloud 0.51.0)",
        &["state/unknown-id-rejected"],
        Rules(|r| r.refuse_unknown_delete = false),
    ),
    fault(
        "concurrent-creates-share-id",
        "gives two creates that arrive together the same id",
        &["state/concurrent-creates-distinct"],
        Rules(|r| r.id_race = Some(Duration::from_millis(40))),
    ),
    fault(
        "poisoned-describe-500",
        "answers every description with status 500 once it was sent markup",
        &["state/not-poisoned"],
        Wire(Any, |mut response, context| {
            if poisoned(context) {
                response.status = 500;
            }
            Ok(response)
        }),
    ),
    fault(
        "poisoned-describe-unreadable",
        "describes with control characters once it was sent some (moto 5.2.5)",
        &["state/not-poisoned"],
        Answer(Any, |root, context| {
            if poisoned(context) {
                root.children.push(Node::Raw("\u{1b}".to_owned()));
            }
        }),
    ),
    fault(
        "gateway-in-use-deleted",
        "deletes gateways that a connection uses (moto 5.2.5)",
        &["state/in-use-gateway-kept"],
        Rules(|r| r.refuse_in_use = false),
    ),
];

fn items(root: &mut Element, change: impl Fn(&mut Element)) {
    if let Some(set) = root.at(&["vpnConnectionSet"]) {
        for item in set.elements_mut() {
            change(item);
        }
    }
}

fn each_key(element: &mut Element, key: &Secret<'_>) {
    if element.name == "pre_shared_key" {
        element.children = vec![Node::Text(key.expose().to_owned())];
    }
    for node in &mut element.children {
        if let Node::Element(child) | Node::Document(child) = node {
            each_key(child, key);
        }
    }
}

/// Remembers a hostile value, and says whether this is a description after one.
fn poisoned(context: &Context<'_>) -> bool {
    let hostile = context.query.pairs.is_empty()
        || context
            .query
            .pairs
            .iter()
            .any(|(_, value)| value.contains('<') || !is_clean(value));
    let mut state = context.lock();
    state.poisoned |= hostile;
    state.poisoned && context.action() == "DescribeVpnConnections"
}
