#![allow(clippy::unwrap_used)]

use super::*;
use crate::request::encoding::encode;
use crate::request::expectation::Reason;
use crate::request::{Draft, Encoding, Form, Parameter};

const CGW: &str = "cgw-b4dc3961";
const VGW: &str = "vgw-8db04f81";

fn world() -> World {
    World {
        customer_gateways: vec![CGW.to_owned(), "cgw-abcdef01234567890".to_owned()],
        vpn_gateways: vec![VGW.to_owned()],
        deleted: vec!["cgw-dead0001".to_owned(), "vgw-dead0002".to_owned()],
        ..World::default()
    }
}

fn judged(version: ApiVersion, change: impl Fn(&mut Draft)) -> Expectation {
    let mut draft = Draft::create_vpn_connection(version, CGW, VGW);
    change(&mut draft);
    let get = judge(&encode(&draft, "h", "/"), version, &world());
    draft.form = Form::Post;
    let post = judge(&encode(&draft, "h", "/"), version, &world());
    assert_eq!(get, post, "the form makes no difference");
    get
}

fn reject(reason: Reason) -> Expectation {
    Expectation::MustReject(reason)
}

fn unknown(unknown: Ambiguity) -> Expectation {
    Expectation::Unspecified(unknown)
}

#[test]
fn one_value_decides() {
    use Expectation::MustAccept;
    let tables: &[(&str, &str, Expectation)] = &[
        ("Type", "ipsec.1", MustAccept),
        ("Type", "ipsec.2", reject(Reason::Type)),
        ("Type", "IPSEC.1", reject(Reason::Type)),
        ("Type", " ipsec.1", reject(Reason::Padded)),
        ("Type", "ipsec.1\n", reject(Reason::Padded)),
        ("Type", "ipsec.1\u{0}", reject(Reason::Type)),
        ("Type", "", unknown(Ambiguity::Empty)),
        ("CustomerGatewayId", "cgw-abcdef01234567890", MustAccept),
        (
            "CustomerGatewayId",
            "CGW-B4DC3961",
            unknown(Ambiguity::Case),
        ),
        (
            "CustomerGatewayId",
            "cgw-b4dc396",
            reject(Reason::Malformed),
        ),
        ("CustomerGatewayId", "b4dc3961", reject(Reason::Malformed)),
        ("CustomerGatewayId", VGW, reject(Reason::Malformed)),
        ("CustomerGatewayId", "cgw-b4dc3961 ", reject(Reason::Padded)),
        (
            "CustomerGatewayId",
            "cgw-0badf00d",
            reject(Reason::NotFound),
        ),
        ("CustomerGatewayId", "cgw-dead0001", reject(Reason::Deleted)),
        ("CustomerGatewayId", "", unknown(Ambiguity::Empty)),
        ("VpnGatewayId", "vgw-0badf00d", reject(Reason::NotFound)),
        ("VpnGatewayId", "vgw-dead0002", reject(Reason::Deleted)),
        ("VpnGatewayId", "vgw-8db04f8g", reject(Reason::Malformed)),
        ("VpnGatewayId", "\tvgw-8db04f81", reject(Reason::Padded)),
        ("AvailabilityZone", "us-east-1a", MustAccept),
        ("AvailabilityZone", "", MustAccept),
        ("AvailabilityZone", "<no> & such \"zone\"", MustAccept),
        ("AvailabilityZone", "\u{1b}", unknown(Ambiguity::Bytes)),
        (
            "availabilityZone",
            "us-east-1a",
            reject(Reason::UnknownParameter),
        ),
        ("Nonsense", "", reject(Reason::UnknownParameter)),
        ("DryRun", "false", unknown(Ambiguity::LaterParameter)),
        (
            "Options.StaticRoutesOnly",
            "true",
            unknown(Ambiguity::LaterParameter),
        ),
        ("Signature", "anything", MustAccept),
        ("X-Amz-Date", "anything", MustAccept),
        ("Version", "2099-01-01", reject(Reason::Version)),
        ("Version", "2012-08-15", MustAccept),
        ("Version", "2014-02-01", unknown(Ambiguity::Other)),
        ("Version", "", unknown(Ambiguity::Other)),
        ("Action", "createVpnConnection", reject(Reason::Action)),
        ("Action", "CreateVpnConnections", reject(Reason::Action)),
        ("Action", "NoSuchAction", reject(Reason::Action)),
        ("Action", "", reject(Reason::Action)),
        (
            "Action",
            "DescribeVpnConnections",
            unknown(Ambiguity::OtherAction),
        ),
        (
            "Action",
            "CreateVpnConnectionRoute",
            unknown(Ambiguity::OtherAction),
        ),
    ];
    for (name, value, expected) in tables {
        let found = judged(ApiVersion::V2012_04_01, |d| d.set(name, *value));
        assert_eq!(found, *expected, "{name}={value:?}");
    }
}

