//! JSON: captures of this program, recordings, and what botocore and the AWS CLI make of a response.

use std::io::{BufRead, Read};

use serde_json::Value;

use crate::evidence::{Evidence, Record};
use crate::saved::{
    Content, Found, LARGEST, Sink, Unreadable, Within, document, one, recording, whole,
};
use crate::spec::version::ApiVersion;

/// The most values in one JSON text: each takes many times its length in memory.
const VALUES: usize = 2_000_000;

/// Reads one JSON value, or one on each line.
pub(super) fn lines(
    name: &str,
    reader: &mut dyn BufRead,
    within: Within<'_>,
    sink: &mut Sink<'_>,
) -> Result<(), Unreadable> {
    let mut number = 0;
    let mut line = Vec::new();
    loop {
        line.clear();
        let limit = u64::try_from(LARGEST).unwrap_or(u64::MAX);
        let read = (&mut *reader).take(limit + 1).read_until(b'\n', &mut line);
        if read.map_err(|error| Unreadable::Io(name.to_owned(), error))? == 0 {
            return Ok(());
        }
        if line.len() > LARGEST {
            return Err(Unreadable::TooLarge {
                name: name.to_owned(),
                what: "a line",
                limit: limit >> 20,
            });
        }
        number += 1;
        if line.trim_ascii().is_empty() {
            continue;
        }
        let (parsed, place) = match parse(name, &line)? {
            // A value over several lines.
            Err(error) if number == 1 && error.is_eof() => {
                line.extend(whole(name, reader)?);
                (parse(name, &line)?, name.to_owned())
            }
            Ok(value) if number == 1 && reader.fill_buf().is_ok_and(<[u8]>::is_empty) => {
                (Ok(value), name.to_owned())
            }
            parsed => (parsed, format!("{name}#{number}")),
        };
        within.left.note(name, line.len())?;
        let value =
            parsed.map_err(|error| Unreadable::other(&place, format!("not JSON: {error}")))?;
        self::value(&place, value, sink)?;
    }
}

/// Reads a JSON text that does not hold too much.
fn parse(name: &str, text: &[u8]) -> Result<serde_json::Result<Value>, Unreadable> {
    if text.len() > VALUES && values(text) > VALUES {
        let error = format!("more than {VALUES} values, which are not read");
        return Err(Unreadable::broken(name, "JSON", &error));
    }
    Ok(serde_json::from_slice::<Value>(text))
}

/// How many values there are, at most.
fn values(text: &[u8]) -> usize {
    let (mut count, mut quoted, mut escaped) = (1, false, false);
    for byte in text {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = quoted,
            b'"' => quoted = !quoted,
            b',' | b'[' | b'{' if !quoted => count += 1,
            _ => {}
        }
    }
    count
}

/// One JSON value, by what stands in it.
pub(super) fn value(name: &str, value: Value, sink: &mut Sink<'_>) -> Result<(), Unreadable> {
    let has = |key: &str| value.get(key).is_some();
    let form = |error: serde_json::Error| Unreadable::broken(name, "a capture", &error);
    if has("format_version") && (has("records") || has("halts")) {
        let capture = serde_json::from_value::<Evidence>(value).map_err(form)?;
        sink(name, Found::Capture(Box::new(capture)));
        return Ok(());
    }
    if let Some(evidence) = value.get("part").and_then(|part| part.get("evidence")) {
        let capture = serde_json::from_value::<Evidence>(evidence.clone()).map_err(form)?;
        sink(name, Found::Capture(Box::new(capture)));
        return Ok(());
    }
    if has("probe") && has("case") && has("exchange") {
        let record = serde_json::from_value::<Record>(value).map_err(form)?;
        let version = record.sent("Version").map(str::parse::<ApiVersion>);
        let version = version.unwrap_or_else(|| Ok(ApiVersion::default()));
        let version = version.map_err(|error| Unreadable::broken(name, "a capture", &error))?;
        let mut capture = Evidence::new(version);
        capture.records.push(record);
        capture.set_unsent_aside();
        sink(name, Found::Capture(Box::new(capture)));
        return Ok(());
    }
    if has("checks") && has("totals") {
        let found = "a report, not what it was made of: see `vpnconform report`";
        return Err(Unreadable::other(name, found));
    }
    if let Some(pairs) = recording::exchanges(&value) {
        return recording::pass_on(name, pairs, sink);
    }
    let value = match value {
        Value::String(text) if document::is_markup(text.as_bytes()) => {
            let content = document::content(text.into_bytes());
            let content = content.map_err(|found| Unreadable::other(name, found))?;
            return one(name, content, sink);
        }
        value => value,
    };
    let connections = connections(&value);
    if connections.is_empty() {
        let found = match &value {
            Value::Object(map) => {
                let keys: Vec<&str> = map.keys().take(4).map(String::as_str).collect();
                format!("a JSON object with {}", keys.join(", "))
            }
            Value::Array(_) => "a JSON array".to_owned(),
            _ => "a JSON value".to_owned(),
        };
        return Err(Unreadable::other(name, found));
    }
    for (id, content) in connections {
        one(&format!("{name}#{id}"), content, sink)?;
    }
    Ok(())
}

/// The connections in what botocore, placebo, the AWS CLI or Terraform show of a response, as inner documents.
fn connections(value: &Value) -> Vec<(String, Content)> {
    const NAMES: [&str; 2] = [
        "CustomerGatewayConfiguration",
        "customer_gateway_configuration",
    ];
    /// What stands beside it: there, and as a parameter.
    const BESIDE: [(&str, &str, &str); 4] = [
        ("VpnConnectionId", "id", "VpnConnectionId"),
        (
            "CustomerGatewayId",
            "customer_gateway_id",
            "CustomerGatewayId",
        ),
        ("VpnGatewayId", "vpn_gateway_id", "VpnGatewayId"),
        ("Type", "type", "Type"),
    ];
    let mut found = Vec::new();
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match value {
            Value::Array(items) => open.extend(items.iter().rev()),
            Value::Object(map) => {
                let text = NAMES.iter().find_map(|name| map.get(*name)?.as_str());
                if let Some(text) = text.filter(|text| !text.trim().is_empty()) {
                    let about: Vec<(&'static str, String)> = BESIDE
                        .iter()
                        .filter_map(|(json, terraform, parameter)| {
                            let value = map.get(*json).or_else(|| map.get(*terraform))?;
                            let value = value.as_str().filter(|v| !v.is_empty())?;
                            Some((*parameter, value.to_owned()))
                        })
                        .collect();
                    let id = about.iter().find(|(name, _)| *name == "VpnConnectionId");
                    let id = id.map_or_else(|| (found.len() + 1).to_string(), |(_, id)| id.clone());
                    let bytes = text.as_bytes().to_vec();
                    found.push((id, document::configuration(bytes, about)));
                }
                open.extend(map.values().rev());
            }
            _ => {}
        }
    }
    found
}
