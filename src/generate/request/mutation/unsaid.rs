//! What public material says nothing certain of: later parameters, empty values, duplicates, ids in upper case.

use super::Deviation;
use crate::request::expectation::Ambiguity::{Case, Duplicate, Empty, LaterParameter};
use crate::request::{Draft, Parameter};
use crate::spec::version::ApiVersion;

const LATER: &str = "request/later-parameter-rejected";
const EMPTY: &str = "request/empty-value";
const DUPLICATE: &str = "request/duplicate-parameter";
const CASE: &str = "request/id-case-sensitive";

pub(super) const DEVIATIONS: &[Deviation] = &[
    Deviation::unsaid(LATER, "static-routes", LaterParameter, |d, _| {
        add(d, "Options.StaticRoutesOnly", "true");
    })
    .until(ApiVersion::V2012_07_20),
    Deviation::unsaid(LATER, "dry-run", LaterParameter, |d, _| {
        add(d, "DryRun", "false")
    })
    .until(ApiVersion::V2013_02_01),
    Deviation::unsaid(LATER, "tunnel-key", LaterParameter, |d, _| {
        add(
            d,
            "Options.TunnelOptions.1.PreSharedKey",
            "vpnconform_later",
        );
    })
    .until(ApiVersion::V2013_08_15),
    Deviation::unsaid(LATER, "acceleration", LaterParameter, |d, _| {
        add(d, "Options.EnableAcceleration", "false");
    })
    .until(ApiVersion::V2013_08_15),
    Deviation::unsaid(LATER, "tag", LaterParameter, |d, _| {
        add(d, "TagSpecification.1.ResourceType", "vpn-connection");
        add(d, "TagSpecification.1.Tag.1.Key", "Name");
        add(d, "TagSpecification.1.Tag.1.Value", "vpnconform");
    })
    .until(ApiVersion::V2013_08_15),
    Deviation::unsaid(EMPTY, "type", Empty, |d, _| d.set("Type", "")),
    Deviation::unsaid(EMPTY, "customer-gateway", Empty, |d, _| {
        d.set("CustomerGatewayId", "")
    }),
    Deviation::unsaid(EMPTY, "vpn-gateway", Empty, |d, _| {
        d.set("VpnGatewayId", "")
    }),
    Deviation::unsaid(EMPTY, "type-no-equals-sign", Empty, |d, _| bare(d, "Type")),
    Deviation::unsaid(EMPTY, "customer-gateway-no-equals-sign", Empty, |d, _| {
        bare(d, "CustomerGatewayId");
    }),
    Deviation::unsaid(EMPTY, "vpn-gateway-no-equals-sign", Empty, |d, _| {
        bare(d, "VpnGatewayId")
    }),
    Deviation::unsaid(CASE, "customer-upper-case", Case, |d, f| {
        d.set(
            "CustomerGatewayId",
            f.customer_gateway_id.to_ascii_uppercase(),
        );
    }),
    Deviation::unsaid(CASE, "vpn-upper-case", Case, |d, f| {
        d.set("VpnGatewayId", f.vpn_gateway_id.to_ascii_uppercase());
    }),
    Deviation::unsaid(DUPLICATE, "type-same", Duplicate, |d, _| {
        add(d, "Type", "ipsec.1")
    }),
    Deviation::unsaid(DUPLICATE, "type-second-wrong", Duplicate, |d, _| {
        add(d, "Type", "ipsec.2")
    }),
    Deviation::unsaid(DUPLICATE, "type-first-wrong", Duplicate, |d, _| {
        d.parameters.insert(0, Parameter::new("Type", "ipsec.2"));
    }),
    Deviation::unsaid(DUPLICATE, "customer-gateway-same", Duplicate, |d, f| {
        add(d, "CustomerGatewayId", &f.customer_gateway_id);
    }),
    Deviation::unsaid(
        DUPLICATE,
        "customer-gateway-second-wrong",
        Duplicate,
        |d, _| {
            add(d, "CustomerGatewayId", "cgw-0bad0bad");
        },
    ),
    Deviation::unsaid(DUPLICATE, "vpn-gateway-second-wrong", Duplicate, |d, _| {
        add(d, "VpnGatewayId", "vgw-0bad0bad");
    }),
    Deviation::unsaid(DUPLICATE, "zone-twice", Duplicate, |d, _| {
        add(d, "AvailabilityZone", "us-east-1a");
        add(d, "AvailabilityZone", "us-east-1b");
    })
    .until(ApiVersion::V2013_08_15),
];

fn add(draft: &mut Draft, name: &str, value: &str) {
    draft.parameters.push(Parameter::new(name, value));
}

fn bare(draft: &mut Draft, name: &str) {
    for parameter in &mut draft.parameters {
        if parameter.name == name.as_bytes() {
            parameter.value = None;
        }
    }
}
