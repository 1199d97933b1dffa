//! Two connections that differ in what filters ask for, and descriptions with filters.

use crate::evidence::halt::Halt;
use crate::evidence::{Evidence, Record, Role};
use crate::finding::Judgement;
use crate::generate::request::mutation::gateway::transit;
use crate::generate::request::mutation::option::tag;
use crate::request::fixtures::{Fixtures, Shape};
use crate::request::{Draft, Form};
use crate::rule::state::{item, text};
use crate::rule::twin::Tally;
use crate::rule::{Rule, findings, steps, twin};
use crate::run::probe::Phase;
use crate::run::{Probe, Session};
use crate::spec::option::{RESOURCE_TYPE, is_like};
use crate::xml::Element;

/// A connection with tags and one with static routes too, each described by its id, and then all with filters.
pub(in crate::rule) static FILTERED: Probe = Probe::new("state/filtered", Phase::Ordinary, filter);

/// What the names of the descriptions begin with, by what they are about.
pub(super) const SELECT: &str = "by-";
pub(super) const COMBINE: &str = "with-";
pub(super) const WILDCARD: &str = "like-";
pub(super) const UNKNOWN: &str = "unknown-";

const NAMES: [&str; 3] = ["one", "two", THREE];
/// At a transit gateway, where the target has any.
const THREE: &str = "three";
const PART: &str = "vpnconform:part";

