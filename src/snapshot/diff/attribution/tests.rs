use super::*;

#[test]
fn a_place_has_the_checks_that_look_there() {
    let of = |path: &str| {
        let change = CaseChange {
            probe: "ordinary".to_owned(),
            case: "ordinary/first".to_owned(),
            expected: "must accept".to_owned(),
            accepted: true,
            place: Place::Element(path.to_owned()),
            before: None,
            after: None,
        };
        touched(&change, &[])
    };
    assert_eq!(
        of("CreateVpnConnectionResponse/@xmlns"),
        ["response/namespace"]
    );
    assert_eq!(
        of("Response/@xmlns"),
        ["error/envelope", "error/no-namespace"]
    );
    assert_eq!(
        of("vpn_connection/ipsec_tunnel[2]/customer_gateway/bgp/asn").first(),
        Some(&"configuration/customer-asn-matches")
    );
    assert_eq!(
        of("vpn_connection/ipsec_tunnel[1]/ike/authentication_protocol"),
        of("vpn_connection/ipsec_tunnel[1]/ipsec/protocol")
    );
    assert_eq!(
        of("vpn_connection/ipsec_tunnel[1]/other"),
        ["configuration/tunnel-sections"]
    );
    assert_eq!(of("Response/Errors/Error/Type"), ["error/envelope"]);
    assert_eq!(of("DeleteVpnConnectionResponse/return"), Vec::<&str>::new());
}
