//! Values at the middle and at the edges of their grammar (protocol notes, sections 5 to 7). The first of each list is the page's.

/// `vpnConnectionId`: short and long ids.
pub const VPN_ID: &[&str] = &[
    "vpn-44a8938f",
    "vpn-034885b776a3f8a80",
    "vpn-00000000",
    "vpn-ffffffffffffffff0",
    "vpn-12345678",
];
/// `customerGatewayId`
pub const CUSTOMER_GATEWAY_ID: &[&str] = &[
    "cgw-b4dc3961",
    "cgw-09e5ca92b2f2d71cc",
    "cgw-0e000000",
    "cgw-1e234567",
];
/// `vpnGatewayId`
pub const VPN_GATEWAY_ID: &[&str] = &["vgw-8db04f81", "vgw-070087240d6fa2989", "vgw-00000000"];
/// `requestId`: the page's is no UUID.
pub const REQUEST_ID: &[&str] = &[
    "7a62c49f-347e-4fc4-9331-6e8eEXAMPLE",
    "15d5b5ac-d58d-464a-b03c-302ea46383d5",
    "00000000-0000-0000-0000-000000000000",
    "12345678-1234-1234-1234-123456789012",
];
/// `state`
pub const STATE: &[&str] = &["pending", "available", "deleting", "deleted"];
/// `pre_shared_key`: 8 to 64 of `[A-Za-z0-9._]`, not beginning with 0; the page's hold a hyphen. Some look like numbers.
pub const KEY: &[&str] = &[
    "plain-text-password1",
    "QMP5tKPP5qk95Y1Eee9c_82.MofNUJQV",
    ".HvvlxKZp3rEMWoh8IvkPeucmPoaAhLG",
    "6a71ad36748141079bed579a51d4f2aa",
    "12345678",
    "1234567890123456789012345678901234567890123456789012345678901234",
    "1.000000",
    "1e100000",
    "........",
    "________",
    "NaN_NaN_",
    "9007199254740993",
    "truetrue",
];
/// The second tunnel's key.
pub const SECOND_KEY: &[&str] = &[
    "plain-text-password2",
    "tYrysT4iT0.CRwQnhiBbng.BahDc7YPq",
    "k1TInAs3HRuiwr3Nosj4kbtsHGi3pJfN",
    "614413b372ca4e0db65de0fd43cd54b0",
    "87654321",
    "1e000000",
];
/// The outside address of the customer gateway; the page has a placeholder.
pub const CUSTOMER_ADDRESS: &[&str] = &[
    "YOUR_UPLINK_ADDRESS",
    "203.0.113.77",
    "198.51.100.1",
    "255.255.255.254",
    "1.1.1.1",
];
/// The outside address of a tunnel's far end.
pub const OUTSIDE: &[&str] = &["72.21.209.193", "52.27.166.152", "3.13.210.90", "1.0.0.0"];
/// The same for the second tunnel.
pub const SECOND_OUTSIDE: &[&str] = &["72.21.209.225", "52.39.121.126", "18.221.157.90"];
/// The ASN of the customer gateway; the page has a placeholder.
pub const CUSTOMER_ASN: &[&str] = &["YOUR_BGP_ASN", "65000", "1", "4294967295", "2147483648"];
/// The ASN of the far end.
pub const ASN: &[&str] = &["7224", "64512", "65401", "4294967294"];
/// Both ends of a /30 inside 169.254.0.0/16.
pub const INSIDE: &[(&str, &str)] = &[
    ("169.254.255.1", "169.254.255.2"),
    ("169.254.15.194", "169.254.15.193"),
    ("169.254.6.2", "169.254.6.1"),
    ("169.254.255.254", "169.254.255.253"),
];
/// The same for the second tunnel.
pub const SECOND_INSIDE: &[(&str, &str)] = &[
    ("169.254.255.5", "169.254.255.6"),
    ("169.254.13.238", "169.254.13.237"),
    ("169.254.58.222", "169.254.58.221"),
];
/// Both ends of an IPv6 /126.
pub const INSIDE_IPV6: &[(&str, &str)] = &[
    ("fd00:1:2:3::2", "fd00:1:2:3::1"),
    (
        "fdff:ffff:ffff:ffff:ffff:ffff:ffff:fffe",
        "fdff:ffff:ffff:ffff:ffff:ffff:ffff:fffd",
    ),
];
/// `tcp_mss_adjustment`
pub const MSS: &[&str] = &["1396", "1387", "1379", "536"];
/// `lifetime` of IKE.
pub const LIFETIME: &[&str] = &["28800", "900", "3600"];
/// `key` of a tag: up to 127 characters.
pub const TAG_KEY: &[&str] = &["Name", "cost center", "a<b&c>d", "ключ", "0012", "x", "key"];
/// `value` of a tag: up to 255 characters; may be empty.
pub const TAG_VALUE: &[&str] = &[
    "office",
    "",
    "two words",
    "\"quoted\" & 'single' <b>",
    "\u{1F511} \u{e9}e\u{301}",
    "00001234",
    "true",
    "]]>",
    "a  b",
];
/// `statusMessage` of the telemetry.
pub const STATUS_MESSAGE: &[&str] = &["", "IPSEC IS DOWN", "5 BGP ROUTES"];
/// `lastStatusChange`
pub const STATUS_CHANGE: &[&str] = &[
    "2012-04-01T12:34:56.000Z",
    "2017-10-17T00:00:00.123Z",
    "2026-01-31T23:59:59.999Z",
];
/// `destinationCidrBlock` of a route.
pub const CIDR: &[&str] = &["192.168.0.0/16", "0.0.0.0/0", "10.0.0.0/8"];
/// Unknown elements, as a later version may add them. None is a known name at any level.
pub const UNKNOWN: &[&str] = &[
    "category",
    "coreNetworkArn",
    "vpn_concentrator_id",
    "ec2Extension",
];
