//! A document is judged alike whatever it was saved in.

use std::fs;
use std::io::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use crate::check::{bytes, corpora, decided};

type Wrap = fn(&[u8]) -> Vec<u8>;

fn text(content: &[u8]) -> String {
    String::from_utf8(content.to_vec()).unwrap()
}

pub fn tar(content: &[u8]) -> Vec<u8> {
    let mut header = tar::Header::new_ustar();
    header.set_size(content.len() as u64);
    header.set_cksum();
    let mut builder = tar::Builder::new(Vec::new());
    builder
        .append_data(&mut header, "inside.xml", content)
        .unwrap();
    builder.into_inner().unwrap()
}

pub fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

fn zip(content: &[u8]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    writer.start_file("inside.xml", options).unwrap();
    writer.write_all(content).unwrap();
    writer.finish().unwrap().into_inner()
}

pub fn message(content: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: {}\r\n\r\n",
        content.len()
    );
    [head.as_bytes(), content].concat()
}

fn har(content: &[u8]) -> Vec<u8> {
    let text = String::from_utf8(content.to_vec()).unwrap();
    let response = json!({"status": 200, "headers": [{"name": "Content-Type", "value": "text/xml"}],
        "content": {"text": text}});
    let request = json!({"method": "POST", "url": "http://localhost/", "headers": []});
    let har = json!({"log": {"entries": [{"request": request, "response": response}]}});
    har.to_string().into_bytes()
}

fn cassette(content: &[u8]) -> Vec<u8> {
    let text = serde_json::to_string(std::str::from_utf8(content).unwrap()).unwrap();
    format!(
        "interactions:\n- request: {{body: null, headers: {{}}, method: POST, uri: 'http://localhost/'}}\n  \
        response:\n    body: {{string: {text}}}\n    headers: {{Content-Type: [text/xml]}}\n    \
        status: {{code: 200, message: OK}}\nversion: 1\n"
    )
    .into_bytes()
}

/// `curl -i` of HTTP/2.
fn curl_i(content: &[u8]) -> Vec<u8> {
    [b"HTTP/2 200 \r\ncontent-type: text/xml\r\n\r\n", content].concat()
}

fn curl_v(content: &[u8]) -> Vec<u8> {
    let before = "* Connected to localhost (127.0.0.1) port 80\n> POST / HTTP/1.1\n> Host: localhost\n> \n\
        < HTTP/1.1 200 OK\n< Content-Type: text/xml\n< \n{ [100 bytes data]\n";
    let behind = b"\n* Connection #0 to host localhost left intact\n";
    [before.as_bytes(), content, behind].concat()
}

fn pair(content: &[u8]) -> Vec<u8> {
    let request = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n";
    [request, message(content).as_slice()].concat()
}

fn chunked(content: &[u8]) -> Vec<u8> {
    let mut out =
        b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
    for piece in content.chunks(999) {
        out.extend(format!("{:x}\r\n", piece.len()).bytes());
        out.extend(piece);
        out.extend(b"\r\n");
    }
    out.extend(b"0\r\n\r\n");
    out
}

/// One exchange of a cassette, in JSON, which is YAML too.
fn exchange(list: &str, response: &Value) -> Vec<u8> {
    let request = json!({"method": "POST", "uri": "http://localhost/", "headers": {}, "body": {"string": ""}});
    let cassette = json!({list: [{"request": request, "response": response}]});
    cassette.to_string().into_bytes()
}

fn betamax(content: &[u8]) -> Vec<u8> {
    let body = json!({"encoding": "utf-8", "string": text(content)});
    let headers = json!({"Content-Type": ["text/xml"]});
    exchange(
        "http_interactions",
        &json!({"status": {"code": 200}, "headers": headers, "body": body}),
    )
}

fn betamax_coded(content: &[u8]) -> Vec<u8> {
    let body = json!({"encoding": "utf-8", "base64_string": STANDARD.encode(content)});
    exchange(
        "http_interactions",
        &json!({"status": {"code": 200}, "headers": {}, "body": body}),
    )
}

