//! Members of `Options` with values that they may have.

use arbitrary::Unstructured;

use crate::generate::document::draw::{below, pick};
use crate::spec::option::{self, Fit, Grammar, MEMBERS, Part, Side};

/// Draws some of them, which hold together; so do the first ones without the rest.
pub(super) fn draw(u: &mut Unstructured<'_>, side: Side) -> Vec<(String, String)> {
    let mut options: Vec<(String, String)> = Vec::new();
    for _ in 0..below(u, 6) {
        let Some(one) = member(u, side) else {
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

/// Whether the value of an option may be there in a create for this gateway.
pub(super) fn fits(name: &str, value: &str, side: Side) -> bool {
    option::find(name).is_some_and(|(member, _)| member.grammar.fit(value, side) == Fit::Fits)
}

fn member(u: &mut Unstructured<'_>, side: Side) -> Option<(String, String)> {
    let member = MEMBERS.get(below(u, MEMBERS.len()))?;
    let value = value(u, member.grammar, side)?;
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

fn value(u: &mut Unstructured<'_>, grammar: Grammar, side: Side) -> Option<String> {
    Some(match grammar {
        Grammar::Boolean => pick(u, &["true", "false"]).to_owned(),
        Grammar::Off => "false".to_owned(),
        Grammar::OffAtVpn if side == Side::Vpn => "false".to_owned(),
        Grammar::OffAtVpn => pick(u, &["true", "false"]).to_owned(),
        Grammar::OneOfSide(_, others) if side == Side::Transit => pick(u, others).to_owned(),
        Grammar::OneOfSide(usual, _) => pick(u, usual).to_owned(),
        Grammar::Cidr6 => pick(u, &["::/0", "2001:db8::/32", "fd00:77::/48"]).to_owned(),
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
    let together = option::of_connection(value) == Fit::Fits;
    together && (1..=option::TUNNELS).all(fits) && (has(1) || !has(2))
}
