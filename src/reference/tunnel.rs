//! What `Options` and `TagSpecification` of 2016-11-15 ask for (protocol notes, section 6).

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, Ipv6Addr};

use crate::reference::action::Call;
use crate::reference::refusal::Refusal;
use crate::reference::rules::{Lax, Rules};
use crate::reference::state::{Inside6, Tunnel};
use crate::secret::Secret;
use crate::spec::option::{self, Fit, Grammar, MEMBERS, Member, Part, Side};

const RESOURCE_TYPE: Member = option::member("ResourceType");

/// Elements that are shown, each with its values: several where it is a list.
pub(crate) type Shown = Vec<(&'static Member, Vec<String>)>;

/// What is asked for, but for the tags.
#[derive(Default)]
pub(crate) struct Options {
    pub(crate) connection: Shown,
    tunnels: [Shown; 2],
}

impl Options {
    /// Reads and checks them.
    pub(crate) fn read(
        call: &Call<'_>,
        gateway: (Option<&str>, Option<&str>),
    ) -> Result<Self, Refusal> {
        let side = match gateway {
            (_, Some(_)) => Side::Transit,
            _ => Side::Vpn,
        };
        let mut options = Self::default();
        let mut known: BTreeMap<(u32, usize, &str), &str> = BTreeMap::new();
        for (name, value) in &call.query.pairs {
            let Some((member, number)) = option::find(name) else {
                continue;
            };
            check(name, member, value, side, call.rules)?;
            if member.part == Part::Tunnel
                && number > option::TUNNELS
                && call.rules.lax != Some(Lax::ThirdTunnel)
            {
                return Err(Refusal::invalid(name, value));
            }
            let place = MEMBERS.iter().position(|other| other == member);
            known.insert((number, place.unwrap_or_default(), name), value);
        }
        for ((number, place, _), value) in known {
            let Some(member) = MEMBERS
                .get(place)
                .filter(|m| Some(**m) != call.rules.forgets)
            else {
                continue;
            };
            let [first, second] = &mut options.tunnels;
            let shown = match (member.part, number) {
                (Part::Options, _) => &mut options.connection,
                (Part::Tunnel, 1) => first,
                (Part::Tunnel, 2) => second,
                _ => continue,
            };
            match shown.last_mut().filter(|(last, _)| *last == member) {
                Some((_, values)) => values.push(value.to_owned()),
                None => shown.push((member, vec![value.to_owned()])),
            }
        }
        options.hold_together(call, gateway)?;
        Ok(options)
    }

    fn hold_together(
        &self,
        call: &Call<'_>,
        gateway: (Option<&str>, Option<&str>),
    ) -> Result<(), Refusal> {
        let lax = call.rules.lax;
        let fit = option::of_connection(|name| call.query.value(name));
        if fit == Fit::Misfit && lax != Some(Lax::PrivateAlone) {
            return Err(Refusal::new(
                "MissingParameter",
                "The request must contain the parameter TransportTransitGatewayAttachmentId",
            ));
        }
        for number in 1..=option::TUNNELS {
            let of = |name: &str| match (name, lax) {
                ("Phase1LifetimeSeconds", Some(Lax::LifetimeOrder))
                | ("RekeyMarginTimeSeconds", Some(Lax::RekeyMargin)) => None,
                _ => call
                    .query
                    .value(&format!("Options.TunnelOptions.{number}.{name}")),
            };
            if option::together(of) == Fit::Misfit {
                return Err(Refusal::new(
                    "InvalidParameterCombination",
                    format!("The lifetimes of tunnel {number} do not agree"),
                ));
            }
        }
        let [one, other] = self.tunnels.each_ref().map(inside);
        let [one6, other6] = self.tunnels.each_ref().map(inside6);
        let state = call.lock();
        let siblings = || {
            let live = state.live().filter(move |c| {
                let (_, vpn, transit) = c.pair();
                (vpn, transit) == gateway
            });
            live.flat_map(|c| &c.tunnels)
        };
        let is_used = one.iter().chain(&other).any(|base| {
            let cidr = format!("{base}/30");
            siblings().any(|t| t.inside_cidr == cidr)
        }) || one6.iter().chain(&other6).any(|base| {
            let cidr = Inside6::of(*base).cidr;
            siblings().any(|t| t.inside6.as_ref().is_some_and(|i| i.cidr == cidr))
        });
        let is_twice = (one.is_some() && one == other && lax != Some(Lax::SameInsideNetwork))
            || (one6.is_some() && one6 == other6 && lax != Some(Lax::SameInsideIpv6));
        match is_twice || (is_used && lax != Some(Lax::UsedInsideNetwork)) {
            true => Err(Refusal::new(
                "InvalidCidr.InUse",
                "Two tunnels cannot have the same inside CIDR",
            )),
            false => Ok(()),
        }
    }

    /// Whether the tunnels are to carry IPv6.
    pub(crate) fn is_ipv6(&self) -> bool {
        let mut asked = self.connection.iter();
        asked.any(|(m, values)| {
            m.element == "tunnelInsideIpVersion" && values.iter().any(|value| value == "ipv6")
        })
    }

    /// Makes of a tunnel what was asked of the one with this number, from 0.
    pub(crate) fn apply(&self, number: usize, tunnel: &mut Tunnel) {
        let Some(asked) = self.tunnels.get(number) else {
            return;
        };
        if let Some(base) = inside(asked) {
            let inside = Tunnel::inside(base, true);
            tunnel.inside_cidr = inside.inside_cidr;
            tunnel.customer_inside = inside.customer_inside;
            tunnel.gateway_inside = inside.gateway_inside;
        }
        if let Some(base) = inside6(asked) {
            tunnel.inside6 = Some(Inside6::of(base));
        }
        for (member, values) in asked {
            match (member.grammar, values.first()) {
                (Grammar::Key, Some(key)) => tunnel.key = Secret::new(key.clone()),
                // Shown by the tunnel itself.
                (Grammar::InsideCidr | Grammar::InsideCidr6, _) => {}
                _ => tunnel.options.push((member, values.clone())),
            }
        }
    }
}

fn inside(asked: &Shown) -> Option<Ipv4Addr> {
    let mut all = asked
        .iter()
        .filter(|(m, _)| m.grammar == Grammar::InsideCidr);
    all.next()
        .and_then(|(_, values)| option::inside_base(values.first()?))
}

fn inside6(asked: &Shown) -> Option<Ipv6Addr> {
    let mut all = asked
        .iter()
        .filter(|(m, _)| m.grammar == Grammar::InsideCidr6);
    all.next()
        .and_then(|(_, values)| option::inside_base6(values.first()?))
}

fn check(
    name: &str,
    member: &Member,
    value: &str,
    side: Side,
    rules: &Rules,
) -> Result<(), Refusal> {
    if rules.lax == Some(Lax::Value(*member)) {
        return Ok(());
    }
    if rules.refuses == Some(*member) {
        return Err(Refusal::new("UnsupportedOperation", "It is not supported"));
    }
    if let (Grammar::Number(least, most), Ok(number)) = (member.grammar, value.parse::<u32>())
        && rules.narrow == Some(*member)
        && (number == least || number == most)
    {
        return Err(Refusal::invalid(name, value));
    }
    let is_boolean = matches!(
        member.grammar,
        Grammar::Boolean | Grammar::Off | Grammar::OffAtVpn
    );
    let is_number = matches!(member.grammar, Grammar::Number(..));
    match member.grammar.fit(value, side) {
        Fit::Fits => Ok(()),
        // What a transit gateway would take is refused by another one.
        Fit::Open
            if member.grammar.fit(value, Side::Transit) == Fit::Fits
                && rules.lax != Some(Lax::NeedsTransit) =>
        {
            Err(Refusal::new(
                "InvalidParameterCombination",
                format!("{name} needs a transit gateway"),
            ))
        }
        Fit::Open if !is_number && (!is_boolean || value == "true") => Ok(()),
        // The value is a secret, so unlike other values it is not echoed.
        _ if member.grammar == Grammar::Key => Err(Refusal::new(
            "InvalidParameterValue",
            "Value for parameter PreSharedKey is invalid.",
        )),
        _ => Err(Refusal::invalid(name, value)),
    }
}

/// The tags of `TagSpecification.N.Tag.M`, in the order sent.
pub(crate) fn tags(call: &Call<'_>) -> Result<Vec<(String, String)>, Refusal> {
    let (query, lax) = (call.query, call.rules.lax);
    let invalid = |message: &str| Err(Refusal::new("InvalidParameterValue", message));
    let mut tags: Vec<(String, String)> = Vec::new();
    for (name, value) in &query.pairs {
        let Some((member, number)) = option::find(name).filter(|(m, _)| m.part == Part::Tags)
        else {
            continue;
        };
        let kind = query.value(&format!("TagSpecification.{number}.ResourceType"));
        if kind.is_none() && lax != Some(Lax::Value(RESOURCE_TYPE)) {
            return invalid("Tag specification resource type must have a value");
        }
        let beside = |end, other| {
            let stem = name.strip_suffix(end).unwrap_or(name);
            query.value(&format!("{stem}{other}"))
        };
        match member.grammar {
            Grammar::TagKey
                if tags.iter().any(|(key, _)| key == value) && lax != Some(Lax::SameTag) =>
            {
                return invalid("Duplicate tag key specified");
            }
            Grammar::TagKey => {
                let text = beside("Key", "Value").unwrap_or_default();
                tags.push((value.clone(), text.to_owned()));
            }
            Grammar::TagValue if beside("Value", "Key").is_none() && lax != Some(Lax::TagKey) => {
                return invalid("Tag key must have a value");
            }
            _ => {}
        }
    }
    let limit = match lax {
        Some(Lax::TagCount) => usize::MAX,
        Some(Lax::ManyTags) => 10,
        _ => option::TAGS,
    };
    match tags.len() > limit {
        true => Err(Refusal::new(
            "TagLimitExceeded",
            "More than 50 tags specified",
        )),
        false => Ok(tags),
    }
}