fn go_vcr(content: &[u8]) -> Vec<u8> {
    let body = serde_json::to_string(&text(content)).unwrap();
    format!(
        "---\nversion: 2\ninteractions:\n    - id: 0\n      request:\n        url: http://localhost/\n        \
        method: POST\n      response:\n        body: {body}\n        headers: {{}}\n        status: 200 OK\n        code: 200\n"
    )
    .into_bytes()
}

fn ruby_vcr(content: &[u8]) -> Vec<u8> {
    format!(
        "---\nhttp_interactions:\n- request:\n    method: post\n    uri: http://localhost/\n  response:\n    status:\n      \
        code: 200\n    headers: {{}}\n    body:\n      encoding: UTF-8\n      base64_string: {}\n",
        STANDARD.encode(content)
    )
    .into_bytes()
}

fn har_coded(content: &[u8]) -> Vec<u8> {
    let content = json!({"encoding": "base64", "text": STANDARD.encode(content)});
    let response = json!({"status": 200, "headers": [], "content": content});
    let request = json!({"method": "GET", "url": "http://localhost/", "headers": []});
    let har = json!({"log": {"entries": [{"request": request, "response": response}]}});
    har.to_string().into_bytes()
}

fn line(content: &[u8]) -> Vec<u8> {
    json!(text(content)).to_string().into_bytes()
}

fn placebo(content: &[u8]) -> Vec<u8> {
    let connection = json!({"CustomerGatewayConfiguration": text(content)});
    json!({"status_code": 200, "data": {"VpnConnection": connection}})
        .to_string()
        .into_bytes()
}

fn aws_json(content: &[u8]) -> Vec<u8> {
    let connection = json!({"CustomerGatewayConfiguration": text(content)});
    serde_json::to_vec_pretty(&json!({"VpnConnections": [connection]})).unwrap()
}

fn aws_text(content: &[u8]) -> Vec<u8> {
    [b"VPNCONNECTIONS\tVPN\t", content, b"\tcgw-1\tipsec.1\n"].concat()
}

const FILES: [(&str, Wrap); 6] = [
    ("tar", tar),
    ("gzip", gzip),
    ("tar.gz", |content| gzip(&tar(content))),
    ("zip", zip),
    ("tar in zip", |content| zip(&tar(content))),
    ("json", line),
];

const RESPONSES: [(&str, Wrap); 12] = [
    ("message", message),
    ("curl -i", curl_i),
    ("curl -v", curl_v),
    ("pair", pair),
    ("chunks", chunked),
    ("har", har),
    ("har in base64", har_coded),
    ("vcrpy", cassette),
    ("betamax", betamax),
    ("betamax in base64", betamax_coded),
    ("go-vcr", go_vcr),
    ("ruby vcr", ruby_vcr),
];

const INNER: [(&str, Wrap); 3] = [
    ("placebo", placebo),
    ("aws json", aws_json),
    ("aws text", aws_text),
];

#[test]
fn a_document_is_judged_alike_in_every_container() {
    let mut compared = 0;
    for folder in ["service", "samples", "response"] {
        for path in corpora(folder) {
            let content = fs::read(&path).unwrap();
            let alone = decided(&bytes(&content).unwrap());
            let is_response = text(&content).contains("VpnConnectionResponse")
                || text(&content).contains("VpnConnectionsResponse");
            // Header fields and the request are judged in addition; of what the AWS CLI prints nothing else is there.
            let more: &[(&str, Wrap)] = match is_response {
                true => &RESPONSES,
                false if text(&content).contains("<vpn_connection") => &INNER,
                false => &[],
            };
            for (name, wrap) in FILES.iter().chain(more) {
                // The CLI prints a tab before it, of which nobody can tell it.
                if *name == "aws text" && content.starts_with(b"\n") {
                    continue;
                }
                let wrapped = bytes(&wrap(&content));
                let wrapped =
                    wrapped.unwrap_or_else(|e| panic!("{} in {name}: {e}", path.display()));
                let mut wrapped = decided(&wrapped);
                if !FILES.iter().any(|(file, _)| file == name) {
                    wrapped.retain(|id, _| alone.contains_key(id));
                }
                assert_eq!(wrapped, alone, "{} in {name}", path.display());
                compared += 1;
            }
        }
    }
    assert!(compared > 150, "{compared}");
}
