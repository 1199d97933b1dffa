//! The actions the endpoint knows, with the parameters each takes in which version.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::reference::element::Element;
use crate::reference::hook::{Hook, Scope};
use crate::reference::query::Query;
use crate::reference::refusal::Refusal;
use crate::reference::rules::{DryRun, Rules};
use crate::reference::state::{Connection, State};
use crate::reference::{connection, gateway, transit};
use crate::spec::option;
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
    /// From 2010-08-31.
    Tags,
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
        ],
        handle: connection::create,
    },
    Action {
        name: "DescribeVpnConnections",
        parameters: &[
            ("VpnConnectionId.N", Span::All),
            ("Filter.N.Name", Span::Tags),
            ("Filter.N.Value.N", Span::Tags),
            ("DryRun", Span::DryRun),
        ],
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
        name: "CreateTransitGateway",
        parameters: &[
            ("Description", Span::Modern),
            ("Options.AmazonSideAsn", Span::Modern),
            ("DryRun", Span::DryRun),
        ],
        handle: transit::create,
    },
    Action {
        name: "DescribeTransitGateways",
        parameters: &[
            ("TransitGatewayIds.N", Span::Modern),
            ("DryRun", Span::DryRun),
        ],
        handle: transit::describe,
    },
    Action {
        name: "DeleteTransitGateway",
        parameters: &[("TransitGatewayId", Span::Modern), ("DryRun", Span::DryRun)],
        handle: transit::delete,
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

/// The action with this name, in a version that has it.
pub(crate) fn find(name: &str, version: ApiVersion) -> Option<&'static Action> {
    let mut known = ACTIONS.iter().filter(|action| action.exists_in(version));
    known.find(|action| action.name == name)
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
    fn exists_in(&self, version: ApiVersion) -> bool {
        version.is_modern() || !self.name.contains("TransitGateway")
    }

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
                .find(|(pattern, _)| option::matches(pattern, name))
                .map(|(_, span)| *span)
                .or_else(|| self.option(name));
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

    /// The versions in which a member of `Options` or `TagSpecification` exists.
    fn option(&self, name: &str) -> Option<Span> {
        let takes = self.name == "CreateVpnConnection" && option::find(name).is_some();
        takes.then_some(Span::Modern)
    }
}

impl Call<'_> {
    /// The state, also after a thread has died while it held the lock.
    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Refuses where the caller only wanted to know whether the request would succeed.
    pub(crate) fn dry_run(&self) -> Result<(), Refusal> {
        let (status, code) = match self.rules.dry_run {
            DryRun::Ignore => return Ok(()),
            DryRun::IgnoreWithOptions => {
                let mut pairs = self.query.pairs.iter();
                match pairs.any(|(name, _)| name.starts_with("Options.")) {
                    true => return Ok(()),
                    false => (412, CODE),
                }
            }
            DryRun::IgnoreAtTransit if self.query.value("TransitGatewayId").is_some() => {
                return Ok(());
            }
            DryRun::IgnoreInDeletions
                if self.query.value("Action") == Some("DeleteVpnConnection") =>
            {
                return Ok(());
            }
            DryRun::IgnoreAtTransit | DryRun::IgnoreInDeletions | DryRun::KeepDeletions => {
                (412, CODE)
            }
            DryRun::Refuse(status, code) => (status, code),
            DryRun::Always if self.query.value("DryRun").is_some() => return Err(would(412, CODE)),
            DryRun::Keep | DryRun::First | DryRun::Always => (412, CODE),
        };
        if self.version.has_dry_run() && self.query.boolean("DryRun")? {
            return Err(would(status, code));
        }
        Ok(())
    }
}

const CODE: &str = "DryRunOperation";

fn would(status: u16, code: &str) -> Refusal {
    let message = "Request would have succeeded, but DryRun flag is set.";
    Refusal::new(code, message).with_status(status)
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
            Self::Tags => version.has_tag_set(),
            Self::Options => version.has_options(),
            Self::DryRun => version.has_dry_run(),
            Self::Modern => version.is_modern(),
        }
    }
}
