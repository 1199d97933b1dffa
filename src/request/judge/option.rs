//! `Options` and `TagSpecification` of 2016-11-15.

use std::collections::BTreeSet;

use crate::request::expectation::{Ambiguity, Reason};
use crate::request::judge::rule::Verdicts;
use crate::spec::option::{self, Fit, Grammar, Part, Side};

type Pairs<'p> = [(&'p str, Option<&'p str>)];

/// Judges the value of a member by itself; false where the name is not that of one.
pub(super) fn value(name: &str, value: &str, side: Side, found: &mut Verdicts) -> bool {
    let Some((member, number)) = option::find(name) else {
        return false;
    };
    let reason = match member.part {
        Part::Tags => Reason::Tag,
        Part::Options | Part::Tunnel => Reason::Option,
    };
    match member.grammar.fit(value, side) {
        Fit::Fits => {}
        _ if value.is_empty() => found.unknown(Ambiguity::Empty),
        Fit::Open => found.unknown(Ambiguity::Other),
        Fit::Misfit => found.reject(reason),
    }
    let most = match member.part {
        Part::Options => u32::MAX,
        Part::Tunnel => option::TUNNELS,
        // Whether one type of resource may be there twice is not said.
        Part::Tags => 1,
    };
    if number > most {
        found.unknown(Ambiguity::Other);
    }
    true
}

/// Judges what they say together.
pub(super) fn judge(pairs: &Pairs<'_>, found: &mut Verdicts) {
    let known = pairs
        .iter()
        .filter(|(name, _)| option::find(name).is_some());
    let names: Vec<&str> = known.map(|(name, _)| *name).collect();
    if names.iter().any(|name| !follows(name, &names)) {
        found.unknown(Ambiguity::Other);
    }
    let value = |name: &str| {
        let mut values = pairs.iter().filter(|(n, _)| *n == name);
        values.next().map(|(_, value)| value.unwrap_or_default())
    };
    match option::of_connection(value) {
        Fit::Fits => {}
        Fit::Open => found.unknown(Ambiguity::Other),
        Fit::Misfit => found.reject(Reason::Option),
    }
    let mut networks = BTreeSet::new();
    for number in 1..=option::TUNNELS {
        let of = |name: &str| value(&format!("Options.TunnelOptions.{number}.{name}"));
        match option::together(of) {
            Fit::Fits => {}
            Fit::Open => found.unknown(Ambiguity::Other),
            Fit::Misfit => found.reject(Reason::Option),
        }
        for name in ["TunnelInsideCidr", "TunnelInsideIpv6Cidr"] {
            if of(name).is_some_and(|network| !networks.insert(network)) {
                found.reject(Reason::Option);
            }
        }
    }
    tags(&names, &value, found);
}

/// Whether a list is counted from 1 without a gap up to each number in this name.
fn follows(name: &str, names: &[&str]) -> bool {
    let mut before = String::new();
    name.split('.').all(|part| {
        let is_there = match part.parse::<u32>() {
            Ok(number) if number > 1 => {
                let earlier = format!("{before}{}.", number - 1);
                names.iter().any(|other| other.starts_with(&earlier))
            }
            _ => true,
        };
        before.push_str(part);
        before.push('.');
        is_there
    })
}

fn tags<'p>(names: &[&'p str], value: &impl Fn(&str) -> Option<&'p str>, found: &mut Verdicts) {
    let mut keys = BTreeSet::new();
    let mut count = 0;
    let mut last = 0;
    for name in names {
        let Some((member, number)) = option::find(name).filter(|(m, _)| m.part == Part::Tags)
        else {
            continue;
        };
        last = last.max(number);
        let beside = |end: &str, other: &str| {
            let stem = name.strip_suffix(end).unwrap_or(name);
            value(&format!("{stem}{other}"))
        };
        match member.grammar {
            Grammar::TagKey => {
                count += 1;
                if !keys.insert(value(name)) {
                    found.reject(Reason::Tag);
                }
                if beside("Key", "Value").is_none() {
                    found.unknown(Ambiguity::Other);
                }
            }
            Grammar::TagValue if beside("Value", "Key").is_none() => found.reject(Reason::Tag),
            _ => {}
        }
        if value(&format!("TagSpecification.{number}.ResourceType")).is_none() {
            found.reject(Reason::Tag);
        }
    }
    match (last, count) {
        (0, _) => {}
        (_, 0) => found.unknown(Ambiguity::Other),
        (_, count) if count > option::TAGS => found.reject(Reason::Tag),
        _ => {}
    }
}
