use super::*;
use crate::spec::option::table::ENCRYPTION;

#[test]
fn a_name_is_found_with_its_number() {
    let found = |name| find(name).map(|(member, number)| (member.element, number));
    assert_eq!(
        found("Options.TunnelOptions.2.Phase1DHGroupNumber.13.Value"),
        Some(("phase1DHGroupNumberSet", 2))
    );
    assert_eq!(
        found("Options.StaticRoutesOnly"),
        Some(("staticRoutesOnly", 0))
    );
    assert_eq!(found("TagSpecification.1.Tag.2.Key"), Some(("", 1)));
    for name in [
        "Options",
        "Options.",
        "Options.TunnelOptions.1",
        "Options.TunnelOptions.0.PreSharedKey",
        "Options.TunnelOptions.1.PreSharedKey.1",
        "Options.TunnelOptions.PreSharedKey",
        "Options.PreSharedKey",
        "Options.TunnelOptions.1.IKEVersion.Value",
        "TagSpecification.1.Tag.01.Key",
        "TagSpecification.1.Tags.1.Key",
        "tagSpecification.1.Tag.1.Key",
    ] {
        assert_eq!(found(name), None, "{name}");
    }
}

#[test]
fn a_grammar_knows_its_limits() {
    let long = "a".repeat(300);
    let first = |count: usize| long.get(..count).unwrap_or_default();
    for (grammar, value, fit) in [
        (Grammar::Number(60, 1_800), "60", Fit::Fits),
        (Grammar::Number(60, 1_800), "1800", Fit::Fits),
        (Grammar::Number(60, 1_800), "59", Fit::Misfit),
        (Grammar::Number(60, 1_800), "1801", Fit::Misfit),
        (Grammar::Number(60, 1_800), "060", Fit::Open),
        (Grammar::Number(60, 1_800), "60.0", Fit::Misfit),
        (Grammar::Number(0, 100), "-1", Fit::Misfit),
        (Grammar::Boolean, "True", Fit::Open),
        (Grammar::Off, "true", Fit::Open),
        (Grammar::OffAtVpn, "false", Fit::Fits),
        (Grammar::OffAtVpn, "true", Fit::Open),
        (ENCRYPTION, "aes128", Fit::Misfit),
        (Grammar::OneOf(&["a"], &["b"]), "b", Fit::Open),
        (Grammar::OneOf(&["a"], &["b"]), "c", Fit::Misfit),
        (Grammar::OneOfSide(&["ipv4"], &["ipv6"]), "ipv6", Fit::Open),
        (
            Grammar::OneOfSide(&["ipv4"], &["ipv6"]),
            "ipv5",
            Fit::Misfit,
        ),
        (Grammar::LogGroup, "vpnconform", Fit::Misfit),
        (Grammar::LogGroup, "arn:aws:s3:::vpnconform", Fit::Misfit),
        (
            Grammar::LogGroup,
            "arn:aws:logs:eu-west-1:123456789012:log-group:a:*",
            Fit::Open,
        ),
        (Grammar::Key, "a2345678", Fit::Fits),
        (Grammar::Key, "02345678", Fit::Misfit),
        (Grammar::Key, "a234567", Fit::Misfit),
        (Grammar::Key, first(64), Fit::Fits),
        (Grammar::Key, first(65), Fit::Misfit),
        (Grammar::Key, "with-hyphen", Fit::Misfit),
        (Grammar::InsideCidr, "169.254.44.108/30", Fit::Fits),
        (Grammar::InsideCidr, "169.254.44.110/30", Fit::Misfit),
        (Grammar::InsideCidr, "169.254.5.0/30", Fit::Misfit),
        (Grammar::InsideCidr, "169.254.169.252/30", Fit::Misfit),
        (Grammar::InsideCidr, "169.254.9.0/29", Fit::Misfit),
        (Grammar::InsideCidr, "10.0.0.0/30", Fit::Misfit),
        (Grammar::InsideCidr6, "fd00::/126", Fit::Open),
        (Grammar::InsideCidr6, "fe80::/126", Fit::Misfit),
        (Grammar::Cidr, "0.0.0.0/0", Fit::Fits),
        (Grammar::Cidr, "10.0.0.1/8", Fit::Misfit),
        (Grammar::Cidr, "10.0.0.0/33", Fit::Misfit),
        (Grammar::Cidr6, "::/0", Fit::Open),
        (Grammar::TagKey, first(127), Fit::Fits),
        (Grammar::TagKey, first(128), Fit::Open),
        (Grammar::TagKey, first(129), Fit::Misfit),
        (Grammar::TagKey, "aws:name", Fit::Misfit),
        (Grammar::TagKey, "AWS:name", Fit::Open),
        (Grammar::TagKey, "", Fit::Misfit),
        (Grammar::TagValue, "", Fit::Fits),
        (Grammar::TagValue, first(256), Fit::Open),
        (Grammar::TagValue, first(257), Fit::Misfit),
        (Grammar::TagValue, "a\u{1}", Fit::Open),
    ] {
        assert_eq!(grammar.fit(value, Side::Vpn), fit, "{grammar:?} {value}");
    }
}

