//! A parameter that the action does not have is refused.

use crate::finding::Level;
use crate::generate::request::mutation::Mutation;
use crate::generate::request::mutation::parameter::add;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::request::expectation::Reason;
use crate::request::{Form, Parameter};
use crate::rule::{Dialogue, Rule, twin};
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "request/unknown-parameter-rejected",
    level: Level::Should,
    summary: "A parameter that the action does not have is refused.",
    requirements: &["wire/unknown-names"],
    explain: "The service answers UnknownParameter to a misspelt name. A server that ignores it lets the \
            mistake through: the option that was meant has no effect, and nobody is told.\n\
            Passes: 400 with UnknownParameter.\n\
            Fails: 200.",
    dialogue: Dialogue::Mutations,
    mutations: &[
        Mutation::reject("nonsense", Reason::UnknownParameter, |d, _| {
            add(d, "Vpnconform", "1");
        }),
        Mutation::reject("nonsense-form", Reason::UnknownParameter, |d, _| {
            add(d, "Vpnconform", "1");
            d.form = Form::Post;
        }),
        Mutation::reject("first", Reason::UnknownParameter, |d, _| {
            d.parameters.insert(0, Parameter::new("Vpnconform", "1"));
        }),
        Mutation::reject("empty-value", Reason::UnknownParameter, |d, _| {
            add(d, "Vpnconform", "");
        }),
        Mutation::reject("no-value", Reason::UnknownParameter, |d, _| {
            d.parameters.push(Parameter {
                value: None,
                ..Parameter::new("Vpnconform", "")
            });
        }),
        Mutation::reject("of-another-action", Reason::UnknownParameter, |d, _| {
            add(d, "InstanceType", "m1.small");
        }),
        Mutation::reject("as-list", Reason::UnknownParameter, |d, _| {
            add(d, "VpnGatewayId.1", "vgw-0bad0bad");
        }),
        Mutation::reject("as-member", Reason::UnknownParameter, |d, _| {
            add(d, "Type.Value", "ipsec.1");
        }),
        Mutation::reject("of-a-deletion", Reason::UnknownParameter, |d, _| {
            add(d, "VpnConnectionId", "vpn-0bad0bad");
        }),
        Mutation::reject("of-a-description", Reason::UnknownParameter, |d, _| {
            add(d, "Filter.1.Name", "state");
        }),
        Mutation::reject("of-a-customer-gateway", Reason::UnknownParameter, |d, _| {
            add(d, "BgpAsn", "65000");
        }),
        Mutation::reject("of-a-later-list", Reason::UnknownParameter, |d, _| {
            add(d, "MaxResults", "5");
        }),
        Mutation::reject("begins-with-x", Reason::UnknownParameter, |d, _| {
            add(d, "Xvpnconform", "1");
        }),
        Mutation::reject("as-array", Reason::UnknownParameter, |d, _| {
            add(d, "Type[]", "ipsec.1");
        }),
        Mutation::reject("misspelt", Reason::UnknownParameter, |d, _| {
            add(d, "AvailabiltyZone", "us-east-1a");
        }),
        Mutation::reject("padded-name", Reason::UnknownParameter, |d, _| {
            add(d, "AvailabilityZone ", "us-east-1a");
        }),
        Mutation::reject("option", Reason::UnknownParameter, |d, _| {
            add(d, "Options.Vpnconform", "1");
        })
        .since(ApiVersion::V2016_11_15),
        Mutation::reject("option-of-tunnel", Reason::UnknownParameter, |d, _| {
            add(d, "Options.TunnelOptions.1.Vpnconform", "1");
        })
        .since(ApiVersion::V2016_11_15),
        Mutation::reject("option-misplaced", Reason::UnknownParameter, |d, _| {
            add(d, "Options.PreSharedKey", "vpnconform.1");
        })
        .since(ApiVersion::V2016_11_15),
        Mutation::reject("part-of-tag", Reason::UnknownParameter, |d, _| {
            add(d, "TagSpecification.1.ResourceType", "vpn-connection");
            add(d, "TagSpecification.1.Tags.1.Key", "k");
        })
        .since(ApiVersion::V2016_11_15),
    ],
    judge: twin::rejected,
    faults: &[Fault::new(
        "unknown-parameter-ignored",
        "ignores parameters it does not know (moto 5.2.5)",
        Hook::Rules(|r| r.refuse_unknown = false),
    )],
    ..Rule::SERVER
};
