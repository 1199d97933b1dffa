//! Members of `Options` with values that they may have.

use arbitrary::Unstructured;

use crate::generate::document::draw::{below, pick};
use crate::spec::option::{self, Fit, Grammar, MEMBERS, Part};

/// Draws some of them, which hold together; so do the first ones without the rest.
pub(super) fn draw(u: &mut Unstructured<'_>) -> Vec<(String, String)> {
    let mut options: Vec<(String, String)> = Vec::new();
    for _ in 0..below(u, 6) {
        let Some(one) = member(u) else {
            continue;
        };
        if options.iter().any(|(name, _)| *name == one.0) {
            continue;
        }
        options.push(one);
        if !hold(&options) {
            options.pop();
        }
    }
    options
}

fn member(u: &mut Unstructured<'_>) -> Option<(String, String)> {
    let member = MEMBERS.get(below(u, MEMBERS.len()))?;
    let value = value(u, member.grammar)?;
    let name = match member.part {
        Part::Options => format!("Options.{}", member.name),
        Part::Tunnel => {
            let tunnel = pick(u, &[1, 2]);
            let name = member.name.replace(".N.", ".1.");
            format!("Options.TunnelOptions.{tunnel}.{name}")
        }
        Part::Tags => return None,
    };
    Some((name, value))
}

fn value(u: &mut Unstructured<'_>, grammar: Grammar) -> Option<String> {
    Some(match grammar {
        Grammar::Boolean => pick(u, &["true", "false"]).to_owned(),
        Grammar::Off => "false".to_owned(),
        Grammar::Number(least, most) => {
            // Some have no greatest value that is of use.
            let most = most.min(28_800);
            let any = u.int_in_range(least..=most).unwrap_or(least);
            pick(u, &[least, any, most]).to_string()
        }
        Grammar::OneOf(values, _) if !values.is_empty() => pick(u, values).to_owned(),
        Grammar::Key => pick(u, &["vpnconform.key_1", "a2345678", "Z_......"]).to_owned(),
        Grammar::Cidr => pick(u, &["0.0.0.0/0", "10.0.0.0/8", "192.0.2.1/32"]).to_owned(),
        // An inside network may be in use.
        _ => return None,
    })
}

/// Whether the tunnels hold together, and the second one stands beside the first.
fn hold(options: &[(String, String)]) -> bool {
    let value = |name: &str| {
        let found = options.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    };
    let fits = |number: u32| {
        let of = |name: &str| value(&format!("Options.TunnelOptions.{number}.{name}"));
        option::together(of) == Fit::Fits
    };
    let has = |number: u32| {
        let start = format!("Options.TunnelOptions.{number}.");
        options.iter().any(|(name, _)| name.starts_with(&start))
    };
    (1..=option::TUNNELS).all(fits) && (has(1) || !has(2))
}
