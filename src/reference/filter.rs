//! The filters of a description (protocol notes, section 2).

use std::collections::BTreeMap;

use crate::reference::action::Call;
use crate::reference::refusal::{Refusal, echo};
use crate::reference::rules::FilterRules;
use crate::reference::state::Connection;
use crate::spec::option;

/// The filters of a request, by their numbers.
pub(crate) struct Filters<'c> {
    rules: FilterRules,
    filters: BTreeMap<u32, Filter<'c>>,
}

#[derive(Default)]
struct Filter<'c> {
    name: &'c str,
    values: Vec<&'c str>,
}

impl<'c> Filters<'c> {
    pub(crate) fn read(call: &Call<'c>) -> Result<Self, Refusal> {
        let mut filters: BTreeMap<u32, Filter<'c>> = BTreeMap::new();
        for (name, value) in &call.query.pairs {
            let Some((number, rest)) = name.strip_prefix("Filter.").and_then(|r| r.split_once('.'))
            else {
                continue;
            };
            let filter = filters
                .entry(number.parse().unwrap_or_default())
                .or_default();
            match rest {
                "Name" => filter.name = value,
                _ => filter.values.push(value),
            }
        }
        let rules = call.rules.filters;
        if rules.refuse_unknown {
            for filter in filters.values() {
                if !option::FILTERS.contains(&filter.name) && !filter.name.starts_with("tag:") {
                    return Err(Refusal::new(
                        "InvalidParameterValue",
                        format!("The filter '{}' is invalid", echo(filter.name)),
                    ));
                }
            }
        }
        Ok(Self { rules, filters })
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.filters.is_empty()
    }

    /// Whether they let this connection in this state pass.
    pub(crate) fn pass(&self, connection: &Connection, state: &str) -> bool {
        let mut all = self.filters.values();
        let holds = |filter: &Filter<'_>| self.holds(filter, connection, state);
        match self.rules.all_filters || self.filters.is_empty() {
            true => all.all(holds),
            false => all.any(holds),
        }
    }

    fn holds(&self, filter: &Filter<'_>, connection: &Connection, state: &str) -> bool {
        let kind = filter
            .name
            .split_once(':')
            .map_or(filter.name, |(kind, _)| kind);
        if Some(kind) == self.rules.passes_all {
            return true;
        }
        if Some(kind) == self.rules.passes_none {
            return false;
        }
        let Some(mut has) = values(filter.name, connection, state) else {
            return true;
        };
        if self.rules.any_tag && kind == "tag" {
            has = connection.tags.iter().map(|(_, v)| v.clone()).collect();
        }
        let wanted = match self.rules.any_value {
            true => filter.values.as_slice(),
            false => filter.values.get(..1).unwrap_or_default(),
        };
        let fold = |text: &str| match self.rules.case {
            true => text.to_owned(),
            false => text.to_lowercase(),
        };
        wanted.iter().any(|pattern| {
            let mut pattern = fold(pattern);
            if self.rules.prefix {
                pattern.push('*');
            }
            has.iter().any(|value| match self.rules.wildcards {
                true => option::is_like(&pattern, &fold(value)),
                false => pattern == fold(value),
            })
        })
    }
}

/// What a connection has for a filter; `None` where there is no such filter.
fn values(name: &str, connection: &Connection, state: &str) -> Option<Vec<String>> {
    let one = |text: &str| vec![text.to_owned()];
    Some(match name {
        "state" => one(state),
        "type" => one(&connection.kind),
        "vpn-connection-id" => one(&connection.id),
        "customer-gateway-id" => one(&connection.customer_gateway_id),
        "vpn-gateway-id" => connection.vpn_gateway_id.iter().cloned().collect(),
        "option.static-routes-only" => one(&connection.static_routes.to_string()),
        "bgp-asn" => one(&connection.customer_asn),
        "tag-key" => connection.tags.iter().map(|(key, _)| key.clone()).collect(),
        "transit-gateway-id" => connection.transit_gateway_id.iter().cloned().collect(),
        "customer-gateway-configuration" | "route.destination-cidr-block" => Vec::new(),
        _ => {
            let key = name.strip_prefix("tag:")?;
            let tags = connection.tags.iter().filter(|(k, _)| k == key);
            tags.map(|(_, value)| value.clone()).collect()
        }
    })
}
