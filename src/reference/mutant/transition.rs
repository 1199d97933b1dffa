//! Operators on what a request changes.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use crate::reference::hook::Scope;
use crate::reference::mutant::operator::Operator;
use crate::reference::query::Query;
use crate::reference::state::{Connection, State};

/// A change of what exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Transition {
    /// A connection is made.
    Create,
    /// A connection is described, which changes nothing.
    Describe,
    /// A connection is deleted.
    Delete,
    /// A create is refused, which changes nothing.
    Refuse,
}

impl Transition {
    pub(super) const OPERATORS: &[(Self, &[Operator])] = &[
        (
            Self::Create,
            &[
                Operator::Absent,
                Operator::Twice,
                Operator::Wrong,
                Operator::All,
                Operator::CustomerGateway,
                Operator::VpnGateway,
            ],
        ),
        (
            Self::Describe,
            &[Operator::Wrong, Operator::All, Operator::Twice],
        ),
        (
            Self::Delete,
            &[
                Operator::Absent,
                Operator::Wrong,
                Operator::All,
                Operator::CustomerGateway,
                Operator::VpnGateway,
            ],
        ),
        (Self::Refuse, &[Operator::Wrong, Operator::All]),
    ];

    /// Whether an answer of this kind is one to such a request.
    pub(super) fn is_of(self, scope: Scope, query: &Query) -> bool {
        match self {
            Self::Create => scope == Scope::Created,
            Self::Describe => scope == Scope::Described,
            Self::Delete => {
                scope == Scope::Other && query.value("Action") == Some("DeleteVpnConnection")
            }
            Self::Refuse => {
                scope == Scope::Refused && query.value("Action") == Some("CreateVpnConnection")
            }
        }
    }

    /// Does something else than what was asked for, after that was done: whether it did.
    pub(super) fn change(
        self,
        operator: &Operator,
        query: &Query,
        connection: Option<&Connection>,
        state: &Mutex<State>,
    ) -> bool {
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        let id = match self {
            Self::Create | Self::Describe => connection.map(|c| c.id.clone()),
            Self::Delete => query.value("VpnConnectionId").map(str::to_owned),
            Self::Refuse => Some(String::new()),
        };
        let Some(id) = id else {
            return false;
        };
        // The one before: it is the likeliest to be looked at again.
        let other = state
            .live()
            .filter(|c| c.id != id)
            .last()
            .map(|c| c.id.clone());
        let gateways = state.connections.iter().find(|c| c.id == id);
        let gateways = gateways.map(|c| (c.customer_gateway_id.clone(), c.vpn_gateway_id.clone()));
        match (self, operator) {
            (Self::Create, Operator::Absent) => {
                let before = state.connections.len() - 1;
                state.forget_after(before);
                true
            }
            (Self::Create | Self::Describe, Operator::Twice) => {
                let Some(connection) = connection.filter(|c| !c.deleted) else {
                    return false;
                };
                let id = state.fresh_id("vpn", false);
                state.add(Connection {
                    id,
                    ..connection.clone()
                });
                true
            }
            (Self::Delete, Operator::Absent) => revive(&mut state, &id),
            (Self::Delete, Operator::Wrong) => {
                revive(&mut state, &id) && other.is_none_or(|other| state.delete(&other))
            }
            (_, Operator::Wrong) => other.is_some_and(|other| state.delete(&other)),
            (_, Operator::All) => {
                let all: Vec<String> = state.live().map(|c| c.id.clone()).collect();
                let others = all.into_iter().filter(|known| *known != id);
                others.filter(|known| state.delete(known)).count() > 0
            }
            (_, Operator::CustomerGateway) => gateways.is_some_and(|(customer, _)| {
                let mut all = state.customer_gateways.iter_mut();
                all.find(|g| g.id == customer && !g.deleted)
                    .map(|g| g.deleted = true)
                    .is_some()
            }),
            (_, Operator::VpnGateway) => gateways.is_some_and(|(_, vpn)| {
                let mut all = state.vpn_gateways.iter_mut();
                all.find(|g| Some(&g.id) == vpn.as_ref() && !g.deleted)
                    .map(|g| g.deleted = true)
                    .is_some()
            }),
            _ => false,
        }
    }
}

/// Undoes a deletion.
fn revive(state: &mut State, id: &str) -> bool {
    let mut all = state.connections.iter_mut();
    all.find(|c| c.id == id)
        .map(|c| c.deleted = false)
        .is_some()
}

impl fmt::Display for Transition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Create => "create",
            Self::Describe => "describe",
            Self::Delete => "delete",
            Self::Refuse => "refuse",
        })
    }
}
