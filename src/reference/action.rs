//! The actions the endpoint knows, with the parameters each takes in which version.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::reference::element::Element;
use crate::reference::hook::{Hook, Scope};
use crate::reference::query::Query;
use crate::reference::refusal::Refusal;
use crate::reference::rules::Rules;
use crate::reference::state::{Connection, State};
use crate::reference::{connection, gateway};
use crate::spec::version::ApiVersion;

/// One action.
pub(crate) struct Action {
    name: &'static str,
    parameters: &'static [(&'static str, Span)],
    handle: fn(&Call<'_>) -> Result<Answer, Refusal>,
}

/// The versions in which a parameter exists.
#[derive(Clone, Copy)]
enum Span {
    All,
    /// Before the modern version.
    Classic,
    /// From 2012-08-15.
    Options,
    /// From 2013-07-15.
    DryRun,
    /// 2016-11-15.
    Modern,
}

/// A request that is ready to be carried out.
pub(crate) struct Call<'c> {
    pub(crate) query: &'c Query,
    pub(crate) version: ApiVersion,
    pub(crate) rules: &'c Rules,
    pub(crate) state: &'c Mutex<State>,
    /// May change a connection before it is kept.
    pub(crate) hooks: &'c [&'static Hook],
}

/// A success, without the request id that is the same for all.
pub(crate) struct Answer {
    pub(crate) scope: Scope,
    pub(crate) content: Vec<Element>,
    /// The connection that was created or found.
    pub(crate) connection: Option<Connection>,
}

const ACTIONS: &[Action] = &[
    Action {
        name: "CreateVpnConnection",
        parameters: &[
            ("Type", Span::All),
            ("CustomerGatewayId", Span::All),
            ("VpnGatewayId", Span::All),
            ("AvailabilityZone", Span::Classic),
            ("Options.StaticRoutesOnly", Span::Options),
            ("DryRun", Span::DryRun),
            ("TransitGatewayId", Span::Modern),
            ("Options.EnableAcceleration", Span::Modern),
            ("Options.TunnelOptions.N.PreSharedKey", Span::Modern),
            ("Options.TunnelOptions.N.TunnelInsideCidr", Span::Modern),
            ("TagSpecification.N.ResourceType", Span::Modern),
            ("TagSpecification.N.Tag.N.Key", Span::Modern),
            ("TagSpecification.N.Tag.N.Value", Span::Modern),
        ],
        handle: connection::create,
    },
    Action {
        name: "DescribeVpnConnections",
        parameters: &[("VpnConnectionId.N", Span::All), ("DryRun", Span::DryRun)],
        handle: connection::describe,
    },
    Action {
        name: "DeleteVpnConnection",
        parameters: &[("VpnConnectionId", Span::All), ("DryRun", Span::DryRun)],
        handle: connection::delete,
    },
    Action {
        name: "CreateCustomerGateway",
        parameters: &[
            ("Type", Span::All),
            ("IpAddress", Span::All),
            ("PublicIp", Span::Modern),
            ("BgpAsn", Span::All),
            ("DryRun", Span::DryRun),
        ],
        handle: gateway::create_customer,
    },
    Action {
        name: "DescribeCustomerGateways",
        parameters: &[("CustomerGatewayId.N", Span::All), ("DryRun", Span::DryRun)],
        handle: gateway::describe_customer,
    },
    Action {
        name: "DeleteCustomerGateway",
        parameters: &[("CustomerGatewayId", Span::All), ("DryRun", Span::DryRun)],
        handle: gateway::delete_customer,
    },
    Action {
        name: "CreateVpnGateway",
        parameters: &[
            ("Type", Span::All),
            ("AvailabilityZone", Span::All),
            ("AmazonSideAsn", Span::Modern),
            ("DryRun", Span::DryRun),
        ],
        handle: gateway::create_vpn,
    },
    Action {
        name: "DescribeVpnGateways",
        parameters: &[("VpnGatewayId.N", Span::All), ("DryRun", Span::DryRun)],
        handle: gateway::describe_vpn,
    },
    Action {
        name: "DeleteVpnGateway",
        parameters: &[("VpnGatewayId", Span::All), ("DryRun", Span::DryRun)],
        handle: gateway::delete_vpn,
    },
];

