//! Reads a corpus of vpnconform with roxmltree: `cargo run -- CORPUS KNOWN`.
//!
//! KNOWN lists the documents that the parser is known to read wrongly, by mutation; any difference is an error.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use serde_json::Value;

/// The parser under test, as a client would use it: the fields that it reads.
fn parse(kind: &str, status: u64, body: &[u8]) -> Option<Vec<(&'static str, Option<String>)>> {
    let document = roxmltree::Document::parse(std::str::from_utf8(body).ok()?).ok()?;
    let root = document.root_element();
    let child = |parent: roxmltree::Node<'_, '_>, name| {
        let found = parent.children().find(|c| c.tag_name().name() == name)?;
        Some(found.descendants().filter(|c| c.is_text()).filter_map(|c| c.text()).collect())
    };
    if kind == "configuration" {
        let is_ours = root.tag_name().name() == "vpn_connection";
        let id = root.attribute("id").map(str::to_owned);
        return is_ours.then(|| vec![("id", id), ("customer_gateway_id", child(root, "customer_gateway_id"))]);
    }
    let connection = root.children().find(|c| c.tag_name().name() == "vpnConnection")?;
    let is_ours = status == 200 && root.tag_name().name() == "CreateVpnConnectionResponse";
    is_ours.then(|| ["vpnConnectionId", "state"].map(|name| (name, child(connection, name))).to_vec())
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let corpus = Path::new(&arguments[1]);
    let json = |path: &str| -> Value { serde_json::from_slice(&fs::read(corpus.join(path)).unwrap()).unwrap() };
    let manifest = json("manifest.json");
    assert_eq!((&manifest["format"], &manifest["format_version"]), (&"vpnconform-corpus".into(), &1.into()));
    let rows = manifest["documents"].as_array().unwrap();
    let mut wrong = BTreeSet::new();
    for row in rows {
        let path = row["path"].as_str().unwrap();
        let body = fs::read(corpus.join(path)).unwrap();
        assert_eq!(row["size"], body.len(), "{path}");
        let read = parse(row["kind"].as_str().unwrap(), row["http_status"].as_u64().unwrap(), &body);
        let is_wrong = match row["expect"].as_str().unwrap() {
            "reject" | "error" => read.is_some(),
            "accept" => {
                // What is read from the document that it is like, but for a few fields.
                let beside = json(&path.replace(".xml", ".json"));
                let like = beside["like"].as_str().map(|path| json(&path.replace(".xml", ".json")));
                let field = |name: &str| match (&beside["fields"].get(name), &like) {
                    (None, Some(like)) => like["fields"][name].as_str().map(str::to_owned),
                    (value, _) => value.and_then(Value::as_str).map(str::to_owned),
                };
                read.is_none_or(|read| read.iter().any(|(name, value)| field(name) != *value))
            }
            _ => false,
        };
        if is_wrong {
            // The same for each document with a mutation, also where generation put it.
            let kind = path.split('.').next().unwrap();
            let name = row["mutation"].as_str().map(|mutation| format!("{kind}.{mutation}.xml"));
            wrong.insert(name.unwrap_or_else(|| path.to_owned()));
        }
    }
    let mut prefixes = 0;
    for cut in manifest["truncations"].as_array().unwrap() {
        let path = cut["document"].as_str().unwrap();
        let body = fs::read(corpus.join(path)).unwrap();
        let kind = if path.contains("configuration") { "configuration" } else { "response" };
        for length in cut["from"].as_u64().unwrap()..=cut["to"].as_u64().unwrap() {
            prefixes += 1;
            if parse(kind, 200, &body[..length as usize]).is_some() {
                wrong.insert(format!("{path}:{length}"));
            }
        }
    }
    let known = fs::read_to_string(&arguments[2]).unwrap();
    let known: BTreeSet<String> = known.split_whitespace().map(str::to_owned).collect();
    println!("rust: {} documents and {prefixes} prefixes, {} read wrongly", rows.len(), wrong.len());
    for path in wrong.symmetric_difference(&known) {
        println!("{} {path}", if wrong.contains(path) { "newly wrong" } else { "no longer wrong" });
    }
    if wrong == known { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
