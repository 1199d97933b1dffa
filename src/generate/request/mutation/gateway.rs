//! `CustomerGatewayId` and `VpnGatewayId`.

use super::Deviation;
use crate::request::expectation::Reason;
use crate::request::{Draft, Form};
use crate::spec::version::ApiVersion;

const CUSTOMER_REQUIRED: &str = "request/customer-gateway-required";
const VPN_REQUIRED: &str = "request/vpn-gateway-required";
const CUSTOMER_EXISTS: &str = "request/customer-gateway-exists";
const VPN_EXISTS: &str = "request/vpn-gateway-exists";
const MALFORMED: &str = "request/malformed-id-rejected";
const PADDED: &str = "request/padded-value-rejected";

pub(super) const DEVIATIONS: &[Deviation] = &[
    Deviation::reject(CUSTOMER_REQUIRED, "absent", Reason::Missing, |d, _| {
        d.remove("CustomerGatewayId");
    }),
    Deviation::reject(VPN_REQUIRED, "absent", Reason::Missing, |d, _| {
        d.remove("VpnGatewayId")
    })
    .until(ApiVersion::V2013_08_15),
    Deviation::reject(CUSTOMER_REQUIRED, "absent-form", Reason::Missing, |d, _| {
        d.remove("CustomerGatewayId");
        d.form = Form::Post;
    }),
    Deviation::reject(VPN_REQUIRED, "absent-form", Reason::Missing, |d, _| {
        d.remove("VpnGatewayId");
        d.form = Form::Post;
    })
    .until(ApiVersion::V2013_08_15),
    Deviation::reject(CUSTOMER_EXISTS, "short", Reason::NotFound, |d, _| {
        customer(d, "cgw-0bad0bad");
    }),
    Deviation::reject(CUSTOMER_EXISTS, "long", Reason::NotFound, |d, _| {
        customer(d, "cgw-0badc0de0badc0de0");
    }),
    Deviation::reject(CUSTOMER_EXISTS, "all-zero", Reason::NotFound, |d, _| {
        customer(d, "cgw-00000000");
    }),
    Deviation::reject(CUSTOMER_EXISTS, "all-ones", Reason::NotFound, |d, _| {
        customer(d, "cgw-ffffffff");
    }),
    Deviation::reject(CUSTOMER_EXISTS, "complement", Reason::NotFound, |d, f| {
        customer(d, complement(&f.customer_gateway_id));
    }),
    Deviation::reject(VPN_EXISTS, "short", Reason::NotFound, |d, _| {
        vpn(d, "vgw-0bad0bad")
    }),
    Deviation::reject(VPN_EXISTS, "long", Reason::NotFound, |d, _| {
        vpn(d, "vgw-0badc0de0badc0de0")
    }),
    Deviation::reject(VPN_EXISTS, "all-zero", Reason::NotFound, |d, _| {
        vpn(d, "vgw-00000000")
    }),
    Deviation::reject(VPN_EXISTS, "all-ones", Reason::NotFound, |d, _| {
        vpn(d, "vgw-ffffffff")
    }),
    Deviation::reject(VPN_EXISTS, "complement", Reason::NotFound, |d, f| {
        vpn(d, complement(&f.vpn_gateway_id));
    }),
    Deviation::reject(
        MALFORMED,
        "customer-no-prefix",
        Reason::Malformed,
        |d, f| {
            customer(d, f.customer_gateway_id.trim_start_matches("cgw-"));
        },
    ),
    Deviation::reject(
        MALFORMED,
        "customer-no-hyphen",
        Reason::Malformed,
        |d, f| {
            customer(d, f.customer_gateway_id.replace('-', ""));
        },
    ),
    Deviation::reject(
        MALFORMED,
        "customer-underscore",
        Reason::Malformed,
        |d, f| {
            customer(d, f.customer_gateway_id.replace('-', "_"));
        },
    ),
    Deviation::reject(
        MALFORMED,
        "customer-no-digits",
        Reason::Malformed,
        |d, _| customer(d, "cgw-"),
    ),
    Deviation::reject(
        MALFORMED,
        "customer-not-hexadecimal",
        Reason::Malformed,
        |d, _| {
            customer(d, "cgw-wxyz0bad");
        },
    ),
    Deviation::reject(
        MALFORMED,
        "customer-digit-short",
        Reason::Malformed,
        |d, f| {
            let mut id = f.customer_gateway_id.clone();
            id.pop();
            customer(d, id);
        },
    ),
    Deviation::reject(
        MALFORMED,
        "customer-digit-more",
        Reason::Malformed,
        |d, f| {
            customer(d, format!("{}0", f.customer_gateway_id));
        },
    ),
    Deviation::reject(MALFORMED, "customer-twice", Reason::Malformed, |d, f| {
        customer(d, format!("{0},{0}", f.customer_gateway_id));
    }),
    Deviation::reject(
        MALFORMED,
        "customer-is-vpn-gateway",
        Reason::Malformed,
        |d, f| {
            customer(d, f.vpn_gateway_id.clone());
        },
    ),
    Deviation::reject(
        MALFORMED,
        "customer-is-address",
        Reason::Malformed,
        |d, _| {
            customer(d, "203.0.113.7");
        },
    ),
    Deviation::reject(MALFORMED, "customer-none", Reason::Malformed, |d, _| {
        customer(d, "None")
    }),
    Deviation::reject(MALFORMED, "vpn-no-prefix", Reason::Malformed, |d, f| {
        vpn(d, f.vpn_gateway_id.trim_start_matches("vgw-"));
    }),
    Deviation::reject(MALFORMED, "vpn-no-hyphen", Reason::Malformed, |d, f| {
        vpn(d, f.vpn_gateway_id.replace('-', ""));
    }),
    Deviation::reject(MALFORMED, "vpn-no-digits", Reason::Malformed, |d, _| {
        vpn(d, "vgw-")
    }),
    Deviation::reject(
        MALFORMED,
        "vpn-not-hexadecimal",
        Reason::Malformed,
        |d, _| {
            vpn(d, "vgw-wxyz0bad");
        },
    ),
    Deviation::reject(MALFORMED, "vpn-digit-short", Reason::Malformed, |d, f| {
        let mut id = f.vpn_gateway_id.clone();
        id.pop();
        vpn(d, id);
    }),
    Deviation::reject(MALFORMED, "vpn-digit-more", Reason::Malformed, |d, f| {
        vpn(d, format!("{}0", f.vpn_gateway_id));
    }),
    Deviation::reject(
        MALFORMED,
        "vpn-is-customer-gateway",
        Reason::Malformed,
        |d, f| {
            vpn(d, f.customer_gateway_id.clone());
        },
    ),
    Deviation::reject(
        MALFORMED,
        "vpn-is-internet-gateway",
        Reason::Malformed,
        |d, _| {
            vpn(d, "igw-0bad0bad");
        },
    ),
    Deviation::reject(PADDED, "customer-blank-before", Reason::Padded, |d, f| {
        customer(d, format!(" {}", f.customer_gateway_id));
    }),
    Deviation::reject(PADDED, "customer-blank-after", Reason::Padded, |d, f| {
        customer(d, format!("{} ", f.customer_gateway_id));
    }),
    Deviation::reject(
        PADDED,
        "customer-line-feed-after",
        Reason::Padded,
        |d, f| {
            customer(d, format!("{}\n", f.customer_gateway_id));
        },
    ),
    Deviation::reject(PADDED, "vpn-blank-before", Reason::Padded, |d, f| {
        vpn(d, format!(" {}", f.vpn_gateway_id));
    }),
    Deviation::reject(PADDED, "vpn-blank-after", Reason::Padded, |d, f| {
        vpn(d, format!("{} ", f.vpn_gateway_id));
    }),
    Deviation::reject(PADDED, "vpn-line-feed-after", Reason::Padded, |d, f| {
        vpn(d, format!("{}\n", f.vpn_gateway_id));
    }),
];

fn customer(draft: &mut Draft, id: impl Into<Vec<u8>>) {
    draft.set("CustomerGatewayId", id);
}

fn vpn(draft: &mut Draft, id: impl Into<Vec<u8>>) {
    draft.set("VpnGatewayId", id);
}

/// An id of the same form with every digit different: ids next to each other are often given out one after the other.
fn complement(id: &str) -> String {
    let Some((prefix, digits)) = id.split_once('-') else {
        return format!("{id}-0bad0bad");
    };
    let flipped: String = digits
        .chars()
        .map(|c| match c.to_digit(16) {
            Some(digit) => char::from_digit(15 - digit, 16).unwrap_or('0'),
            None => '0',
        })
        .collect();
    format!("{prefix}-{flipped}")
}