/// Parameters of every action (protocol notes, section 3.2).
const COMMON: &[&str] = &[
    "Action",
    "Version",
    "AWSAccessKeyId",
    "Expires",
    "SecurityToken",
    "Signature",
    "SignatureMethod",
    "SignatureVersion",
    "Timestamp",
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Date",
    "X-Amz-Expires",
    "X-Amz-Security-Token",
    "X-Amz-Signature",
    "X-Amz-SignedHeaders",
];

/// The action with this name.
pub(crate) fn find(name: &str) -> Option<&'static Action> {
    ACTIONS.iter().find(|action| action.name == name)
}

/// The name of the action that differs from this one at most in case, for a fault that is lax about it.
pub(crate) fn find_any_case(name: &str) -> Option<&'static str> {
    ACTIONS
        .iter()
        .map(|action| action.name)
        .find(|known| known.eq_ignore_ascii_case(name))
}

/// Every parameter name the endpoint knows, for faults that are lax about spelling.
pub(crate) fn parameter_names() -> impl Iterator<Item = &'static str> {
    let own = ACTIONS.iter().flat_map(|action| action.parameters);
    COMMON.iter().copied().chain(own.map(|(name, _)| *name))
}

impl Action {
    /// The root of a success response.
    pub(crate) fn root(&self) -> String {
        format!("{}Response", self.name)
    }

    /// Checks the names of the parameters, then carries the action out.
    pub(crate) fn call(&self, call: &Call<'_>) -> Result<Answer, Refusal> {
        for (name, _) in &call.query.pairs {
            if COMMON.contains(&name.as_str()) {
                continue;
            }
            let span = self
                .parameters
                .iter()
                .find(|(pattern, _)| matches(pattern, name))
                .map(|(_, span)| *span);
            let refused = match span {
                Some(span) if span.holds(call.version) => false,
                Some(_) => call.rules.refuse_later,
                None => call.rules.refuse_unknown,
            };
            if refused {
                return Err(Refusal::unknown_parameter(name));
            }
        }
        (self.handle)(call)
    }
}

impl Call<'_> {
    /// The state, also after a thread has died while it held the lock.
    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Refuses where the caller only wanted to know whether the request would succeed.
    pub(crate) fn dry_run(&self) -> Result<(), Refusal> {
        if self.version.has_dry_run() && self.query.boolean("DryRun")? {
            return Err(Refusal::new(
                "DryRunOperation",
                "Request would have succeeded, but DryRun flag is set.",
            )
            .with_status(412));
        }
        Ok(())
    }
}

impl Answer {
    pub(crate) fn new(scope: Scope, content: Vec<Element>) -> Self {
        Self {
            scope,
            content,
            connection: None,
        }
    }

    /// The answer of a delete.
    pub(crate) fn done() -> Self {
        Self::new(Scope::Other, vec![Element::leaf("return", "true")])
    }
}

impl Span {
    fn holds(self, version: ApiVersion) -> bool {
        match self {
            Self::All => true,
            Self::Classic => !version.is_modern(),
            Self::Options => version.has_options(),
            Self::DryRun => version.has_dry_run(),
            Self::Modern => version.is_modern(),
        }
    }
}

/// Whether a name follows a pattern in which `N` stands for a number from 1.
fn matches(pattern: &str, name: &str) -> bool {
    let mut names = name.split('.');
    let all = pattern.split('.').all(|segment| {
        names.next().is_some_and(|given| match segment {
            "N" => {
                given.len() <= 4
                    && !given.starts_with('0')
                    && !given.is_empty()
                    && given.bytes().all(|b| b.is_ascii_digit())
            }
            literal => literal == given,
        })
    });
    all && names.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn list_names_count_from_one() {
        assert!(matches("VpnConnectionId.N", "VpnConnectionId.1"));
        assert!(matches("A.N.B.N.C", "A.12.B.3.C"));
        for name in [
            "VpnConnectionId",
            "VpnConnectionId.0",
            "VpnConnectionId.x",
            "VpnConnectionId.1.1",
        ] {
            assert!(!matches("VpnConnectionId.N", name));
        }
    }
}