/// Names and values of filters.
type Filters<'f> = &'f [(&'f str, &'f [&'f str])];

fn filter(session: &mut Session<'_>) -> Result<(), Halt> {
    let first = session.fixtures()?;
    let second = match session.second_fixtures() {
        Ok(second) => second,
        // With fixed gateways there are no others.
        Err(Halt::Setup(_)) => first.clone(),
        Err(halt) => return Err(halt),
    };
    let mut ids = Vec::new();
    let third = match session.transit_fixtures() {
        Ok(third) => Some(third),
        Err(Halt::Without(_)) => None,
        Err(halt) => return Err(halt),
    };
    let fixtures = [Some(&first), Some(&second), third.as_ref()];
    let mut deletes = Vec::new();
    for (name, fixtures) in NAMES.iter().zip(fixtures) {
        let Some(fixtures) = fixtures else {
            continue;
        };
        if let Some(id) = create(session, name, fixtures)?
            && !ids.contains(&id)
        {
            session.describe(&described(name), &id, fixtures)?;
            deletes.push((*name, id.clone()));
            if *name != THREE {
                ids.push(id);
            }
        }
    }
    if let [one, rest @ ..] = ids.as_slice() {
        let two = rest.first().unwrap_or(one);
        let third = third.as_ref().map(|third| &*third.transit_gateway_id);
        ask(session, (one, two), (&first, &second), third)?;
    }
    for (name, id) in deletes {
        session.delete(&format!("{name}-deleted"), &id, &first)?;
    }
    Ok(())
}

/// The name of the description by id of the connection that was made under this name.
fn described(name: &str) -> String {
    format!("{name}-described")
}

/// A connection with what filters ask for or, at a server that refuses that, without.
fn create(
    session: &mut Session<'_>,
    name: &str,
    fixtures: &Fixtures,
) -> Result<Option<String>, Halt> {
    let mut draft = steps::minimal(session, fixtures);
    let title = format!("vpnconform {name}");
    if name == THREE {
        transit(&mut draft, fixtures);
        return Ok(steps::made(session.send(
            Role::Twin,
            name,
            draft,
            fixtures,
        )?));
    }
    if name == "two" {
        draft.set("Options.StaticRoutesOnly", "true");
        tag(&mut draft, RESOURCE_TYPE, &[("Name", &title)]);
    } else {
        tag(
            &mut draft,
            RESOURCE_TYPE,
            &[("Name", &title), (PART, "first")],
        );
    }
    match steps::made(session.send(Role::Twin, name, draft, fixtures)?) {
        Some(id) => Ok(Some(id)),
        None => steps::create(session, &format!("{name}-plain"), fixtures),
    }
}

fn ask(
    session: &mut Session<'_>,
    (one, two): (&str, &str),
    (first, second): (&Fixtures, &Fixtures),
    third: Option<&str>,
) -> Result<(), Halt> {
    let absent = session.absent_connection(Shape::Drawn, one);
    let asn = first.customer_asn.to_string();
    let (customer, vpn) = (&*first.customer_gateway_id, &*first.vpn_gateway_id);
    let other = &*second.customer_gateway_id;
    let part_tag = format!("tag:{PART}");
    let asked: &[(&str, Filters<'_>)] = &[
        ("by-id", &[("vpn-connection-id", &[one])]),
        ("by-vpn-gateway", &[("vpn-gateway-id", &[vpn])]),
        ("by-customer-gateway", &[("customer-gateway-id", &[other])]),
        ("by-asn", &[("bgp-asn", &[&asn])]),
        ("by-type", &[("type", &["ipsec.1"])]),
        ("by-other-type", &[("type", &["ipsec.2"])]),
        ("by-state", &[("state", &["available", "pending"])]),
        ("by-other-state", &[("state", &["deleted"])]),
        (
            "by-static-routes",
            &[("option.static-routes-only", &["true"])],
        ),
        (
            "by-route",
            &[("route.destination-cidr-block", &["10.77.0.0/16"])],
        ),
        ("by-tag", &[("tag:Name", &["vpnconform two"])]),
        ("by-tag-in-capitals", &[("tag:Name", &["VPNCONFORM TWO"])]),
        ("by-tag-key", &[("tag-key", &[PART])]),
        // None of these passes anything: a filter is compared whole, with one tag, and with keys or values alone.
        ("by-part-of-tag", &[("tag:Name", &["vpnconform"])]),
        ("by-dot-in-tag", &[("tag:Name", &["vpnconform.two"])]),
        ("by-value-of-other-tag", &[(&part_tag, &["vpnconform one"])]),
        ("by-value-as-tag-key", &[("tag-key", &["first"])]),
        ("with-two-values", &[("vpn-connection-id", &[one, two])]),
        ("with-last-value", &[("vpn-connection-id", &[&absent, two])]),
        (
            "with-two-filters",
            &[
                ("vpn-gateway-id", &[vpn]),
                ("customer-gateway-id", &[customer]),
            ],
        ),
        (
            "with-filters-that-exclude",
            &[
                ("vpn-connection-id", &[one]),
                ("customer-gateway-id", &[other]),
            ],
        ),
        ("like-name", &[("tag:Name", &["vpnconform *"])]),
        ("like-id", &[("vpn-connection-id", &["*"])]),
        ("like-nothing-more", &[("tag:Name", &["vpnconform two*"])]),
        ("like-one-character", &[("tag:Name", &["vpnconform tw?"])]),
        ("unknown-name", &[("vpnconform-nonsense", &["1"])]),
        ("unknown-misspelt", &[("vpn-gateway", &[vpn])]),
        (
            "unknown-beside-known",
            &[("vpn-gateway-id", &[vpn]), ("vpnconform-nonsense", &["1"])],
        ),
    ];
    // Every other one as a form.
    let forms = match session.takes_both_forms() {
        true => [session.form(), Form::Post],
        false => [session.form(); 2],
    };
    for ((name, filters), form) in asked.iter().zip(forms.into_iter().cycle()) {
        send(session, form, name, filters, &[], first)?;
    }
    let [form, _] = forms;
    if let Some(third) = third {
        let filters = [("transit-gateway-id", &[third][..])];
        send(session, form, "by-transit-gateway", &filters, &[], first)?;
    }
    let filters = [("customer-gateway-id", &[other][..])];
    let id = [("VpnConnectionId.1", one)];
    send(session, form, "with-an-id", &filters, &id, first)
}

fn send(
    session: &mut Session<'_>,
    form: Form,
    name: &str,
    filters: Filters<'_>,
    rest: &[(&str, &str)],
    fixtures: &Fixtures,
) -> Result<(), Halt> {
    let version = session.api_version();
    let mut draft = Draft {
        form,
        ..Draft::action("DescribeVpnConnections", version, rest)
    };
    for (number, (filter, values)) in (1..).zip(filters) {
        draft.set(&format!("Filter.{number}.Name"), *filter);
        for (place, value) in (1..).zip(*values) {
            draft.set(&format!("Filter.{number}.Value.{place}"), *value);
        }
    }
    session.send(Role::Observe, name, draft, fixtures)?;
    Ok(())
}

/// The descriptions whose names begin like this.
pub(super) fn records<'e>(
    evidence: &'e Evidence,
    start: &'e str,
) -> impl Iterator<Item = &'e Record> {
    evidence.of(FILTERED.id).filter(move |record| {
        let name = record.case.id.rsplit('/').next().unwrap_or_default();
        name.starts_with(start) && record.action() == Some("DescribeVpnConnections")
    })
}

/// A connection as the description by its id shows it.
struct Known<'e> {
    id: String,
    item: Element<'e>,
    /// The number of its customer gateway, if this run made that.
    asn: Option<String>,
    /// Whether it was asked for at a transit gateway.
    of_transit: bool,
}

fn known(evidence: &Evidence) -> Vec<Known<'_>> {
    let one = |name: &&str| {
        let record = super::named(evidence, FILTERED.id, &described(name))?;
        let id = record.sent("VpnConnectionId.1")?.to_owned();
        let item = item(record, &id).filter(|_| record.is_accepted())?;
        let gateways = &record.fixtures;
        let asn = gateways
            .provisioned
            .then(|| gateways.customer_asn.to_string());
        let of_transit = *name == THREE;
        Some(Known {
            id,
            item,
            asn,
            of_transit,
        })
    };
    NAMES.iter().filter_map(one).collect()
}

