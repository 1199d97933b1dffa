use super::*;

#[test]
fn every_check_of_the_table_exists() {
    for id in ELEMENTS.iter().flat_map(|(_, ids)| *ids) {
        assert!(crate::rule::by_id(id).is_some(), "{id}");
    }
}

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
        ["error/no-namespace", "error/envelope"]
    );
    assert_eq!(
        of("vpn_connection/ipsec_tunnel[2]/customer_gateway/bgp/asn").first(),
        Some(&"configuration/customer-asn-matches")
    );
    assert_eq!(of("DeleteVpnConnectionResponse/return"), Vec::<&str>::new());
}
