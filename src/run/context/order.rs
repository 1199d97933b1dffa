//! What a request asks for, and what an answer to it says was made.

use std::collections::HashSet;
use std::io;

use crate::endpoint::auth::AuthOverride;
use crate::evidence::halt::Halt;
use crate::evidence::{Origin, Role};
use crate::exchange::{Exchange, HttpResponse, TransportError};
use crate::request::expectation::{Expectation, Reason};
use crate::request::fixtures::Fixtures;
use crate::request::{Draft, Parameter};
use crate::run::cleanup::CLEANUP;
use crate::run::extract;
use crate::run::extract::Item;
use crate::run::fixture::SETUP;
use crate::run::ledger::{Intent, Kind};

/// One request that is to be sent.
pub(crate) struct Order<'o> {
    pub(crate) probe: &'o str,
    pub(crate) origin: Origin,
    pub(crate) role: Role,
    pub(crate) name: &'o str,
    pub(crate) deviation: Option<&'o str>,
    pub(crate) twin: Option<&'o str>,
    pub(crate) auth: Option<AuthOverride>,
    pub(crate) draft: Draft,
    pub(crate) fixtures: &'o Fixtures,
}

impl<'o> Order<'o> {
    /// No named deviation, and authenticated as the run does it.
    pub(crate) fn new(
        probe: &'o str,
        origin: Origin,
        role: Role,
        name: &'o str,
        draft: Draft,
        fixtures: &'o Fixtures,
    ) -> Self {
        Self {
            probe,
            origin,
            role,
            name,
            deviation: None,
            twin: None,
            auth: None,
            draft,
            fixtures,
        }
    }

    /// For the run's own use, which belongs to no probe.
    pub(crate) fn housekeeping(
        role: Role,
        name: &'o str,
        draft: Draft,
        fixtures: &'o Fixtures,
    ) -> Self {
        let probe = match role {
            Role::Cleanup => CLEANUP,
            _ => SETUP,
        };
        Self::new(probe, Origin::Catalogue, role, name, draft, fixtures)
    }
}

/// A valid request that the judge does not take for one is a bug of this program.
pub(super) fn hold(order: &Order<'_>, id: &str, expectation: Expectation) -> Result<(), Halt> {
    let creates_connection = order.draft.value("Action") == Some(b"CreateVpnConnection");
    let valid = order.role == Role::Twin && order.auth.is_none() && creates_connection;
    // The target gave out one id twice, and one of the two was deleted.
    if let (true, Expectation::MustReject(Reason::Deleted)) = (valid, expectation) {
        return Err(Halt::Setup(format!(
            "{id} needs its gateways, but the target gave out the id of one of them twice, and that one was deleted"
        )));
    }
    if valid && expectation != Expectation::MustAccept {
        return Err(Halt::Harness(format!(
            "{id} is meant as valid, but the judge says {expectation:?}"
        )));
    }
    Ok(())
}

/// What is written down before the request is sent.
pub(super) fn intent(draft: &Draft) -> Intent {
    let text = |name| {
        draft
            .value(name)
            .map(|v| String::from_utf8_lossy(v).into_owned())
    };
    let action = draft.value("Action").unwrap_or_default();
    let mut kinds = Kind::ALL.into_iter();
    let kind = kinds.find(|kind| kind.create().as_bytes() == action);
    let gateway = kind == Some(Kind::CustomerGateway);
    Intent {
        kind,
        address: text("IpAddress").filter(|_| gateway),
        asn: text("BgpAsn").filter(|_| gateway),
        gateway: text("CustomerGatewayId").filter(|_| !gateway),
        vpn_gateway: text("VpnGatewayId")
            .or_else(|| text("TransitGatewayId"))
            .filter(|_| !gateway),
        ..Intent::default()
    }
}

/// Whether a create without a success has certainly made nothing: it was refused by the service, or never arrived. A
/// refusal on the way, as of a proxy or of a lack of authentication, says nothing of the service.
pub(super) fn made_nothing(exchange: &Exchange) -> bool {
    match &exchange.response {
        Ok(response) => {
            matches!(response.status, 400..=499)
                && !matches!(response.status, 401 | 407 | 408)
                && memchr::memmem::find(&response.body, b"Code>").is_some()
        }
        Err(error) => matches!(
            error,
            TransportError::Altered(_) | TransportError::Connect(_) | TransportError::Tls(_)
        ),
    }
}

