//! aws-smithy-xml, decoded in the way of the generated deserializers of aws-sdk-ec2: match the root, walk the children,
//! take the text of each known one, skip the rest.

use aws_smithy_xml::decode::Document;
use aws_smithy_xml::decode::ScopedDecoder;
use aws_smithy_xml::decode::XmlDecodeError;
use aws_smithy_xml::decode::try_data;
use serde_json::Value;
use serde_json::json;

#[path = "../../vpnconform_adapter.rs"]
mod vpnconform_adapter;
use vpnconform_adapter::No;

const LEAVES: [&str; 6] =
    ["vpnConnectionId", "state", "type", "customerGatewayId", "vpnGatewayId", "customerGatewayConfiguration"];

fn main() -> std::io::Result<()> {
    let mut fields = vec!["requestId", "tagSet"];
    fields.extend(LEAVES);
    let hello = json!({"protocol": "vpnconform-adapter/1", "name": "aws-smithy-xml", "version": "0.64.1", "runtime": "Rust",
        "targets": ["response"], "fields": {"response": fields}});
    vpnconform_adapter::serve(hello, parse)
}

fn parse(target: &str, status: u64, body: &[u8]) -> Result<Value, No> {
    if target != "response" {
        return Err(No::Unsupported("no decoder for this target"));
    }
    if status != 200 {
        return error_code(body).map_err(reject).and_then(|code| Err(No::ServiceError(code)));
    }
    response(body).map_err(reject)
}

fn reject(error: XmlDecodeError) -> No {
    No::Reject(error.to_string())
}

fn response(body: &[u8]) -> Result<Value, XmlDecodeError> {
    let mut fields = json!({"tagSet": null, "requestId": null});
    for name in LEAVES {
        fields[name] = Value::Null;
    }
    let mut doc = Document::try_from(body)?;
    let mut decoder = doc.root_element()?;
    if !decoder.start_el().matches("CreateVpnConnectionResponse") {
        return Err(XmlDecodeError::custom(format!("invalid root {:?}", decoder.start_el())));
    }
    while let Some(mut tag) = decoder.next_tag() {
        if tag.start_el().matches("vpnConnection") {
            connection(&mut tag, &mut fields)?;
        } else if tag.start_el().matches("requestId") {
            fields["requestId"] = try_data(&mut tag)?.into();
        }
    }
    Ok(fields)
}

fn connection(decoder: &mut ScopedDecoder<'_, '_>, fields: &mut Value) -> Result<(), XmlDecodeError> {
    while let Some(mut tag) = decoder.next_tag() {
        if let Some(name) = LEAVES.into_iter().find(|name| tag.start_el().matches(name)) {
            fields[name] = try_data(&mut tag)?.into();
        } else if tag.start_el().matches("tagSet") {
            fields["tagSet"] = tag_set(&mut tag)?;
        }
    }
    Ok(())
}

fn tag_set(decoder: &mut ScopedDecoder<'_, '_>) -> Result<Value, XmlDecodeError> {
    let mut tags = Vec::new();
    while let Some(mut item) = decoder.next_tag() {
        if !item.start_el().matches("item") {
            continue;
        }
        let mut tag = json!({"key": null, "value": null});
        while let Some(mut member) = item.next_tag() {
            if let Some(name) = ["key", "value"].into_iter().find(|name| member.start_el().matches(name)) {
                tag[name] = try_data(&mut member)?.into();
            }
        }
        tags.push(tag);
    }
    Ok(tags.into())
}

fn error_code(body: &[u8]) -> Result<String, XmlDecodeError> {
    let mut doc = Document::try_from(body)?;
    let mut root = doc.root_element()?;
    if !root.start_el().matches("Response") {
        return Err(XmlDecodeError::custom("invalid error, expected root Response"));
    }
    while let Some(mut errors) = root.next_tag() {
        if !errors.start_el().matches("Errors") {
            continue;
        }
        while let Some(mut error) = errors.next_tag() {
            while let Some(mut member) = error.next_tag() {
                if member.start_el().matches("Code") {
                    return Ok(try_data(&mut member)?.into_owned());
                }
            }
        }
    }
    Err(XmlDecodeError::custom("no code"))
}