#[test]
fn a_filter_has_wildcards() {
    for (pattern, text, is) in [
        ("", "", true),
        ("*", "", true),
        ("a*c", "abbc", true),
        ("a*b*c", "a-b-b-c", true),
        ("a*b", "a-b-c", false),
        ("a?c", "abc", true),
        ("a?c", "abbc", false),
        ("vpn-*", "vgw-1", false),
        ("\\*", "*", true),
        ("\\*", "a", false),
        ("A", "a", false),
    ] {
        assert_eq!(is_like(pattern, text), is, "{pattern} {text}");
    }
}

#[test]
fn the_second_phase_is_the_shorter_one() {
    let of = |values: &[(&'static str, &'static str)]| {
        together(|name| values.iter().find(|(n, _)| *n == name).map(|(_, v)| *v))
    };
    let (one, two) = ("Phase1LifetimeSeconds", "Phase2LifetimeSeconds");
    let margin = "RekeyMarginTimeSeconds";
    for (values, fit) in [
        (&[][..], Fit::Fits),
        (&[(one, "3601"), (two, "3600")], Fit::Fits),
        (&[(one, "3600"), (two, "3600")], Fit::Misfit),
        (&[(one, "3600")], Fit::Open),
        (&[(two, "900")], Fit::Open),
        (&[(two, "900"), (margin, "450")], Fit::Fits),
        (&[(two, "900"), (margin, "451")], Fit::Misfit),
        (&[(margin, "1800")], Fit::Fits),
        (
            &[("StartupAction", "start"), ("IKEVersion.1.Value", "ikev1")],
            Fit::Open,
        ),
        (&[("StartupAction", "start")], Fit::Fits),
    ] {
        assert_eq!(of(values), fit, "{values:?}");
    }
}

#[test]
fn some_options_are_good_at_a_transit_gateway_alone() {
    for (grammar, value, fit) in [
        (Grammar::OffAtVpn, "true", Fit::Fits),
        (Grammar::OneOfSide(&["ipv4"], &["ipv6"]), "ipv6", Fit::Fits),
        (Grammar::InsideCidr6, "fd00::/126", Fit::Fits),
        (Grammar::InsideCidr6, "fd00::4/126", Fit::Fits),
        (Grammar::InsideCidr6, "fd00::1/126", Fit::Open),
        (Grammar::InsideCidr6, "fd00::/125", Fit::Misfit),
        (Grammar::InsideCidr6, "fe00::/126", Fit::Misfit),
        (Grammar::Cidr6, "::/0", Fit::Fits),
        (Grammar::Cidr6, "2001:db8::1/32", Fit::Open),
        (Grammar::Cidr6, "2001:db8::/129", Fit::Misfit),
        (Grammar::Off, "true", Fit::Open),
    ] {
        assert_eq!(
            grammar.fit(value, Side::Transit),
            fit,
            "{grammar:?} {value}"
        );
    }
}

#[test]
fn the_options_of_a_connection_go_together() {
    let fit = |options: &[(&'static str, &'static str)]| {
        of_connection(|name| {
            let mut all = options.iter();
            all.find(|(known, _)| *known == name)
                .map(|(_, value)| *value)
        })
    };
    const VERSION: (&str, &str) = ("Options.TunnelInsideIpVersion", "ipv6");
    const LOCAL: (&str, &str) = ("Options.LocalIpv6NetworkCidr", "::/0");
    assert_eq!(fit(&[]), Fit::Fits);
    assert_eq!(fit(&[VERSION, LOCAL]), Fit::Fits);
    assert_eq!(fit(&[LOCAL]), Fit::Open);
    assert_eq!(
        fit(&[VERSION, ("Options.LocalIpv4NetworkCidr", "0.0.0.0/0")]),
        Fit::Open
    );
    let private = ("Options.OutsideIpAddressType", "PrivateIpv4");
    assert_eq!(fit(&[private]), Fit::Misfit);
    let transport = (
        "Options.TransportTransitGatewayAttachmentId",
        "tgw-attach-1",
    );
    assert_eq!(fit(&[private, transport]), Fit::Fits);
}
