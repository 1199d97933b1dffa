//! Numbers in documents that are counted, not typed: `<!--n:faults-->239<!--/n-->`.

use std::collections::BTreeMap;

use crate::program::{read, vpnconform_json};
use crate::table::text;
use crate::{Result, matrix};

/// Documents that may have numbers.
pub const DOCUMENTS: [&str; 6] = [
    "README.md",
    "DESIGN.md",
    "ROBUSTNESS.md",
    "CONTRIBUTING.md",
    "adapters/README.md",
    "benches/README.md",
];

/// The numbers by name, as text.
pub type Numbers = BTreeMap<String, String>;

/// Counts what the program lists.
pub fn count() -> Result<Numbers> {
    let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
    let checks = vpnconform_json(&["list", "--json"])?;
    for check in checks.as_array().into_iter().flatten() {
        let family = text(check, "id").split('/').next().unwrap_or("");
        let kind = if family == "parser" {
            "rules-of-parsers"
        } else {
            "rules-of-endpoints"
        };
        for name in ["rules", kind, &format!("rules-{family}")] {
            *numbers.entry(name.to_owned()).or_default() += 1;
        }
    }
    for kind in ["faults", "variants"] {
        let listed = vpnconform_json(&["list", &format!("--{kind}"), "--json"])?;
        for one in listed.as_array().into_iter().flatten() {
            let of = if text(one, "subject") == "parser" {
                "parsers"
            } else {
                "endpoints"
            };
            *numbers.entry(format!("{kind}-of-{of}")).or_default() += 1;
        }
    }
    let coverage = vpnconform_json(&["coverage", "--json"])?;
    for requirement in coverage.as_array().into_iter().flatten() {
        let untestable = requirement["untestable"].is_string();
        let kind = if untestable {
            "requirements-not-testable"
        } else {
            "requirements-checked"
        };
        for name in ["requirements", kind] {
            *numbers.entry(name.to_owned()).or_default() += 1;
        }
    }
    for (system, verdicts) in matrix::recorded()?.into_iter().chain(matrix::adapters()?) {
        let system = system.replace(' ', "-");
        for (_, verdict) in verdicts.iter().filter(|(_, verdict)| verdict != "-") {
            *numbers.entry(format!("{system}-{verdict}")).or_default() += 1;
            if verdict != "not-applicable" {
                *numbers.entry(format!("{system}-checks")).or_default() += 1;
            }
        }
        for verdict in matrix::VERDICTS {
            numbers.entry(format!("{system}-{verdict}")).or_default();
        }
    }
    let mut numbers: Numbers = numbers
        .into_iter()
        .map(|(name, n)| (name, n.to_string()))
        .collect();
    let manifest = read("Cargo.toml")?;
    let oldest = manifest
        .split_once("rust-version = \"")
        .and_then(|(_, rest)| rest.split_once('"'));
    let (oldest, _) = oldest.ok_or("Cargo.toml has no rust-version")?;
    numbers.insert("rust-version".to_owned(), oldest.to_owned());
    Ok(numbers)
}

/// The text with every number as counted. Unknown names and marks without an end are errors.
pub fn fill(document: &str, numbers: &Numbers) -> Result<String> {
    let mut out = String::new();
    let mut rest = document;
    while let Some((before, after)) = rest.split_once("<!--n:") {
        let (name, after) = after.split_once("-->").ok_or("a mark without its end")?;
        let (_, after) = after
            .split_once("<!--/n-->")
            .ok_or(format!("{name}: no <!--/n-->"))?;
        let number = numbers
            .get(name)
            .ok_or(format!("no number {name}: one of {:?}", numbers.keys()))?;
        out.push_str(&format!("{before}<!--n:{name}-->{number}<!--/n-->"));
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_filled_in_between_their_marks() {
        let numbers = Numbers::from([("faults".to_owned(), "240".to_owned())]);
        let filled = fill("has <!--n:faults-->7<!--/n--> faults", &numbers).unwrap();
        assert_eq!(filled, "has <!--n:faults-->240<!--/n--> faults");
        assert_eq!(fill(&filled, &numbers).unwrap(), filled);
        assert!(fill("<!--n:none-->1<!--/n-->", &numbers).is_err());
        assert!(fill("<!--n:faults-->1", &numbers).is_err());
    }
}
