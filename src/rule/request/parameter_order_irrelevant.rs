//! The parameters may stand in any order.

use crate::finding::Level;
use crate::generate::request::mutation::Mutation;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::request::{Draft, Form};
use crate::rule::{Dialogue, Rule, twin};

pub(super) static RULE: Rule = Rule {
    id: "request/parameter-order-irrelevant",
    level: Level::Should,
    summary: "The parameters may stand in any order.",
    requirements: &["wire/order"],
    explain: "Clients sort them, for signing or because their language does. Tried are reversed, sorted \
            and rotated orders.\n\
            Passes: 200 whatever the order.\n\
            Fails: an error where Action is not the first parameter.",
    dialogue: Dialogue::Mutations,
    mutations: &[
        Mutation::accept("reversed", |d, _| d.parameters.reverse()),
        Mutation::accept("by-name", |d, _| {
            d.parameters.sort_by(|a, b| a.name.cmp(&b.name))
        }),
        Mutation::accept("by-name-descending", |d, _| {
            d.parameters.sort_by(|a, b| b.name.cmp(&a.name));
        }),
        Mutation::accept("action-last", |d, _| turn(d, 1)),
        Mutation::accept("action-and-version-last", |d, _| turn(d, 2)),
        Mutation::accept("version-first", |d, _| swap(d, 0, 1)),
        Mutation::accept("gateways-swapped", |d, _| swap(d, 3, 4)),
        Mutation::accept("type-last", |d, _| swap(d, 2, 4)),
        Mutation::accept("reversed-form", |d, _| {
            d.parameters.reverse();
            d.form = Form::Post;
        }),
    ],
    judge: twin::accepted,
    faults: &[
        Fault::new(
            "order-of-the-page-only",
            "wants Type, CustomerGatewayId and VpnGatewayId in the order of the page",
            Hook::Rules(|r| r.order = follows_the_page),
        ),
        Fault::new(
            "action-first-only",
            "wants Action to be the first parameter",
            Hook::Rules(|r| {
                r.order = |pairs| pairs.first().is_none_or(|(name, _)| name == "Action")
            }),
        ),
    ],
    ..Rule::SERVER
};

fn turn(draft: &mut Draft, by: usize) {
    let by = by.min(draft.parameters.len());
    draft.parameters.rotate_left(by);
}

fn swap(draft: &mut Draft, a: usize, b: usize) {
    if a.max(b) < draft.parameters.len() {
        draft.parameters.swap(a, b);
    }
}

fn follows_the_page(pairs: &[(String, String)]) -> bool {
    let place = |wanted: &str| pairs.iter().position(|(name, _)| name == wanted);
    let places = ["Type", "CustomerGatewayId", "VpnGatewayId"].map(place);
    places.iter().flatten().is_sorted()
}
