//! Documents that are judged by a template are judged as the rules judge them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use vpnconform::exchange::HttpRequest;
use vpnconform::finding::Level;
use vpnconform::generate::document::Document;
use vpnconform::generate::document::cases::noise;
use vpnconform::reference::Reference;
use vpnconform::suite::check::{Checker, Given};
use vpnconform::{Endpoint, rule, saved};

use crate::sweep::SWEEP;

/// What is said of these files, one after the other, and how many documents were judged by a template.
fn said<'f>(files: impl IntoIterator<Item = &'f [u8]>, templates: bool) -> (String, usize) {
    let mut checker = Checker::new(rule::catalogue(), Given::default());
    if !templates {
        checker = checker.without_templates();
    }
    for (number, mut file) in files.into_iter().enumerate() {
        let mut sink = |_: &str, found| checker.add(found);
        // What is none of ours is none in either way.
        let _ = saved::stream(&number.to_string(), &mut file, &mut sink);
    }
    let alike = checker.judged_by_template();
    let (mut report, evidence) = checker.report("test", Level::Should, Vec::new());
    report.elapsed_ms = None;
    report.started = None;
    let evidence = serde_json::to_string(&evidence).unwrap();
    (report.to_json().unwrap() + &evidence, alike)
}

/// How many documents were judged by a template, or what is said otherwise.
pub fn both_ways(files: &[&[u8]]) -> Result<usize, String> {
    let (quick, alike) = said(files.iter().copied(), true);
    let (thorough, none) = said(files.iter().copied(), false);
    assert_eq!(none, 0);
    let differ = |(one, two): &(&str, &str)| one != two;
    match quick.lines().zip(thorough.lines()).find(differ) {
        None if quick.len() == thorough.len() => Ok(alike),
        None => Err("one is longer".to_owned()),
        Some((quick, thorough)) => Err(format!("{quick} instead of {thorough}")),
    }
}

fn ask(reference: &Reference, version: &str, query: &str) -> Vec<u8> {
    let request = HttpRequest {
        method: "GET".to_owned(),
        target: format!("/?Version={version}&{query}").into_bytes(),
        headers: Vec::new(),
        body: Vec::new(),
    };
    reference.send(&request).unwrap().body
}

fn first(body: &[u8], element: &str) -> String {
    let text = String::from_utf8_lossy(body);
    let (_, rest) = text.split_once(element).unwrap();
    rest.split('<').next().unwrap().to_owned()
}

/// Answers of the embedded endpoint to creates and descriptions of several kinds.
pub fn conforming() -> Vec<Vec<u8>> {
    let reference = Reference::default();
    let mut bodies = Vec::new();
    for version in ["2012-04-01", "2016-11-15"] {
        for number in 1..=3 {
            let query = format!(
                "Action=CreateCustomerGateway&Type=ipsec.1&IpAddress=203.0.113.{number}&BgpAsn=6500{number}"
            );
            let customer = first(&ask(&reference, version, &query), "<customerGatewayId>");
            let query = "Action=CreateVpnGateway&Type=ipsec.1";
            let vpn = first(&ask(&reference, version, query), "<vpnGatewayId>");
            let create = format!(
                "Action=CreateVpnConnection&Type=ipsec.1&CustomerGatewayId={customer}&VpnGatewayId={vpn}"
            );
            for options in ["", "&Options.StaticRoutesOnly=true"] {
                if version == "2012-04-01" && !options.is_empty() {
                    continue;
                }
                let made = ask(&reference, version, &format!("{create}{options}"));
                let id = first(&made, "<vpnConnectionId>");
                bodies.push(made);
                let query = format!("Action=DescribeVpnConnections&VpnConnectionId.1={id}");
                bodies.push(ask(&reference, version, &query));
            }
            let query = "Action=CreateVpnConnection&Type=ipsec.1";
            bodies.push(ask(&reference, version, query));
        }
    }
    bodies
}

#[test]
fn answers_of_one_server_are_judged_by_a_template() {
    let bodies = conforming();
    let bodies: Vec<&[u8]> = bodies.iter().map(Vec::as_slice).collect();
    let alike = both_ways(&bodies).unwrap();
    // Of nine answers of each version, and as many with static routes, the first of each kind is none.
    assert!(alike * 2 > bodies.len(), "{alike} of {}", bodies.len());
}

#[test]
fn documents_of_the_corpora_are_judged_alike_twice() {
    let corpora = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora");
    let mut files = Vec::new();
    let mut open = vec![corpora];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            match entry.file_type().unwrap().is_dir() {
                true => open.push(entry.path()),
                false => files.push((entry.path(), fs::read(entry.path()).unwrap())),
            }
        }
    }
    assert!(files.len() > 60, "{}", files.len());
    let conforming = conforming();
    let mut alike = 0;
    for (path, file) in &files {
        let twice = both_ways(&[file, file]);
        alike += twice.unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let mut behind: Vec<&[u8]> = conforming.iter().map(Vec::as_slice).collect();
        behind.push(file);
        both_ways(&behind).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    }
    assert!(alike > 10, "{alike}");
}