/// Whether this is what EC2 answers to the action: its response, or its error.
pub(super) fn is_ec2(action: Option<&[u8]>, response: &HttpResponse) -> bool {
    let action = String::from_utf8_lossy(action.unwrap_or_default()).into_owned();
    extract::root_name(&response.body).is_some_and(|root| {
        root == format!("{action}Response") || (root == "Response" && response.status >= 400)
    })
}

pub(super) fn ledger_failed(error: io::Error) -> Halt {
    Halt::Setup(format!("the ledger cannot be written: {error}"))
}

/// Whether the request may make something: everything but what describes or deletes.
pub(super) fn creates(draft: &Draft) -> bool {
    let action = draft.value("Action").unwrap_or_default();
    !action.starts_with(b"Describe") && !action.starts_with(b"Delete")
}

/// The kind and the id of what the request deletes.
pub(super) fn deletes(draft: &Draft) -> Option<(Kind, String)> {
    let action = draft.value("Action")?;
    let kind = Kind::ALL
        .into_iter()
        .find(|kind| kind.delete().as_bytes() == action)?;
    let id = draft.value(kind.parameter())?;
    Some((kind, String::from_utf8_lossy(id).into_owned()))
}

/// Whether the request asks for everything there is, or for what passes a filter.
pub(super) fn is_list(draft: &Draft) -> bool {
    let action = draft.value("Action").unwrap_or_default();
    let mut names = draft.parameters.iter().map(|p| p.name.as_slice());
    let is_id = |name: &[u8]| name.contains(&b'.') && !name.starts_with(b"Filter.");
    action.starts_with(b"Describe") && !names.any(is_id)
}

/// Whether an item of a list is about one of these, by its id or by a gateway.
pub(super) fn names_any(text: &str, ours: &HashSet<String>) -> bool {
    let is_ours = |id: Option<String>| id.is_some_and(|id| ours.contains(&id));
    let plain = ["vpnConnectionId", "customerGatewayId", "vpnGatewayId"]
        .iter()
        .any(|name| is_ours(extract::element_text(text, name)));
    // Ids may be written with references, comments or sections.
    plain || {
        let item = Item::read(Kind::VpnConnection, text);
        is_ours(item.id) || is_ours(item.gateway) || is_ours(item.vpn_gateway)
    }
}

/// Whether an item of a list is a connection of these that is shown as deleted.
pub(super) fn is_gone(text: &str, deleted: &HashSet<String>) -> bool {
    let item = Item::read(Kind::VpnConnection, text);
    item.state.as_deref() == Some("deleted") && item.id.is_some_and(|id| deleted.contains(&id))
}

/// Whether a description asks for no connection by its id.
pub(super) fn names_none(draft: &Draft) -> bool {
    let mut parameters = draft.parameters.iter();
    !parameters.any(|parameter| parameter.name.starts_with(b"VpnConnectionId"))
}

/// Adds the parameters that the user wants in every create of a connection. Gives the draft without them, where there are any; one
/// that is sent again has them already.
pub(super) fn with_parameters(
    draft: &mut Draft,
    parameters: &[(String, String)],
    is_again: bool,
) -> Option<Draft> {
    let action = draft.value("Action").unwrap_or_default();
    let makes_gateway = matches!(
        action,
        b"CreateCustomerGateway" | b"CreateVpnGateway" | b"CreateTransitGateway"
    );
    if parameters.is_empty() || makes_gateway || !creates(draft) {
        return None;
    }
    let mut plain = draft.clone();
    for (name, value) in parameters {
        let parameter = Parameter::new(name.as_str(), value.as_str());
        if is_again {
            plain.parameters.retain(|own| *own != parameter);
        }
        if draft.value(name).is_none() {
            draft.parameters.push(parameter);
        }
    }
    Some(plain)
}
