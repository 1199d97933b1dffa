//! When a mutant does what it does.

use std::fmt;

use crate::exchange::HttpRequest;
use crate::reference::hook::Scope;
use crate::reference::mutant::place::Place;
use crate::reference::query::Query;
use crate::reference::state::Connection;

/// When a mutant differs from the reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trigger {
    /// For every request.
    Always,
    /// For requests by GET.
    Get,
    /// For requests by POST.
    Post,
    /// From the second connection on.
    LaterConnection,
    /// For every other customer gateway than the first one that was used.
    OtherGateway,
    /// For every third connection that is made.
    EveryThird,
    /// Once a create was refused.
    AfterRefusal,
    /// For requests with `AvailabilityZone`.
    WithZone,
}

/// What a trigger may look at: the request that is being answered.
pub(super) struct Moment<'m> {
    method: &'m str,
    customer_gateway: Option<&'m str>,
    has_zone: bool,
    is_create: bool,
    /// The connection that was created or found.
    connection: Option<&'m Connection>,
}

/// What has happened so far.
#[derive(Default)]
pub(super) struct Past {
    creates: usize,
    has_refused: bool,
    first_gateway: Option<String>,
    first_connection: Option<String>,
    /// Ids of every third connection.
    thirds: Vec<String>,
}

impl Trigger {
    pub(super) const ALL: &[Self] = &[
        Self::Always,
        Self::Get,
        Self::Post,
        Self::LaterConnection,
        Self::OtherGateway,
        Self::EveryThird,
        Self::AfterRefusal,
        Self::WithZone,
    ];

    /// Whether it can hold at this place at all.
    pub(super) fn can_hold(self, place: &Place) -> bool {
        match place.scope() {
            Scope::Created => true,
            Scope::Described => self != Self::WithZone,
            _ => matches!(
                self,
                Self::Always | Self::Get | Self::Post | Self::AfterRefusal
            ),
        }
    }

    pub(super) fn holds(self, moment: &Moment<'_>, past: &Past) -> bool {
        let connection = moment.connection.map(|c| &*c.id);
        let gateway = moment
            .connection
            .map(|c| &*c.customer_gateway_id)
            .or(moment.customer_gateway);
        let is_new = connection.is_none_or(|id| !past.thirds.iter().any(|known| known == id));
        match self {
            Self::Always => true,
            Self::Get => moment.method == "GET",
            Self::Post => moment.method == "POST",
            Self::LaterConnection => match moment.is_create {
                true => past.creates > 0,
                false => connection.is_some() && connection != past.first_connection.as_deref(),
            },
            Self::OtherGateway => {
                past.first_gateway.is_some()
                    && gateway.is_some()
                    && gateway != past.first_gateway.as_deref()
            }
            Self::EveryThird => match moment.is_create {
                true => past.creates % 3 == 2,
                false => !is_new,
            },
            Self::AfterRefusal => past.has_refused,
            Self::WithZone => moment.has_zone,
        }
    }
}

impl<'m> Moment<'m> {
    pub(super) fn of_request(request: &'m HttpRequest, query: &'m Query) -> Self {
        Self {
            method: &request.method,
            customer_gateway: query.value("CustomerGatewayId"),
            has_zone: query.value("AvailabilityZone").is_some(),
            is_create: query.value("Action") == Some("CreateVpnConnection"),
            connection: None,
        }
    }

    pub(super) fn of_answer(
        request: &'m HttpRequest,
        query: &'m Query,
        connection: Option<&'m Connection>,
    ) -> Self {
        Self {
            connection,
            ..Self::of_request(request, query)
        }
    }
}

impl Past {
    pub(super) fn remember(
        &mut self,
        scope: Scope,
        query: &Query,
        connection: Option<&Connection>,
    ) {
        match (scope, connection) {
            (Scope::Created, Some(connection)) => {
                if self.creates % 3 == 2 {
                    self.thirds.push(connection.id.clone());
                }
                self.creates += 1;
                let gateway = || connection.customer_gateway_id.clone();
                self.first_gateway.get_or_insert_with(gateway);
                self.first_connection
                    .get_or_insert_with(|| connection.id.clone());
            }
            (Scope::Refused, _) => {
                self.has_refused |= query.value("Action") == Some("CreateVpnConnection");
            }
            _ => {}
        }
    }
}

impl fmt::Display for Trigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Always => "always",
            Self::Get => "get",
            Self::Post => "post",
            Self::LaterConnection => "later-connection",
            Self::OtherGateway => "other-gateway",
            Self::EveryThird => "every-third",
            Self::AfterRefusal => "after-refusal",
            Self::WithZone => "with-zone",
        })
    }
}
