//! Each tunnel has a pre-shared key.

use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::rule::configuration::tunnels;
use crate::rule::look::Look;
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Rule, findings};
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "configuration/tunnel-keys-present",
    level: Level::Should,
    summary: "Each tunnel has a pre-shared key.",
    requirements: &["configuration/pre-shared-key", "description/sensitive"],
    until: Some(ApiVersion::V2013_08_15),
    explain: "The page warns that the response holds sensitive cryptographic information: the keys. Nobody can \
            configure a tunnel without its key. From 2016-11-15 on a tunnel may use a certificate, or a key that is stored \
            elsewhere.\n\
            Passes: <pre_shared_key> with a key in ike of each tunnel.\n\
            Fails: no pre_shared_key, an empty one.",
    reads: &[&ORDINARY],
    descriptions: true,
    looks_at: &[Look::Element("pre_shared_key")],
    judge: |rule, evidence| {
        findings::parts(
            rule,
            evidence,
            "tunnel with an ike section",
            |scribe, root| {
                for (_, tunnel) in tunnels(root) {
                    // A tunnel without ike is the affair of tunnel-sections.
                    let Some(ike) = tunnel.child("ike") else {
                        continue;
                    };
                    scribe.saw();
                    match ike.child("pre_shared_key") {
                        None => scribe.inner(tunnel.offset(), "no key", "a pre_shared_key", "none"),
                        Some(key) if key.text().trim().is_empty() => {
                            scribe.inner(
                                key.offset(),
                                "empty key",
                                "a pre_shared_key",
                                "an empty one",
                            );
                        }
                        Some(_) => {}
                    }
                }
            },
        )
    },
    faults: &[
        Fault::new(
            "key-missing",
            "leaves out pre_shared_key in one tunnel",
            Hook::Tunnel(|tunnel| {
                if let Some(ike) = tunnel.at(&["ike"]) {
                    ike.remove("pre_shared_key");
                }
            }),
        ),
        Fault::new(
            "key-empty",
            "leaves pre_shared_key empty in one tunnel",
            Hook::Tunnel(|tunnel| tunnel.set(&["ike", "pre_shared_key"], "")),
        ),
    ],
    ..Rule::SERVER
};
