//! aws-smithy-xml, in the style of the code that is generated for the SDK.

use std::hint::black_box;

use aws_smithy_xml::decode::Document;
use aws_smithy_xml::decode::ScopedDecoder;
use aws_smithy_xml::decode::try_data;

use crate::said;

/// Every leaf below an element, by name.
fn leaves(decoder: &mut ScopedDecoder<'_, '_>, names: &mut Vec<(String, String)>) -> Result<(), String> {
    const LISTS: [&str; 12] = [
        "vpnConnection", "options", "tunnelOptionSet", "item", "routes", "tagSet", "vgwTelemetry",
        "logOptions", "cloudWatchLogOptions", "tunnel_outside_address", "tunnel_inside_address", "bgp",
    ];
    const SECTIONS: [&str; 6] = [
        "ipsec_tunnel", "customer_gateway", "vpn_gateway", "ike", "ipsec", "dead_peer_detection",
    ];
    while let Some(mut tag) = decoder.next_tag() {
        let name = tag.start_el().local().to_owned();
        let known = LISTS.iter().chain(&SECTIONS).any(|known| *known == name);
        if known || name.ends_with("Set") {
            leaves(&mut tag, names)?;
            if name == "ipsec_tunnel" {
                names.push((name, String::new()));
            }
        } else {
            let text = try_data(&mut tag).map_err(said)?.into_owned();
            names.push((name, text));
        }
    }
    Ok(())
}

pub fn read(body: &str) -> Result<usize, String> {
    let mut document = Document::try_from(body.as_bytes()).map_err(said)?;
    let mut root = document.root_element().map_err(said)?;
    let mut outer = Vec::new();
    leaves(&mut root, &mut outer)?;
    let text = outer.iter().find(|(name, _)| name == "customerGatewayConfiguration");
    let text = &text.ok_or("configuration")?.1;
    let mut document = Document::try_from(text.as_bytes()).map_err(said)?;
    let mut root = document.root_element().map_err(said)?;
    let mut inner = Vec::new();
    leaves(&mut root, &mut inner)?;
    Ok(black_box(inner).iter().filter(|(name, _)| name == "ipsec_tunnel").count())
}