#[test]
fn documents_of_every_fault_are_judged_alike() {
    let mut faults = BTreeSet::new();
    let mut wrong = Vec::new();
    for (subject, _, alike) in SWEEP.iter() {
        faults.extend(subject.fault().map(|fault| fault.id));
        wrong.extend(
            alike
                .as_ref()
                .err()
                .map(|error| format!("{subject}: {error}")),
        );
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(faults.len() > 400, "{}", faults.len());
}

#[test]
fn generated_documents_are_judged_alike() {
    for seed in 0..300 {
        let document = Document::from_bytes(&noise(seed), rule::document_mutations());
        let body = document.body();
        if body.len() < 64 << 10 {
            both_ways(&[body, body]).unwrap_or_else(|e| panic!("{seed}: {e}"));
        }
    }
}

struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((x ^ (x >> 31)) % bound as u64).unwrap()
    }
}

/// The values of a document, as places.
fn values(body: &[u8]) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, byte) in body.iter().enumerate() {
        match byte {
            b'>' | b';' | b'"' => start = Some(at + 1),
            b'<' | b'&' => {
                found.extend(
                    start
                        .take()
                        .filter(|start| *start < at)
                        .map(|start| start..at),
                );
            }
            b if b.is_ascii_graphic() => {}
            _ => start = None,
        }
        if *byte == b'"'
            && let Some(before) = found.last().map(|r: &std::ops::Range<usize>| r.end)
        {
            let from = body[..at]
                .iter()
                .rposition(|b| *b == b'"')
                .map_or(at, |p| p + 1);
            if from > before && from < at {
                found.push(from..at);
            }
        }
    }
    found
}

const VALUES: [&str; 24] = [
    "",
    "0",
    "1",
    "30",
    "x",
    " ",
    "169.254.0.1",
    "169.254.169.253",
    "169.254.44.43",
    "255.255.255.255",
    "127.0.0.1",
    "2001:db8::1",
    "YOUR_UPLINK_ADDRESS",
    "YOUR_BGP_ASN",
    "4294967295",
    "4294967296",
    "007",
    "password1234567890abcdef",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "DescribeVpnConnectionsResponse",
    "vpn-0",
    "cgw-00000000",
    "2012-02-30T12:00:00.000Z",
    "abcdabcdabcdabcdabcdabcdabcdabcd",
];

/// Changes one value.
fn change(body: &mut Vec<u8>, random: &mut Random) {
    const BYTES: &[u8] = b"0123456789abcdefXYZ.-_:/ &<>\"\xC3";
    let values = values(body);
    if values.is_empty() {
        return;
    }
    let place = values[random.below(values.len())].clone();
    let other = values[random.below(values.len())].clone();
    let mut value = body[place.clone()].to_vec();
    let at = random.below(value.len());
    let byte = BYTES[random.below(BYTES.len())];
    match random.below(6) {
        0 => value = body[other].to_vec(),
        1 => value[at] = byte,
        2 => value.insert(at, byte),
        3 => {
            value.remove(at);
        }
        4 => value = VALUES[random.below(VALUES.len())].as_bytes().to_vec(),
        // A digit for another digit: what stays of the right kind is found by its relations.
        _ => {
            for byte in value.iter_mut().filter(|b| b.is_ascii_digit()) {
                if random.below(3) == 0 {
                    *byte = b'0' + u8::try_from(random.below(10)).unwrap();
                }
            }
        }
    }
    body.splice(place, value);
}

#[test]
fn changed_values_are_judged_alike() {
    let corpora = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora/service");
    let mut bodies = conforming();
    for name in [
        "inner-bgp.xml",
        "create-static.xml",
        "describe-states.xml",
        "create-bgp.xml",
    ] {
        bodies.push(fs::read(corpora.join(name)).unwrap());
    }
    let mut random = Random(15);
    let (mut alike, mut rounds) = (0, 0);
    for round in 0..1_000 {
        let first = &bodies[random.below(bodies.len())];
        let mut second = first.clone();
        for _ in 0..=random.below(3) {
            change(&mut second, &mut random);
        }
        let by_template = both_ways(&[first, &second]);
        let text = String::from_utf8_lossy(&second);
        alike += by_template.unwrap_or_else(|e| panic!("{round}: {e}\n{text}"));
        rounds += 1;
    }
    // Both ways are gone often.
    assert!(
        alike * 20 > rounds && alike * 4 < rounds * 3,
        "{alike} of {rounds}"
    );
}
