//! vpnConnectionId is vpn-, then 8 or 17 lower-case hexadecimal digits.

use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::reference::variant::Variant;
use crate::rule::findings::{Which, quote};
use crate::rule::look::Look;
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Rule, findings};

pub(super) static RULE: Rule = Rule {
    id: "response/connection-id-format",
    level: Level::Should,
    summary: "vpnConnectionId is vpn-, then 8 or 17 lower-case hexadecimal digits.",
    requirements: &["wire/id-format"],
    explain: "At the time of the page an id had 8 digits; since 2018 it has 17. Both pass in every version, because \
            conforming emulators give the long form to old versions too.\n\
            Passes: vpn-44a8938f, vpn-034885b776a3f8a80.\n\
            Fails: vpn-1, VPN-44A8938F, cgw-44a8938f, a UUID, an id with white space around it.",
    reads: &[&ORDINARY],
    descriptions: true,
    looks_at: &[
        Look::Element("vpnConnection/vpnConnectionId"),
        Look::Ids("vpn"),
    ],
    judge: |rule, evidence| {
        findings::connections(rule, evidence, Which::Every, |scribe, connection| {
            if let Some(id) = connection.child("vpnConnectionId") {
                let text = id.text();
                if !is_connection_id(text) {
                    scribe.outer(
                        id.text_offset(),
                        "not a connection id",
                        "vpn- and 8 or 17 hexadecimal digits",
                        quote(text),
                    );
                }
            }
        })
    },
    faults: &[
        Fault::new(
            "connection-id-upper-case",
            "makes connection ids in upper case",
            Hook::Made(|connection, _| {
                let digits = connection.id.to_ascii_uppercase();
                connection.id = format!("vpn-A{}", digits.get(5..).unwrap_or_default());
            }),
        ),
        Fault::new(
            "connection-id-prefix",
            "makes connection ids with the prefix vpc",
            Hook::Made(|connection, _| connection.id = connection.id.replace("vpn-", "vpc-")),
        ),
        Fault::new(
            "connection-id-short",
            "makes connection ids of seven digits",
            Hook::Made(|connection, _| {
                connection.id.truncate(11);
            }),
        ),
        Fault::new(
            "connection-id-uuid",
            "makes connection ids out of UUIDs",
            Hook::Made(|connection, state| {
                connection.id = format!("vpn-{}", state.random.clone().uuid());
            }),
        ),
    ],
    variants: &[Variant::new(
        "long-ids",
        "makes connection ids of 17 digits, as emulators do for every version",
        Hook::Made(|connection, _| {
            let digits = connection.id.replace("vpn-", "");
            // Those of later versions are long already.
            if digits.len() == 8 {
                connection.id = format!("vpn-0{digits}{digits}");
            }
        }),
    )],
    ..Rule::SERVER
};

fn is_connection_id(text: &str) -> bool {
    text.strip_prefix("vpn-").is_some_and(|digits| {
        matches!(digits.len(), 8 | 17)
            && digits
                .bytes()
                .all(|b| b.is_ascii_digit() || matches!(b, b'a'..=b'f'))
    })
}