impl Known<'_> {
    /// What it has for a filter; `None` where that is not known.
    fn values(&self, filter: &str) -> Option<Vec<String>> {
        let one = |name: &str| text(self.item, name).map(|text| vec![text]);
        match filter {
            "bgp-asn" => self.asn.clone().map(|asn| vec![asn]),
            "customer-gateway-id" => one("customerGatewayId"),
            "option.static-routes-only" => {
                let option = self.item.path("options/staticRoutesOnly")?;
                Some(vec![option.text().trim().to_owned()])
            }
            // Nobody has added one.
            "route.destination-cidr-block" => Some(Vec::new()),
            "state" => one("state"),
            "transit-gateway-id" => match self.of_transit {
                true => one("transitGatewayId"),
                false => Some(Vec::new()),
            },
            "type" => one("type"),
            "vpn-connection-id" => Some(vec![self.id.clone()]),
            "vpn-gateway-id" if self.of_transit => Some(Vec::new()),
            "vpn-gateway-id" => one("vpnGatewayId"),
            _ => {
                let set = self.item.child("tagSet");
                let tags: Vec<(String, String)> = set
                    .iter()
                    .flat_map(|set| set.children())
                    .filter_map(|tag| Some((text(tag, "key")?, text(tag, "value")?)))
                    .collect();
                // Where tags that were asked for are not shown, nobody can say which there are.
                let tags = Some(tags).filter(|tags| !tags.is_empty())?;
                let wanted = filter.strip_prefix("tag:");
                let of = tags.into_iter().filter_map(|(key, value)| match wanted {
                    None => Some(key),
                    Some(wanted) => (key == wanted).then_some(value),
                });
                Some(of.collect())
            }
        }
    }

    /// Whether a description has to show it; `None` where that is not known.
    fn belongs(&self, record: &Record) -> Option<bool> {
        let sent = |name: String| record.sent(&name);
        let mut belongs = sent("VpnConnectionId.1".to_owned()).is_none_or(|id| id == self.id);
        for number in 1.. {
            let Some(filter) = sent(format!("Filter.{number}.Name")) else {
                break;
            };
            let has = self.values(filter)?;
            let values = (1..).map_while(|place| sent(format!("Filter.{number}.Value.{place}")));
            let mut values = values.filter(|value| has.iter().any(|has| is_like(value, has)));
            belongs &= values.next().is_some();
        }
        Some(belongs)
    }
}

/// Each of the descriptions whose names begin like this shows what belongs there, and nothing else.
pub(super) fn judge(rule: &'static Rule, evidence: &Evidence, start: &str) -> Judgement {
    let mut tally = Tally::new(rule, evidence);
    let known = known(evidence);
    let mut judged = 0;
    let mut cause = match known.is_empty() {
        true => "no description by id shows the connection".to_owned(),
        false => "no filter is about anything that the connections show".to_owned(),
    };
    for record in records(evidence, start) {
        // What is wrong with a filter by itself is the affair of one rule.
        if start != SELECT
            && let Some(wrong) = alone(evidence, &known, record)
        {
            cause = wrong;
            continue;
        }
        if !record.is_accepted() {
            let kind = twin::kind_of(record).unwrap_or("rejected");
            tally.note(record, kind, "a description, as by id");
            continue;
        }
        let decided = decided(&known, record);
        judged += decided.len();
        if decided.contains(&(false, true)) {
            let expected = "the connection that passes the filter";
            tally.note_found(record, "not shown", expected, "a description without it");
        } else if decided.contains(&(true, false)) {
            let expected = "no connection that does not pass the filter";
            tally.note_found(
                record,
                "shown all the same",
                expected,
                "a description with it",
            );
        }
    }
    match evidence.halts.get(FILTERED.id) {
        Some(halt) => tally.block(halt.to_string()),
        None if judged == 0 => tally.block(cause),
        None => tally.judged(),
    }
    tally.finish()
}

/// Of each connection of which it is known, whether a description shows it, and whether it has to.
fn decided(known: &[Known<'_>], record: &Record) -> Vec<(bool, bool)> {
    let of = |one: &Known<'_>| Some((item(record, &one.id).is_some(), one.belongs(record)?));
    known.iter().filter_map(of).collect()
}

/// What is wrong with a filter of this description where it stands alone.
fn alone(evidence: &Evidence, known: &[Known<'_>], record: &Record) -> Option<String> {
    const FIRST: &str = "Filter.1.Name";
    let names = (1..).map_while(|number| record.sent(&format!("Filter.{number}.Name")));
    let names: Vec<&str> = names.collect();
    records(evidence, SELECT)
        .filter(|plain| plain.sent(FIRST).is_some_and(|name| names.contains(&name)))
        .find_map(|plain| match plain.is_accepted() {
            false => Some(format!(
                "it needs a filter, but {}",
                findings::outcome(plain)
            )),
            true => decided(known, plain)
                .iter()
                .any(|(is_shown, belongs)| is_shown != belongs)
                .then(|| format!("it needs a filter, but {} does not select", plain.case.id)),
        })
}

/// Whether any filter is understood.
pub(super) fn control(evidence: &Evidence) -> Result<(), String> {
    let mut known = records(evidence, SELECT);
    match known.find(|record| record.is_accepted()) {
        Some(_) => Ok(()),
        None => Err(match records(evidence, SELECT).next() {
            Some(first) => format!("it needs a filter, but {}", findings::outcome(first)),
            None => "no filter was sent".to_owned(),
        }),
    }
}
