use super::*;

fn known() -> Known {
    let mut known = Known::default();
    known.learn_id(Kind::CustomerGateway, "cgw-8be17d17797bb5804".to_owned());
    known.learn_id(Kind::Connection, "vpn-44a8938f".to_owned());
    known.learn_id(Kind::Connection, "mine".to_owned());
    known.learn_key("0123456789abcdef");
    known
}

#[test]
fn ids_and_what_requests_make_of_them_have_names() {
    let (known, fixtures) = (known(), Fixtures::default());
    let mut labels = Labels::of_fixtures(&known, &fixtures);
    for (text, named) in [
        ("vpn-44a8938f, vpn-44a8938f", "vpn-#1, vpn-#1"),
        ("'cgw-8be17d17797bb5804'", "'cgw-#1'"),
        ("CGW-8BE17D17797BB5804", "CGW-#1"),
        ("cgw8be17d17797bb5804", "cgw{digits of cgw-#1}"),
        ("cgw-8be17d17797bb580 x", "cgw-#1{less the last digit} x"),
        ("cgw-8be17d17797bb58040", "cgw-#1{and} 0"),
        ("cgw-741e82e886844a7fb", "{complement of cgw-#1}"),
        ("cgw-0bad0bad", "cgw-0bad0bad"),
        ("it is mine", "it is vpn-#2"),
        ("k=0123456789abcdef.", "k=key-#1."),
    ] {
        assert_eq!(labels.text(text, false), named);
    }
}

#[test]
fn what_looks_drawn_has_a_name_only_where_it_varies() {
    let mut known = known();
    known.constants.insert("12.1.2.3".to_owned());
    let fixtures = Fixtures {
        customer_address: "203.0.113.9".to_owned(),
        customer_asn: 64_999,
        provisioned: true,
        ..Fixtures::default()
    };
    let mut labels = Labels::of_fixtures(&known, &fixtures);
    let text = "12.1.2.3 72.1.2.3 203.0.113.9 2026-11-24T10:00:00Z 64999";
    assert_eq!(
        labels.text(text, true),
        "12.1.2.3 address-#1 {the address asked for} time-#1 64999"
    );
    assert!(labels.text(text, false).starts_with("12.1.2.3 72.1.2.3"));
    assert_eq!(labels.value("64999", false), ASKED_NUMBER);
}
