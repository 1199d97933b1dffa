//! The options that a create asked for, beside what the answer shows.

use std::net::Ipv4Addr;

use crate::evidence::Record;
use crate::spec::option::{self, Grammar, MEMBERS, Member, Part};
use crate::xml::Element;

/// Members with the values that were asked for: several where it is a list.
pub(super) type Members<'e> = Vec<(&'static Member, Vec<&'e str>)>;

/// What a create asked for.
#[derive(Default)]
pub(super) struct Asked<'e> {
    pub(super) connection: Members<'e>,
    /// Of the tunnels, those of which anything was asked.
    pub(super) tunnels: Vec<Members<'e>>,
}

/// One thing that is not as it was asked for.
pub(super) struct Wrong {
    /// The kind of defect, in words that hold for every run.
    pub(super) cause: &'static str,
    /// Never a key.
    pub(super) found: String,
}

impl<'e> Asked<'e> {
    /// What a record asked for, as far as answers show it.
    pub(super) fn of(record: &'e Record) -> Self {
        let mut asked = Self::default();
        let (mut first, mut second) = (Vec::new(), Vec::new());
        for member in MEMBERS
            .iter()
            .filter(|m| m.part != Part::Tags && m.grammar != Grammar::Open)
        {
            for number in 0..=option::TUNNELS {
                let sent = record.case.draft.parameters.iter().filter_map(|parameter| {
                    let name = std::str::from_utf8(&parameter.name).ok()?;
                    let value = std::str::from_utf8(parameter.value.as_deref()?).ok()?;
                    (option::find(name)? == (member, number)).then_some(value)
                });
                let values: Vec<&str> = sent.collect();
                let place = match number {
                    0 => &mut asked.connection,
                    1 => &mut first,
                    _ => &mut second,
                };
                if !values.is_empty() {
                    place.push((member, values));
                }
            }
        }
        asked.tunnels.extend(
            [first, second]
                .into_iter()
                .filter(|tunnel| !tunnel.is_empty()),
        );
        asked
    }

    pub(super) fn is_empty(&self) -> bool {
        self.connection.is_empty() && self.tunnels.is_empty()
    }

    /// What is wrong with the tunnels that are shown, in the order in which least is: which of them is the first is not said.
    pub(super) fn tunnels_beside(
        &self,
        shown: &[Element<'_>],
        wrong: impl Fn(&Members<'_>, Element<'_>) -> Vec<Wrong>,
    ) -> Vec<Wrong> {
        let mut turned: Vec<Element<'_>> = shown.to_vec();
        turned.reverse();
        let all = |shown: &[Element<'_>]| -> Vec<Wrong> {
            let pairs = self.tunnels.iter().zip(shown);
            pairs
                .flat_map(|(asked, shown)| wrong(asked, *shown))
                .collect()
        };
        let (straight, turned) = (all(shown), all(&turned));
        if turned.len() < straight.len() {
            turned
        } else {
            straight
        }
    }
}

/// The inside network of a tunnel of the configuration.
pub(super) fn network(tunnel: Element<'_>) -> Option<String> {
    let address = tunnel.path("vpn_gateway/tunnel_inside_address/ip_address")?;
    let address: Ipv4Addr = address.text().trim().parse().ok()?;
    Some(format!("{}/30", Ipv4Addr::from(u32::from(address) & !3)))
}

/// What is wrong with what an element shows of these members.
pub(super) fn shown_otherwise(asked: &Members<'_>, shown: Element<'_>) -> Vec<Wrong> {
    let wrong = asked.iter().filter_map(|(member, values)| {
        let Some(element) = shown.path(member.element) else {
            let is_default = option::default(member.element) == values.first().copied();
            // Keys need not be shown.
            let is_hidden = member.grammar == Grammar::Key;
            return (!is_default && !is_hidden).then(|| Wrong {
                cause: "an option that is not shown",
                found: format!("no {}", words(member.element)),
            });
        };
        let mut says: Vec<&str> = match member.element.ends_with("Set") {
            true => element
                .children()
                .filter_map(|item| item.child("value"))
                .map(|value| value.text().trim())
                .collect(),
            false => vec![element.text().trim()],
        };
        let mut values = values.clone();
        says.sort_unstable();
        values.sort_unstable();
        if says == values || is_hidden(member, &says) {
            return None;
        }
        Some(Wrong {
            cause: "another value of an option",
            found: match member.grammar {
                Grammar::Key => format!("another {}", words(member.element)),
                _ => format!(
                    "{} {:?} where {:?} was asked for",
                    words(member.element),
                    says.join(","),
                    values.join(",")
                ),
            },
        })
    });
    wrong.collect()
}

/// The name of an element with a blank behind each number, by which it is told from what a server makes up.
fn words(element: &str) -> String {
    let is_digit = |c: char| c.is_ascii_digit();
    element
        .split_inclusive(is_digit)
        .collect::<Vec<_>>()
        .join(" ")
}

/// Whether a key is not shown, but something that stands for it.
fn is_hidden(member: &Member, says: &[&str]) -> bool {
    member.grammar == Grammar::Key && says.iter().all(|text| text.bytes().all(|b| b == b'*'))
}