#[test]
fn what_is_absent_decides() {
    for (name, expected) in [
        ("Action", reject(Reason::Action)),
        ("Version", unknown(Ambiguity::Other)),
        ("Type", reject(Reason::Missing)),
        ("CustomerGatewayId", reject(Reason::Missing)),
        ("VpnGatewayId", reject(Reason::Missing)),
    ] {
        let found = judged(ApiVersion::V2012_04_01, |d| d.remove(name));
        assert_eq!(found, expected, "{name}");
    }
    let modern = judged(ApiVersion::V2016_11_15, |d| d.remove("VpnGatewayId"));
    assert_eq!(modern, unknown(Ambiguity::Other));
}

#[test]
fn a_version_brings_its_parameters() {
    let options = |version: &str, value: &str| {
        judged(version.parse().unwrap(), |d| {
            d.set("Options.StaticRoutesOnly", value)
        })
    };
    assert_eq!(options("2012-08-15", "true"), Expectation::MustAccept);
    assert_eq!(options("2012-08-15", "1"), unknown(Ambiguity::Other));
    assert_eq!(
        options("2012-07-20", "true"),
        unknown(Ambiguity::LaterParameter)
    );
    let zone = judged(ApiVersion::V2016_11_15, |d| d.set("AvailabilityZone", "a"));
    assert_eq!(zone, unknown(Ambiguity::Other));
}

#[test]
fn what_must_be_rejected_outweighs_what_nobody_says() {
    let twice = |name: &'static str, value: &'static str| {
        move |d: &mut Draft| d.parameters.push(Parameter::new(name, value))
    };
    let page = ApiVersion::V2012_04_01;
    assert_eq!(
        judged(page, twice("Type", "ipsec.1")),
        unknown(Ambiguity::Duplicate)
    );
    assert_eq!(
        judged(page, twice("Type", "ipsec.2")),
        unknown(Ambiguity::Duplicate)
    );
    assert_eq!(
        judged(page, twice("Action", "NoSuchAction")),
        unknown(Ambiguity::Duplicate)
    );
    let both = judged(page, |d| {
        d.set("Type", "");
        d.set("CustomerGatewayId", "cgw-0badf00d");
    });
    assert_eq!(both, reject(Reason::NotFound));
}

#[test]
fn order_and_encoding_decide_nothing() {
    let found = judged(ApiVersion::V2012_04_01, |d| {
        d.parameters.reverse();
        for parameter in &mut d.parameters {
            parameter.encoding = Encoding::Everything;
            parameter.name_encoding = Encoding::LowerHex;
        }
    });
    assert_eq!(found, Expectation::MustAccept);
}

#[test]
fn bytes_that_are_no_query_are_nobodys_rule() {
    for value in [&b"\xff\xfe"[..], b"a b", b"%zz", b"a\r\nb", b"a\0b"] {
        let found = judged(ApiVersion::V2012_04_01, |d| {
            d.parameters.push(Parameter {
                encoding: Encoding::Raw,
                ..Parameter::new("Type", value)
            });
        });
        assert_eq!(found, unknown(Ambiguity::Bytes), "{value:?}");
    }
    let invalid = judged(ApiVersion::V2012_04_01, |d| {
        d.set("Type", b"\xff".as_slice())
    });
    assert_eq!(invalid, unknown(Ambiguity::Bytes));
}

#[test]
fn a_form_without_its_media_type_is_no_form() {
    let mut draft = Draft::create_vpn_connection(ApiVersion::V2012_04_01, CGW, VGW);
    draft.form = Form::Post;
    let mut request = encode(&draft, "h", "/");
    request.headers.retain(|(name, _)| name != "Content-Type");
    let found = judge(&request, ApiVersion::V2012_04_01, &world());
    assert_eq!(found, unknown(Ambiguity::Other));
}
