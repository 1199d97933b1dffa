//! Names of parameters: their case, and names that nobody knows.

use super::{Deviation, rename};
use crate::request::expectation::Reason;
use crate::request::{Draft, Form, Parameter};

const CASE: &str = "request/names-case-sensitive";
const UNKNOWN: &str = "request/unknown-parameter-rejected";

pub(super) const DEVIATIONS: &[Deviation] = &[
    Deviation::reject(CASE, "type-lower-case", Reason::UnknownParameter, |d, _| {
        rename(d, "Type", "type");
    }),
    Deviation::reject(CASE, "type-upper-case", Reason::UnknownParameter, |d, _| {
        rename(d, "Type", "TYPE");
    }),
    Deviation::reject(
        CASE,
        "customer-first-lower",
        Reason::UnknownParameter,
        |d, _| {
            rename(d, "CustomerGatewayId", "customerGatewayId");
        },
    ),
    Deviation::reject(
        CASE,
        "customer-lower-case",
        Reason::UnknownParameter,
        |d, _| {
            rename(d, "CustomerGatewayId", "customergatewayid");
        },
    ),
    Deviation::reject(
        CASE,
        "customer-id-upper",
        Reason::UnknownParameter,
        |d, _| {
            rename(d, "CustomerGatewayId", "CustomerGatewayID");
        },
    ),
    Deviation::reject(CASE, "vpn-first-lower", Reason::UnknownParameter, |d, _| {
        rename(d, "VpnGatewayId", "vpnGatewayId");
    }),
    Deviation::reject(CASE, "vpn-upper", Reason::UnknownParameter, |d, _| {
        rename(d, "VpnGatewayId", "VPNGatewayId");
    }),
    Deviation::reject(CASE, "vpn-id-upper", Reason::UnknownParameter, |d, _| {
        rename(d, "VpnGatewayId", "VpnGatewayID");
    }),
    Deviation::reject(CASE, "action-lower-case", Reason::Action, |d, _| {
        rename(d, "Action", "action");
    }),
    Deviation::reject(
        CASE,
        "zone-first-lower",
        Reason::UnknownParameter,
        |d, _| {
            add(d, "availabilityZone", "us-east-1a");
        },
    ),
    Deviation::reject(UNKNOWN, "nonsense", Reason::UnknownParameter, |d, _| {
        add(d, "Vpnconform", "1");
    }),
    Deviation::reject(
        UNKNOWN,
        "nonsense-form",
        Reason::UnknownParameter,
        |d, _| {
            add(d, "Vpnconform", "1");
            d.form = Form::Post;
        },
    ),
    Deviation::reject(UNKNOWN, "first", Reason::UnknownParameter, |d, _| {
        d.parameters.insert(0, Parameter::new("Vpnconform", "1"));
    }),
    Deviation::reject(UNKNOWN, "empty-value", Reason::UnknownParameter, |d, _| {
        add(d, "Vpnconform", "");
    }),
    Deviation::reject(UNKNOWN, "no-value", Reason::UnknownParameter, |d, _| {
        d.parameters.push(Parameter {
            value: None,
            ..Parameter::new("Vpnconform", "")
        });
    }),
    Deviation::reject(
        UNKNOWN,
        "of-another-action",
        Reason::UnknownParameter,
        |d, _| {
            add(d, "InstanceType", "m1.small");
        },
    ),
    Deviation::reject(UNKNOWN, "as-list", Reason::UnknownParameter, |d, _| {
        add(d, "VpnGatewayId.1", "vgw-0bad0bad");
    }),
    Deviation::reject(UNKNOWN, "as-member", Reason::UnknownParameter, |d, _| {
        add(d, "Type.Value", "ipsec.1");
    }),
    Deviation::reject(UNKNOWN, "misspelt", Reason::UnknownParameter, |d, _| {
        add(d, "AvailabiltyZone", "us-east-1a");
    }),
    Deviation::reject(UNKNOWN, "padded-name", Reason::UnknownParameter, |d, _| {
        add(d, "AvailabilityZone ", "us-east-1a");
    }),
];

fn add(draft: &mut Draft, name: &str, value: &str) {
    draft.parameters.push(Parameter::new(name, value));
}
